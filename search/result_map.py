"""Where the results of a search come from: a mark for each trust, with how many are its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from portal.trusts.map import Map, Pin, draw
from portal.trusts.models import Trust
from search.engines import get_engine
from search.query import SearchQuery


@dataclass(frozen=True)
class Origin:
    """One trust, how many of the results are its own, and the search for just those."""

    trust: Trust
    count: int
    url: str


@dataclass(frozen=True)
class ResultMap:
    """`placeless` counts the results of no trust in the register."""

    total: int
    map: Map
    origins: list[Origin]
    placeless: int


def result_map(query: SearchQuery, url_of: Callable[[str], str]) -> ResultMap:
    """All results of a search on the map. `url_of` gives the same search for one ODS code."""
    found = get_engine().search(replace(query, page=1, page_size=1, counts_origins=True))
    counts = {code: number for code, number in found.origins.items() if code}
    trusts = Trust.objects.filter(ods_code__in=counts)
    origins = [Origin(one, counts[one.ods_code], url_of(one.ods_code)) for one in trusts]
    origins.sort(key=lambda origin: (-origin.count, origin.trust.name))
    return ResultMap(
        total=found.total,
        map=draw([_pin(origin) for origin in origins]),
        origins=origins,
        placeless=found.total - sum(origin.count for origin in origins),
    )


def _pin(origin: Origin) -> Pin:
    trust = origin.trust
    return Pin(
        trust.ods_code,
        trust.name,
        trust.type,
        trust.type_label,
        trust.illustrative,
        None if trust.latitude is None else float(trust.latitude),
        None if trust.longitude is None else float(trust.longitude),
        url=origin.url,
        note=f"{origin.count} case stud{'y' if origin.count == 1 else 'ies'}",
    )
