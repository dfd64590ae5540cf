"""What an engine brings back for a plan, before the ranking's own factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from search.query import FACETS, SearchQuery
from search.results import Facet


@dataclass(frozen=True)
class Answer:
    """`hits` are (entry id, score by words) in the order that was asked for, from the first on.

    `total` counts what stands above the floor, `weaker` what stands below it. `word_counts` says
    how many of the results hold each concept, by its words as typed.
    """

    total: int
    hits: tuple[tuple[int, float], ...]
    facets: tuple[Facet, ...] = ()
    places: tuple[int, ...] = ()
    weaker: int = 0
    word_counts: Mapping[str, int] = field(default_factory=dict)
    origins: Mapping[str, int] = field(default_factory=dict)
    crossed: Mapping[tuple[str, str], int] = field(default_factory=dict)


def nothing(query: SearchQuery, *, weaker: int, places: tuple[int, ...]) -> Answer:
    """No results, because no record is about what was asked."""
    facets = tuple(Facet.of(name, {}, query.chosen.get(name, frozenset())) for name in FACETS)
    return Answer(total=0, hits=(), facets=facets, places=places, weaker=weaker)
