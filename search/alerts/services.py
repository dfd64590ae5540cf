"""Saved searches and their alerts.

Searches that a person comes back to, and what is new in them: each item told once.

What an alert says of each result: enough to judge it by, and where to read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from casestudies.cards import Card, cards_of
from casestudies.choices import Effect, Recurrence
from casestudies.models import CaseStudyPage
from portal.accounts import notifications
from portal.accounts.models import User
from portal.background import jobs
from portal.text.stored import look_alike, normalise
from search.counts import Noun
from search.engines.contract import EMBEDDED
from search.forms import SearchForm
from search.hits import readable_pages
from search.models import SavedSearch, SearchEntry, ToldEntry
from search.site_engine import get_engine

MOST_SAVED = 50
EVERYTHING = 100_000
NAMED = 5
EVERY = {SavedSearch.Alert.DAILY: timedelta(days=1), SavedSearch.Alert.WEEKLY: timedelta(days=7)}
NAME_TAKEN = "You have a saved search of this name. Choose another."
# Not part of what is searched for.
NOT_KEPT = ("page", "sort")


def form_of(saved: SavedSearch) -> SearchForm:
    """The saved search as its owner may make it today."""
    return SearchForm(QueryDict(saved.query_string), user=saved.owner)


def query_string_of(asked: QueryDict) -> str:
    """What to keep of an address."""
    kept = [(name, value) for name, values in asked.lists() for value in values]
    return urlencode([(name, value) for name, value in kept if name not in NOT_KEPT])


@transaction.atomic
def save(*, owner: User, name: str, query_string: str, alert: str) -> SavedSearch:
    """Keep a search. What it finds now is not news, and is not told of later.

    Raises ValidationError by field for a search that cannot be made, a name that is taken, or
    one too many.
    """
    form = SearchForm(QueryDict(query_string), user=owner)
    if not form.is_valid():
        raise ValidationError("This search cannot be made as it stands. Search again, then save.")
    if SavedSearch.objects.filter(owner=owner).count() >= MOST_SAVED:
        raise ValidationError(f"You have {MOST_SAVED} saved searches. Delete one first.")
    saved = SavedSearch(owner=owner, name=name.strip(), query_string=query_string, alert=alert)
    _check(saved)
    saved.save()
    _tell(saved, _found(saved))
    return saved


@transaction.atomic
def change(*, saved: SavedSearch, name: str, alert: str) -> None:
    """Rename it, or tell of what is new more or less often. Raises ValidationError by field."""
    starts = saved.alert == SavedSearch.Alert.NONE and alert != SavedSearch.Alert.NONE
    saved.name, saved.alert = name.strip(), alert
    _check(saved)
    saved.save()
    if starts:
        # What came while nobody was to be told is not news.
        _tell(saved, _found(saved))


def _check(saved: SavedSearch) -> None:
    normalise(saved)
    others = SavedSearch.objects.filter(owner=saved.owner).exclude(pk=saved.pk)
    if saved.name and look_alike(others, "name", saved.name):
        raise ValidationError({"name": [NAME_TAKEN]})
    try:
        saved.full_clean()
    except ValidationError as refusal:
        said = dict(refusal.message_dict)
        if "__all__" in said:
            said["name"] = [NAME_TAKEN]
            del said["__all__"]
        raise ValidationError(said) from refusal


def send_alerts(now: datetime) -> int:
    """Tell each owner what is new, if it is time. Returns how many notices went out."""
    today = timezone.localdate(now)
    alerts = SavedSearch.objects.exclude(alert=SavedSearch.Alert.NONE).select_related("owner")
    waiting = [saved for saved in alerts if _is_time(saved, today)]
    return jobs.each(waiting, lambda saved: _alert(saved, today))


def _is_time(saved: SavedSearch, today: date) -> bool:
    if not saved.owner.is_active:
        return False
    return saved.looked_on is None or today - saved.looked_on >= EVERY[saved.alert]


def _alert(saved: SavedSearch, today: date) -> int:
    """One notice of what is new since; none where nothing is, or where the search is no more."""
    saved = SavedSearch.objects.select_for_update().select_related("owner").get(pk=saved.pk)
    SavedSearch.objects.filter(pk=saved.pk).update(looked_on=today)
    told = set(ToldEntry.objects.filter(saved=saved).values_list("object_id", flat=True))
    fresh = [page_id for page_id in _found(saved) if page_id not in told]
    if not fresh:
        return 0
    _tell(saved, fresh)
    number = len(fresh)
    pages = CaseStudyPage.objects.in_bulk(fresh[:NAMED])
    named = describe([pages[page_id] for page_id in fresh[:NAMED]])
    more = f"\n\nAnd {number - NAMED} more." if number > NAMED else ""
    sent = notifications.send(
        to=[saved.owner],
        kind="search.alert",
        key=f"search.{saved.pk}.{today.isoformat()}",
        subject=f"{_new(fresh)}: {saved.name}",
        body=f"{named}{more}\n\nYou asked to be told. You can stop it with one press.",
        url=reverse("search:saved"),
    )
    return len(sent)


def _new(page_ids: list[int]) -> str:
    """What is new in words: “2 new case studies and 1 new signpost”."""
    signposts = CaseStudyPage.objects.filter(pk__in=page_ids, signpost=True).count()
    new_case_studies = Noun("new case study", "new case studies", "")
    new_signposts = Noun("new signpost", "new signposts", "")
    told = [(len(page_ids) - signposts, new_case_studies), (signposts, new_signposts)]
    return " and ".join(noun.counted(number) for number, noun in told if number)


def _found(saved: SavedSearch) -> list[int]:
    """The case studies that the owner would see of it now, the newest first."""
    form = form_of(saved)
    if not form.is_valid():
        return []
    query = replace(form.query(), sort="newest", page=1, page_size=EVERYTHING)
    # This machine's own index answers even while a cluster is away.
    found = [one.entry_id for one in get_engine(EMBEDDED).search(query).found]
    pages = dict(SearchEntry.objects.filter(pk__in=found).values_list("pk", "object_id"))
    readable = readable_pages(pages.values(), sees_network=query.sees_network)
    ordered = [pages[entry] for entry in found if entry in pages]
    return [page_id for page_id in ordered if page_id in readable]


def _tell(saved: SavedSearch, page_ids: list[int]) -> None:
    ToldEntry.objects.bulk_create(
        (ToldEntry(saved=saved, object_id=page_id) for page_id in page_ids), ignore_conflicts=True
    )


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
