"""Where trusts stand on the figure that an area is about: the starting position of a pair."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import FloatField
from django.db.models.functions import Cast

from portal.matching.facts import Standing
from portal.trusts.measures import MEASURES
from portal.trusts.models import Trust, TrustFigure

# The register's figures that speak of an area itself; less of each is better. A top area's
# figure serves the areas below it that have none.
LESS_IS_BETTER: Mapping[str, str] = {
    "workforce": "sickness_absence_rate",
    "flow": "night_bed_occupancy",
    "discharge": "delayed_transfers",
}
# Fewer trusts than this make no ladder to stand on.
FEWEST = 10


class Ladder:
    """Where the trusts of a population stand on one measure, each among those of its type."""

    def __init__(self, key: str, *, illustrative: bool, until: str = "") -> None:
        """`until` is the last year that counts. One query."""
        self.measure = MEASURES[key].name
        self.figures: dict[int, tuple[str, float]] = {}
        self.by_type: dict[str, list[float]] = defaultdict(list)
        rows = (
            TrustFigure.objects.filter(measure=key, trust__illustrative=illustrative)
            .order_by("year")
            .values_list("trust_id", "trust__type", "year", Cast("value", FloatField()))
        )
        for pk, type_, year, value in rows:
            if not until or year[:4] <= until:
                self.figures[pk] = (type_, value)
        for type_, value in self.figures.values():
            self.by_type[type_].append(value)
        for values in self.by_type.values():
            values.sort()

    def share(self, pk: int) -> float | None:
        """The share of trusts of its type that do worse; those that do as well count half.

        None where its figure is not known, or too few others have one.
        """
        if pk not in self.figures:
            return None
        type_, value = self.figures[pk]
        everyone = self.by_type[type_]
        peers = len(everyone) - 1
        if peers < FEWEST:
            return None
        worse = len(everyone) - bisect_right(everyone, value)
        same = bisect_right(everyone, value) - bisect_left(everyone, value) - 1
        return (worse + same / 2) / peers


def ladder(area: tuple[str, ...], *, illustrative: bool, until: str = "") -> Ladder | None:
    """The ladder of an area (slugs from the top); None where the register has no figure of it."""
    key = next((LESS_IS_BETTER[slug] for slug in reversed(area) if slug in LESS_IS_BETTER), None)
    return Ladder(key, illustrative=illustrative, until=until) if key is not None else None


def between(
    trust: Trust, helpers: Iterable[Trust], *, area: tuple[str, ...], until: str = ""
) -> dict[int, Standing]:
    """Where the asking trust and each helper stand among trusts of their own type.

    `area` is the path of slugs from the top, `until` the last year that counts. Helpers of which
    the figure is not known are left out. One query.
    """
    found = ladder(area, illustrative=trust.illustrative, until=until)
    return {} if found is None else on(found, trust, helpers)


def on(found: Ladder, trust: Trust, helpers: Iterable[Trust]) -> dict[int, Standing]:
    """`between`, on a ladder that has been read already."""
    mine = found.share(trust.pk)
    if mine is None:
        return {}
    shares = ((helper.pk, found.share(helper.pk)) for helper in helpers)
    return {
        pk: Standing(found.measure, seeker=mine, helper=theirs)
        for pk, theirs in shares
        if theirs is not None
    }
