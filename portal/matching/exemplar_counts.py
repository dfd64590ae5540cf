"""How many exemplars a programme has, or had: one definition for every page."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils import timezone

from portal.matching.choices import DesignationStatus
from portal.matching.models import Programme, live_on

# Whoever was an exemplar once, however it ended.
BEEN_EXEMPLAR = (
    DesignationStatus.DESIGNATED,
    DesignationStatus.PAUSED,
    DesignationStatus.ENDED,
)


def of_programmes() -> dict[int, int]:
    """The number of each programme, by its id. One query.

    A programme that runs has the exemplars that are designated today: paused ones and those
    whose term is over do not help now. A past one has all that it ever had.
    """
    today = timezone.localdate()
    live = live_on(today, prefix="designations__")
    been = Q(designations__status__in=BEEN_EXEMPLAR)
    rows = Programme.objects.order_by("pk").annotate(
        live=Count("designations", filter=live, distinct=True),
        been=Count("designations", filter=been, distinct=True),
    )
    return {
        pk: been if ends is not None and ends < today else live
        for pk, ends, live, been in rows.values_list("pk", "ends", "live", "been")
    }


def count_exemplars(programme: Programme) -> int:
    """The number of one programme."""
    return of_programmes()[programme.pk]
