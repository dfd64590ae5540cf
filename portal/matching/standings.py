"""Where trusts stand on the figure that an area is about: the starting position of a pair."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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


def between(
    trust: Trust, helpers: Iterable[Trust], *, area: tuple[str, ...], until: str = ""
) -> dict[int, Standing]:
    """Where the asking trust and each helper stand among trusts of their own type.

    `area` is the path of slugs from the top, `until` the last year that counts. Helpers of which
    the figure is not known are left out. One query.
    """
    key = next((LESS_IS_BETTER[slug] for slug in reversed(area) if slug in LESS_IS_BETTER), None)
    if key is None:
        return {}
    figures: dict[int, tuple[str, float]] = {}
    rows = (
        TrustFigure.objects.filter(measure=key, trust__illustrative=trust.illustrative)
        .order_by("year")
        .values_list("trust_id", "trust__type", "year", Cast("value", FloatField()))
    )
    for pk, type_, year, value in rows:
        if not until or year[:4] <= until:
            figures[pk] = (type_, value)
    mine = _does_better_than(trust.pk, figures)
    if mine is None:
        return {}
    found = {}
    for helper in helpers:
        theirs = _does_better_than(helper.pk, figures)
        if theirs is not None:
            found[helper.pk] = Standing(MEASURES[key].name, seeker=mine, helper=theirs)
    return found


def _does_better_than(pk: int, figures: Mapping[int, tuple[str, float]]) -> float | None:
    """The share of trusts of its type that do worse; those that do as well count half."""
    if pk not in figures:
        return None
    type_, value = figures[pk]
    peers = sorted(v for other, (kind, v) in figures.items() if kind == type_ and other != pk)
    if len(peers) < FEWEST:
        return None
    worse = len(peers) - bisect_right(peers, value)
    same = bisect_right(peers, value) - bisect_left(peers, value)
    return (worse + same / 2) / len(peers)
