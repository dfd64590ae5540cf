"""Why a result stands where it stands, in words, for those who look after the search."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils import timezone

from casestudies.choices import SIGN_OFF_RANK
from casestudies.models import CaseStudyPage
from search import ranking
from search.highlights import Marker
from search.models import SearchEntry
from search.query import SearchQuery
from search.results import Hit, SearchResults

PLACES = {
    "title": "the title",
    "result": "the result",
    "context": "areas and trust",
    "body": "the story",
    "blueprint": "how to copy it",
}


@dataclass(frozen=True)
class Explained:
    """The parts of one score: how well the words fit, times each factor, is the score."""

    score: float
    fit: float
    factors: tuple[tuple[str, float], ...]
    found_in: tuple[str, ...]
    promoted: bool = False

    @property
    def words(self) -> str:
        """“Words 2.31 (the title, the story) × evidence 1.10 × … = 2.80”."""
        where = f" ({', '.join(self.found_in)})" if self.found_in else ""
        moved = "".join(f" × {name} {value:.2f}" for name, value in self.factors)
        first = " Put first by editors." if self.promoted else ""
        return f"Words {self.fit:.3f}{where}{moved} = {self.score:.3f}.{first}"


def explained(hits: list[Hit], found: SearchResults, query: SearchQuery) -> list[Hit]:
    """The same hits, each of which says last why it stands where it stands."""
    told = explain(hits, found, query)
    return [replace(hit, reasons=(*hit.reasons, told[hit.entry_id].words)) for hit in hits]


def explain(hits: Iterable[Hit], found: SearchResults, query: SearchQuery) -> dict[int, Explained]:
    """The explanation of each hit, by entry. Two queries."""
    entries = SearchEntry.objects.in_bulk([hit.entry_id for hit in hits])
    measured = dict(
        CaseStudyPage.objects.filter(
            pk__in=[entry.object_id for entry in entries.values()]
        ).values_list("pk", "measured")
    )
    marker = Marker(found.marked)
    scores = {one.entry_id: one for one in found.found}
    told = {}
    for entry_id, entry in entries.items():
        factors = _factors(entry, query, measured.get(entry.object_id))
        if scores[entry_id].own_words != 1:
            factors.append(("own words", scores[entry_id].own_words))
        if scores[entry_id].shared > 1:
            factors.append(("shared words", scores[entry_id].shared))
        score = scores[entry_id].score
        told[entry_id] = Explained(
            score=score,
            fit=score / math.prod(value for _, value in factors),
            factors=tuple(factors),
            found_in=tuple(
                label for name, label in PLACES.items() if marker.places(getattr(entry, name))
            ),
            promoted=bool(scores[entry_id].promoted),
        )
    return told


def _factors(entry: SearchEntry, query: SearchQuery, measured: object) -> list[tuple[str, float]]:
    levels = [line.split("/")[2] for line in entry.facets.get("lines", ())]
    standing = ranking.Standing(
        grade=entry.card.get("grade", ""),
        direction=entry.card.get("direction", ""),
        sign_off=max(levels, key=SIGN_OFF_RANK.__getitem__, default=""),
        adopters=entry.adopters,
        measured=measured,  # type: ignore[arg-type]
        signpost=entry.card.get("signpost", False),
    )
    factors = list(ranking.factors(standing, today=timezone.localdate()).items())
    if query.like is not None:
        closeness = dict(query.like.closeness).get(entry.trust_code, 0.0)
        factors.append(("likeness", ranking.likeness(closeness)))
    return factors
