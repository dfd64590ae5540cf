"""What an alert says of each result: enough to judge it by, and where to read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from django.conf import settings
from django.utils.text import Truncator

from casestudies.cards import Card, cards_of
from casestudies.choices import Effect, Recurrence
from casestudies.models import CaseStudyPage

LONGEST_SUMMARY = 220


def describe(pages: Iterable[CaseStudyPage]) -> str:
    """The results of an alert as plain text, in their order, one paragraph each."""
    return "\n\n".join("\n".join(_lines(card)) for card in cards_of(pages))


def address_of(page: CaseStudyPage) -> str:
    """The full address of a case study, as people outside the site need it."""
    parts = page.get_url_parts()
    return urljoin(settings.PORTAL_BASE_URL, parts[2]) if parts else settings.PORTAL_BASE_URL


def _lines(card: Card) -> Iterator[str]:
    page = card.page
    yield page.title
    if page.signpost:
        yield Truncator(page.summary).chars(LONGEST_SUMMARY)
        yield "Published elsewhere, not checked by us."
    else:
        yield page.result
        yield _saving(card)
        yield f"{card.grade.statement}." + (f" {card.spent}" if card.grade.failed else "")
    yield f"{page.organisation_name}." + (f" Started from {card.start}." if card.start else "")
    yield address_of(page)


def _saving(card: Card) -> str:
    """The one figure that may be said aloud, with its kind and its signature."""
    if card.headline is not None:
        kind = f"{Effect.CASH_RELEASING.label}, {Recurrence.RECURRENT.label.lower()}"
        return f"{card.headline.text}: {kind}. {card.headline.level_label}."
    if card.claim is not None:
        recurrence = Recurrence(card.claim.recurrence).label.lower()
        kind = f"{card.claim.effect_label}, {recurrence}"
        return f"{card.claim.text}: {kind}. {card.claim.level_label}."
    if card.page.no_cash_effect:
        return "No cash effect is claimed."
    return "No saving is given."
