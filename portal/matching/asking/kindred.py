"""Areas that belong together: those of one tree."""

from __future__ import annotations

from casestudies.areas import ancestors_of, descendants_of
from casestudies.models import EfficiencyArea


def kindred_of(area: EfficiencyArea) -> list[EfficiencyArea]:
    """The whole tree an area stands in, itself among it: scoring gives these a fit above 0."""
    top = [*ancestors_of(area), area][0]
    return [top, *descendants_of(top)]
