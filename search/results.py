"""What a search gives back: plain values, ready for a page, a feed or a test."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from search.query import SIGNPOST
from search.text_query import Phrase, TextQuery


class FacetValue(NamedTuple):
    """One choice of a facet, and how many results choosing it (with the rest) would leave."""

    value: str
    count: int  # type: ignore[assignment]  # a tuple's own `count` is of no use here
    selected: bool = False


@dataclass(frozen=True)
class Facet:
    """How many results have each value, and which values are chosen."""

    name: str
    counts: Mapping[str, int] = field(default_factory=dict)
    chosen: AbstractSet[str] = frozenset()

    @cached_property
    def values(self) -> tuple[FacetValue, ...]:
        """The values with the most results first, every chosen value among them. Worked out when
        they are asked for: a page shows few of all facets.
        """
        counted = {**dict.fromkeys(self.chosen, 0), **self.counts}
        ordered = sorted(sorted(counted), key=counted.__getitem__, reverse=True)
        return tuple(FacetValue(one, counted[one], one in self.chosen) for one in ordered)


class Found(NamedTuple):
    """One match before it is drawn. `promoted` is the editors' reason where they put it first.

    `shared` is the factor of `search.relevance_feedback` in the score, `own_words` that of a
    signpost.
    """

    entry_id: int
    score: float
    promoted: str = ""
    shared: float = 1.0
    own_words: float = 1.0


@dataclass(frozen=True)
class Hit:
    """One result as it is shown. `title`, `result` and `snippet` are safe HTML with <mark>."""

    entry_id: int
    type: str
    object_id: int
    url: str
    title: str
    result: str
    snippet: str
    card: Mapping[str, Any]
    reasons: tuple[str, ...] = ()
    score: float = 0.0


@dataclass(frozen=True)
class SearchResults:
    """`found` is the asked page, in order; `total` counts all of them.

    `places` are up to three areas or trusts that the words name. `suggestions` pairs a
    misspelt word with what may have been meant, which was not searched for. `notice` is what the
    reader should know of how it was answered. `origins` counts all results by ODS code, and
    `crossed` by pairs of values of two facets, if the query asks for that. `missing` names
    the things asked for that no result holds, by `Concept.key`, and `weaker` says how many more
    records, not among the results, hold only some of the words. `text` is how the words were read.
    """

    total: int
    found: tuple[Found, ...]
    facets: tuple[Facet, ...] = ()
    places: tuple[int, ...] = ()
    suggestions: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    origins: Mapping[str, int] = field(default_factory=dict)
    crossed: Mapping[tuple[str, str], int] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    text: TextQuery = field(default_factory=TextQuery)
    weaker: int = 0

    @property
    def marked(self) -> frozenset[Phrase]:
        """The words that a hit shows as found, and the phrases whose words it shows together."""
        words = ((word,) for word in self.text.words)
        return frozenset([*words, *self.text.phrases, *self.text.alternatives])

    def facet(self, name: str) -> Facet:
        """The facet of this name. Raises KeyError if there is none."""
        for facet in self.facets:
            if facet.name == name:
                return facet
        raise KeyError(name)

    @property
    def signposts(self) -> int:
        """How many of the results are signposts to cases published elsewhere."""
        # A facet counts without its own choice, so what is not chosen does not count here.
        records = [facet for facet in self.facets if facet.name == "record"]
        return sum(
            facet.counts.get(SIGNPOST, 0)
            for facet in records
            if not facet.chosen or SIGNPOST in facet.chosen
        )

    @property
    def checked(self) -> int:
        """How many of the results are case studies that passed the portal's own checks."""
        return self.total - self.signposts


@dataclass(frozen=True)
class Suggestion:
    """One completion."""

    label: str
    type: str
    url: str
