"""The lists of an editor: records to look at, and the queue of the review.

Published records that an editor should look at, and why. Each list in a few queries.

Everything on its way through the review: where it waits, for whom, since when.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState

from casestudies import evidence
from casestudies.maintenance import review_dates
from casestudies.models import CaseStudyPage, Contact, SignOff
from casestudies.models.case_study import CaseStudyQuerySet
from casestudies.review import progress
from casestudies.review.progress import Progress
from casestudies.savings import same_money, sign_offs


class RecordList(StrEnum):
    """The lists, by the name they have in an address."""

    STALE = "stale"
    DUE = "due"
    NO_CONTACT = "no-contact"
    UNGRADED = "ungraded"
    VOID = "void"
    SAME_MONEY = "same-money"

    @property
    def label(self) -> str:
        return LABELS[self][0]

    @property
    def means(self) -> str:
        """What a record in the list lacks, and what readers see of it."""
        return LABELS[self][1]


LABELS = {
    RecordList.STALE: (
        "Out of date",
        "Their review date has passed. Readers see that they may no longer hold.",
    ),
    RecordList.DUE: (
        "Due soon",
        "To be looked at within 60 days. Their owners have been reminded.",
    ),
    RecordList.NO_CONTACT: (
        "No live contact",
        "Everybody named has left. The page says so, and offers no help.",
    ),
    RecordList.UNGRADED: (
        "To grade again",
        "They have no grade, or their facts give another grade than when it was given.",
    ),
    RecordList.VOID: (
        "Void signatures",
        "A figure was changed after it was signed. It counts as an estimate until it is signed.",
    ),
    RecordList.SAME_MONEY: (
        "The same money?",
        "Two savings say the same, and nobody has said whether it is the same money. Until then "
        "it is counted once.",
    ),
}


@dataclass(frozen=True)
class Row:
    """One record, the reason it is listed, and the day that reason began, where it is known."""

    page: CaseStudyPage
    why: str
    since: date | None = None
    screen: str = "casestudies:keep"

    @property
    def url(self) -> str:
        """Where it is put right."""
        return reverse(self.screen, args=[self.page.pk])


def rows(which: RecordList) -> list[Row]:
    """The records of one list, the longest waiting first."""
    found = READERS[which](_published())
    return sorted(found, key=lambda row: (row.since or date.max, row.page.title))


def counts() -> dict[RecordList, int]:
    """How many records each list holds."""
    return {which: len(READERS[which](_published())) for which in RecordList}


def _published() -> CaseStudyQuerySet:
    return CaseStudyPage.objects.current().whole().select_related("trust")


def _stale(pages: CaseStudyQuerySet) -> list[Row]:
    return [
        Row(page, f"Was to be looked at by {sign_offs.day(page.review_by)}.", page.review_by)
        for page in pages.filter(review_by__lt=timezone.localdate())
    ]


def _due(pages: CaseStudyQuerySet) -> list[Row]:
    today = timezone.localdate()
    last = today + timedelta(days=max(review_dates.REMIND_BEFORE))
    return [
        Row(page, f"To be looked at by {sign_offs.day(page.review_by)}.", page.review_by)
        for page in pages.filter(review_by__range=(today, last))
    ]


def _no_contact(pages: CaseStudyQuerySet) -> list[Row]:
    live = Contact.objects.filter(page=OuterRef("pk"), left=False)
    found = list(pages.filter(~Exists(live)))
    prefetch_related_objects(found, "contacts")
    return [Row(page, _who_left(page)) for page in found]


def _who_left(page: CaseStudyPage) -> str:
    names = [contact.name for contact in page.contacts.all()]
    return f"{', '.join(names)}: left." if names else "Nobody is named."


def _ungraded(pages: CaseStudyQuerySet) -> list[Row]:
    found = list(pages)
    prefetch_related_objects(found, *evidence.READ)
    return [
        Row(page, why, screen="casestudies:grade")
        for page in found
        if (why := _grade_missing(page))
    ]


def _grade_missing(page: CaseStudyPage) -> str:
    given = getattr(page, "evidence_grade", None)
    if given is None:
        return "No grade was given."
    return evidence.to_grade_again(page, given)


def _void(pages: CaseStudyQuerySet) -> list[Row]:
    found = list(pages.filter(pk__in=SignOff.objects.values("page_id")))
    prefetch_related_objects(found, "savings", "costs", "measures")
    signed: dict[tuple[int, UUID], set[str]] = {}
    for page_id, line, digest in SignOff.objects.filter(page__in=found).values_list(
        "page_id", "line_uuid", "digest"
    ):
        signed.setdefault((page_id, line), set()).add(digest)
    listed = []
    for page in found:
        void = [
            line
            for line in sign_offs.lines_of(page)
            if (page.pk, line.uuid) in signed
            and sign_offs.digest(line) not in signed[page.pk, line.uuid]
        ]
        if void:
            listed.append(Row(page, "; ".join(str(line) for line in void)))
    return listed


def _same_money(pages: CaseStudyQuerySet) -> list[Row]:
    found = list(pages.filter(pk__in=same_money.pages_with_look_alikes()))
    prefetch_related_objects(found, "savings")
    return [
        Row(page, "; ".join(f"{pair.names}: {pair.amount}" for pair in asked), screen=QUESTIONS)
        for page in found
        if (asked := same_money.open_questions(page))
    ]


QUESTIONS = "casestudies:figure_questions"
READERS: dict[RecordList, Callable[[CaseStudyQuerySet], list[Row]]] = {
    RecordList.STALE: _stale,
    RecordList.DUE: _due,
    RecordList.NO_CONTACT: _no_contact,
    RecordList.UNGRADED: _ungraded,
    RecordList.VOID: _void,
    RecordList.SAME_MONEY: _same_money,
}


@dataclass(frozen=True)
class Queued:
    """One record under review. `returned` ones are with their author again."""

    page: CaseStudyPage
    step: str
    who: str
    since: date | None
    due: date | None
    overdue: bool
    returned: bool

    @property
    def waited(self) -> int:
        """Whole days since it came to where it is."""
        return (timezone.localdate() - self.since).days if self.since else 0


def queue() -> list[Queued]:
    """All of it: late ones first, then those whose promise ends first, returned ones last."""
    active = WorkflowState.objects.active().values_list("object_id", flat=True)
    pages = list(
        CaseStudyPage.objects.filter(
            Q(pk__in=[int(pk) for pk in active]), retired_on=None
        ).select_related("trust")
    )
    found = progress.progress_of_many(pages)
    rows = chain.from_iterable(_rows(page, found[page.pk]) for page in pages)
    return sorted(
        rows, key=lambda row: (row.returned, not row.overdue, row.due or date.max, row.page.pk)
    )


def _rows(page: CaseStudyPage, found: Progress) -> list[Queued]:
    if found.now is not None:
        step = found.now
        return [Queued(page, step.label, step.who, step.since, step.due, step.overdue, False)]
    if found.returned is not None:
        step = found.returned
        who = f"its author{f', {found.by}' if found.by else ''}"
        return [Queued(page, f"Sent back: {step.label}", who, step.finished, None, False, True)]
    return []
