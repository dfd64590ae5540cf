"""One plan for a search, which each engine translates into its own language.

The words decide what fits and how well; the floor decides where the results end; the choices
narrow them. How well a record fits is BM25 over one field of words; what else moves a record is
applied to the best of them afterwards (`search.engines.base`), the same for every engine.

What an engine brings back for a plan, before the ranking's own factors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from tantivy import DocAddress

from search import curation, floor
from search.analysis import stem
from search.query import BEST_FIT, FACETS, FLOOR, SYNONYMS, SearchQuery
from search.results import Facet
from search.text_query import Concept, Phrase, TextQuery, read

# Of a longer question the page does not tell word by word.
MOST_COUNTED = 8
# How many results deep a reader can page.
DEEPEST = 100_000
# How many of the best by their words are put in order by everything else. Measured with 100 to
# 1,000: from 200 on the first page stayed the same.
HEAD = 200


class Frequencies(Protocol):
    """In how many records the words of an index stand."""

    def records_with(self, phrases: Sequence[Phrase], *, threshold: float) -> int:
        """How many case studies that the reader may see hold any of the phrases; any number on the
        same side of `threshold` will do.
        """
        ...

    def records(self) -> int:
        """How many case studies the reader may see."""
        ...


@dataclass(frozen=True)
class Plan:
    """What to look for, without anything of an engine.

    A record fits if it holds any of the `scored` phrases, one of each `required` concept's and no
    `excluded` one. It is shown if its marks for the `concepts` (`search.floor`), each with its
    weight, come to `needed`, if it holds a phrase that is `enough`, or if it is `promoted`; and
    nothing is shown unless some record that the reader may see reaches `best`. Of the `counted`
    concepts the page tells which no result holds. `query` says who may see what, what was chosen,
    and the order.
    """

    query: SearchQuery
    scored: tuple[tuple[Phrase, float], ...] = ()
    required: tuple[Concept, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    concepts: tuple[tuple[Concept, int], ...] = ()
    enough: tuple[Phrase, ...] = ()
    needed: int = 0
    best: int = 0
    promoted: frozenset[int] = frozenset()
    typed_stems: frozenset[str] = frozenset()
    counted: tuple[Concept, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if no words say what to find."""
        return not self.scored

    @property
    def has_floor(self) -> bool:
        """True if some records that hold a word are too weak to be shown."""
        return self.needed > 0

    @property
    def has_gate(self) -> bool:
        """True if nothing is shown unless some record reaches more than every one must."""
        return self.best > self.needed

    def gate(self) -> Plan:
        """The plan that some record must fit, or nothing is shown."""
        return replace(self, needed=self.best)

    @property
    def depth(self) -> int:
        """How many results an engine must bring, from the first on."""
        page_ends = self.query.page * self.query.page_size
        wanted = max(HEAD, page_ends) if self.query.sort == BEST_FIT else page_ends
        return min(wanted, DEEPEST)

    def weaker(self) -> Plan:
        """The same without the floor."""
        return replace(self, concepts=(), enough=(), needed=0, best=0)


def understand(query: SearchQuery) -> TextQuery:
    """The words of a search as they were typed, with synonyms added."""
    text = read(query.text)
    found = curation.with_synonyms(text)
    return replace(text, is_area_name=found.is_area_name) if SYNONYMS in query.leaves_out else found


def make_plan(
    query: SearchQuery,
    text: TextQuery,
    frequencies: Frequencies,
    promoted: frozenset[int] = frozenset(),
    slips: frozenset[str] = frozenset(),
) -> Plan:
    """The plan of a search. The floor depends on how rare the words are for this reader.

    `slips` are words that are misspelt or not typed to the end: they say nothing about it.
    """
    plan = Plan(
        query=query,
        scored=tuple(scored(text).items()),
        required=text.required,
        excluded=text.excluded,
        promoted=promoted,
        typed_stems=frozenset(map(stem, text.words)),
        counted=() if text.is_prose else text.concepts[:MOST_COUNTED],
    )
    # What must be there anyway says nothing about the rest.
    concepts = [
        one
        for one in text.concepts
        if one not in text.required and not one.is_exact and slips.isdisjoint(one.phrases[0])
    ]
    has_floor = not query.weak and FLOOR not in query.leaves_out
    if not has_floor or text.is_prose or not concepts or _is_one_number(text):
        return plan
    records = frequencies.records()
    common = floor.MANY * records
    rule = floor.floor(
        [frequencies.records_with(one.phrases, threshold=common) for one in concepts], records
    )
    # The records of an area hold each of its names once, because they are filed there.
    return replace(
        plan,
        concepts=tuple(zip(concepts, rule.weights, strict=True)),
        enough=(text.typed,) if text.is_area_name else (),
        needed=rule.needed,
        best=rule.best,
    )


def _is_one_number(text: TextQuery) -> bool:
    """True for one sum, code or the like, which a record names once if at all."""
    return len(text.concepts) == 1 and any(
        letter.isdigit() for word in text.concepts[0].phrases[0] for letter in word
    )


def scored(text: TextQuery) -> dict[Phrase, float]:
    """How much each phrase counts. A word that is typed twice counts twice; words stand beside
    their synonyms twice, and a phrase in quotation marks does. Phrases with the same stems are one.
    """
    times: dict[Phrase, float] = {}
    same: dict[Phrase, Phrase] = {}

    def add(phrase: Phrase, number: float) -> None:
        phrase = same.setdefault(tuple(map(stem, phrase)), phrase)
        times[phrase] = times.get(phrase, 0) + number

    for word in text.words:
        add((word,), 2 if text.alternatives else 1)
    # A typed piece that is one thing stands among them twice.
    counted = Counter(text.alternatives)
    by_stems = {tuple(map(stem, phrase)): phrase for phrase in reversed(counted)}
    for phrase in reversed(by_stems.values()):
        add(phrase, counted[phrase])
    for phrase in text.phrases:
        add(phrase, 2)
    return times


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
