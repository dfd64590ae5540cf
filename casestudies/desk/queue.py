"""Everything on its way through the review: where it waits, for whom, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db.models import Q
from django.utils import timezone
from wagtail.models import WorkflowState

from casestudies.models import CaseStudyPage
from casestudies.reviewing import progress
from casestudies.reviewing.progress import Progress


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
    found = progress.of_many(pages)
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
