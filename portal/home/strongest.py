"""Which case studies stand on the firmest ground: what the front page and the hubs show first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When

from casestudies import evidence, page_rows
from casestudies.cards import Card, cards_of
from casestudies.choices import Direction, Grade, SignOffLevel, Stage
from casestudies.models import CaseStudyPage, SignOff
from casestudies.models.adoption import TAKEN_UP
from casestudies.models.case_study import CaseStudyQuerySet

VOUCHED = [SignOffLevel.FINANCE, SignOffLevel.INDEPENDENT, SignOffLevel.ADOPTER]
NOT_DONE = [Stage.STOPPED, Stage.PLANNED]
CANDIDATES = 5


def strongest(pages: CaseStudyQuerySet, *, limit: int) -> list[Card]:
    """Taken up by others, signed, well graded; varied in kind and type of trust.

    Stopped and planned ones are left out, and those whose evidence says that they do not work,
    however well they were measured. A fixed number of queries.
    """
    ranked = list(rank(pages.exclude(stage__in=NOT_DONE))[: limit * CANDIDATES])
    page_rows.read_for_cards(ranked)
    grades = evidence.grades_of(ranked)
    works = [page for page in ranked if grades[page.pk].direction == Direction.WORKS]
    mixed = [page for page in ranked if grades[page.pk].direction == Direction.MIXED]
    return cards_of(vary([*works, *mixed], limit))


def stopped(pages: CaseStudyQuerySet, *, limit: int) -> list[Card]:
    """What trusts tried, and stopped: the newest first."""
    found = pages.filter(stage=Stage.STOPPED).select_related("trust")
    return cards_of(found.order_by("-first_published_at", "pk")[:limit])


def rank(pages: CaseStudyQuerySet) -> CaseStudyQuerySet:
    """Strongest first; the newest first among equals."""
    graded = [
        When(evidence_grade__grade=grade, then=Value(place))
        for place, grade in enumerate(Grade.values)
    ]
    signed = SignOff.objects.filter(page=OuterRef("pk"), level__in=VOUCHED)
    taken_up = Q(adoptions__status__in=TAKEN_UP, adoptions__confirmed_at__isnull=False)
    return (
        pages.select_related("trust")
        .annotate(
            taken_up=Count("adoptions", filter=taken_up, distinct=True),
            signed=Exists(signed),
            grade_place=Case(*graded, default=Value(9), output_field=IntegerField()),
        )
        .order_by("-taken_up", "-signed", "grade_place", "-first_published_at", "pk")
    )


def vary(ranked: Sequence[CaseStudyPage], limit: int) -> list[CaseStudyPage]:
    """The first `limit`, at most half of one kind and a third of one trust type if it can be."""
    kinds: Counter[str] = Counter()
    types: Counter[str] = Counter()
    chosen, spare = [], []
    for page in ranked:
        trust_type = page.trust.type if page.trust else ""
        if kinds[page.kind] < -(-limit // 2) and types[trust_type] < -(-limit // 3):
            kinds[page.kind] += 1
            types[trust_type] += 1
            chosen.append(page)
        else:
            spare.append(page)
    return (chosen + spare)[:limit]
