"""The national method: the Trust Peer Finder that NHS Digital published in December 2019.

Each of 21 variables of 2018/19 is put on a scale by its mean and standard deviation over the
208 trusts; seven of them carry no weight, fourteen carry one; the distance is Euclidean.
A variable that a trust did not report counts as nought: that is how the published list was
made (four trusts lack the diagnosis measure), and with it the official ten come back.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import mean, stdev

from portal.trusts.likeness.scale import Place
from portal.trusts.likeness.variables import Gap, closest_on, differs_on
from portal.trusts.measures import MEASURES

YEAR = "2018/19"
UNWEIGHTED = frozenset(
    {
        "day_bed_occupancy",
        "night_bed_occupancy",
        "degree_of_specialisation",
        "staff_fte",
        "no_procedure_share",
        "operating_expenses_m",
        "patients",
    }
)
WEIGHTED = (
    "deprivation_score",
    "attendances",
    "diagnosis_share",
    "age_0_15_share",
    "age_60_74_share",
    "urban_share",
    "sites",
    "sea_distance",
    "market_forces_factor",
    "student_staff_share",
    "ccgs",
    "minor_emergency_department",
    "sickness_absence_rate",
    "delayed_transfers",
)
# Four of the 208 published trusts have none.
MAY_BE_MISSING = frozenset({"diagnosis_share"})


@dataclass(frozen=True)
class Peer:
    """A trust near another by the national method. Smaller distance is nearer."""

    ods_code: str
    distance: float
    similarity: float
    coverage: float
    closest_on: tuple[str, ...]
    differs_on: tuple[str, ...]
    place: Place


class NotInPeerFinder(LookupError):
    """The trust is not one of those of 2018/19."""


def is_complete(variables: Mapping[str, float]) -> bool:
    """True if these variables of 2018/19 put a trust in the Peer Finder."""
    return all(key in variables or key in MAY_BE_MISSING for key in WEIGHTED)


def places(trusts: Mapping[str, Mapping[str, float]]) -> dict[str, tuple[float, ...]]:
    """Each trust's z-scores, in the order of WEIGHTED. A variable all share counts as nought."""
    columns = []
    for key in WEIGHTED:
        values = [variables.get(key, 0.0) for variables in trusts.values()]
        middle = mean(values)
        spread = stdev(values) if len(values) > 1 else 0.0
        columns.append([(value - middle) / spread if spread else 0.0 for value in values])
    return dict(zip(trusts, zip(*columns, strict=True), strict=True))


def nearest(
    ods_code: str,
    trusts: Mapping[str, Mapping[str, float]],
    *,
    limit: int,
    placed: Mapping[str, tuple[float, ...]] | None = None,
) -> list[Peer]:
    """The nearest trusts of 2018/19, ties by ODS code. Raises `NotInPeerFinder`.

    `trusts` holds the variables of every trust of the Peer Finder; `placed`, their `places`,
    saves the work when many trusts are asked for.
    """
    if ods_code not in trusts:
        raise NotInPeerFinder(ods_code)
    placed = places(trusts) if placed is None else placed
    mine = placed[ods_code]
    ranked = sorted(
        (math.dist(mine, theirs), other) for other, theirs in placed.items() if other != ods_code
    )
    return [
        _peer(ods_code, other, distance, trusts, placed, Place(number, len(ranked)))
        for number, (distance, other) in enumerate(ranked[:limit], 1)
    ]


def _peer(
    mine: str,
    other: str,
    distance: float,
    trusts: Mapping[str, Mapping[str, float]],
    placed: Mapping[str, tuple[float, ...]],
    place: Place,
) -> Peer:
    gaps = [
        Gap(
            MEASURES[key],
            (here - there) ** 2,
            1 / len(WEIGHTED),
            trusts[mine][key],
            trusts[other][key],
        )
        for key, here, there in zip(WEIGHTED, placed[mine], placed[other], strict=True)
        if key in trusts[mine] and key in trusts[other]
    ]
    return Peer(
        ods_code=other,
        distance=distance,
        similarity=math.exp(-(distance**2) / len(WEIGHTED) / 2),
        coverage=len(gaps) / len(WEIGHTED),
        closest_on=closest_on(gaps),
        differs_on=differs_on(gaps),
        place=place,
    )
