"""Where the results of a search come from: a mark for each trust, with how many are its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from portal.trusts.map import Map, Pin, draw
from portal.trusts.models import Trust
from search.counts import records_in_words
from search.query import SIGNPOST, SearchQuery
from search.results import SearchResults
from search.site_engine import get_engine


@dataclass(frozen=True)
class Origin:
    """One trust, how many of the results are its own, and the search for just those."""

    trust: Trust
    checked: int
    signposts: int
    url: str

    @property
    def count(self) -> int:
        """Case studies and signposts together."""
        return self.checked + self.signposts

    @property
    def words(self) -> str:
        """The count in words: “3 case studies and 1 signpost”."""
        return records_in_words(self.checked, self.signposts)


@dataclass(frozen=True)
class ResultMap:
    """`placeless` counts the results of no trust in the register."""

    checked: int
    signposts: int
    map: Map
    origins: list[Origin]
    placeless: int

    @property
    def total(self) -> int:
        """Case studies and signposts together."""
        return self.checked + self.signposts

    @property
    def words(self) -> str:
        """The total in words: “58 case studies and 16 signposts”."""
        return records_in_words(self.checked, self.signposts)


def result_map(query: SearchQuery, url_of: Callable[[str], str]) -> ResultMap:
    """All results of a search on the map. `url_of` gives the same search for one ODS code."""
    found = get_engine().search(replace(query, page=1, page_size=1, counts_origins=True))
    counts = {code: number for code, number in found.origins.items() if code}
    elsewhere = _signposts(query, found)
    trusts = Trust.objects.filter(ods_code__in=counts)
    origins = []
    for one in trusts:
        signposts = elsewhere.get(one.ods_code, 0)
        checked = counts[one.ods_code] - signposts
        origins.append(Origin(one, checked, signposts, url_of(one.ods_code)))
    origins.sort(key=lambda origin: (-origin.count, origin.trust.name))
    return ResultMap(
        checked=found.checked,
        signposts=found.signposts,
        map=draw([_pin(origin) for origin in origins]),
        origins=origins,
        placeless=found.total - sum(origin.count for origin in origins),
    )


def _signposts(query: SearchQuery, found: SearchResults) -> Mapping[str, int]:
    """How many signposts each trust has among the results; a second search where there are any."""
    if not found.signposts:
        return {}
    if not found.checked:
        return found.origins
    of_these = replace(
        query.without("record"),
        filters=(("record", (SIGNPOST,)), *query.without("record").filters),
        page_size=1,
        counts_origins=True,
    )
    return get_engine().search(of_these).origins


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
        note=origin.words,
        count=origin.count,
    )
