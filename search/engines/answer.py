"""What an engine brings back for a plan, before the ranking's own factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tantivy import DocAddress

from search.engines.plan import Plan
from search.query import FACETS
from search.results import Facet

# (entry id, score by words, where it lies in this machine's own index, if the engine knows that).
Hit = tuple[int, float, DocAddress | None]


@dataclass(frozen=True)
class Answer:
    """`hits` are in the order that was asked for, from the first on.

    `total` counts what stands above the floor, `weaker` what stands below it. `missing` names
    the concepts that no result holds, by `Concept.key`.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...] = ()
    places: tuple[int, ...] = ()
    weaker: int = 0
    missing: frozenset[str] = frozenset()
    origins: Mapping[str, int] = field(default_factory=dict)
    crossed: Mapping[tuple[str, str], int] = field(default_factory=dict)


def nothing(plan: Plan, *, weaker: int, places: tuple[int, ...]) -> Answer:
    """No results, because no record is about what was asked."""
    query = plan.query
    facets = tuple(Facet(name, {}, query.chosen.get(name, frozenset())) for name in FACETS)
    missing = frozenset(concept.key for concept in plan.counted)
    return Answer(total=0, hits=(), facets=facets, places=places, weaker=weaker, missing=missing)
