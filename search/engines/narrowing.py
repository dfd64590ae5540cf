"""From every entry that fits the words to the ones asked for, and the counts of each facet.

On sets of places (`columns`). Choices are OR inside a facet and AND across. A facet's counts apply
every choice but its own. What is chosen of effect, recurrence and sign-off must hold on one line
of the savings, so those are tested together, the pounds of a saving with them.
"""

from __future__ import annotations

from functools import reduce
from operator import and_

from search.engines.columns import Columns, Line
from search.engines.rows import LINES
from search.engines.sets import Bits, any_of
from search.query import FACETS, LINE_FACETS, SearchQuery
from search.results import Facet

LIKE = "like"
TRUST = "trust"


def narrow(columns: Columns, fitting: Bits, query: SearchQuery) -> tuple[Bits, tuple[Facet, ...]]:
    """Those of the fitting entries that pass every choice, and all facets with their counts."""
    choices = _choices(columns, query)
    passing = reduce(and_, choices.values(), fitting)
    facets = []
    for name in FACETS:
        column = LINES if name in LINE_FACETS else name
        others = passing
        if column in choices:
            others = reduce(and_, (c for n, c in choices.items() if n != column), fitting)
        held = _of_lines(columns, name, query) if column == LINES else columns.facets[name]
        chosen = query.chosen.get(name, frozenset())
        facets.append(Facet.of(name, counts(held, others), chosen))
    return passing, tuple(facets)


def _choices(columns: Columns, query: SearchQuery) -> dict[str, Bits]:
    """The entries that pass each choice, by what it is a choice of."""
    found = {
        name: any_of(held.get(value, 0) for value in query.chosen[name])
        for name, held in columns.facets.items()
        if name in query.chosen
    }
    if query.narrows_lines:
        found[LINES] = any_of(
            held.worth(query.amount)
            for line, held in columns.lines.items()
            if _line_fits(line, query)
        )
    if query.trusts:
        found[TRUST] = any_of(columns.by_trust.get(code, 0) for code in query.trusts)
    if query.like is not None:
        found[LIKE] = any_of(columns.by_trust.get(code, 0) for code, _ in query.like.closeness)
    return found


def _line_fits(line: Line, query: SearchQuery, *, but: str = "") -> bool:
    """True if a line has what is chosen of it, apart from one facet and the pounds."""
    return all(
        name == but or name not in query.chosen or part in query.chosen[name]
        for name, part in zip(LINE_FACETS, line, strict=True)
    )


def _of_lines(columns: Columns, name: str, query: SearchQuery) -> dict[str, Bits]:
    """By value: the entries with a line that holds it and passes the other choices of a line."""
    if not query.narrows_lines:
        return columns.line_facets[name]
    at = LINE_FACETS.index(name)
    found: dict[str, Bits] = {}
    for line, held in columns.lines.items():
        if line[at] and _line_fits(line, query, but=name):
            found[line[at]] = found.get(line[at], 0) | held.worth(query.amount)
    return found


def counts(held: dict[str, Bits], among: Bits) -> dict[str, int]:
    """How many of a set hold each value, without those that none holds."""
    counted = ((value, (bits & among).bit_count()) for value, bits in held.items())
    return {value: count for value, count in counted if count}


def crossed(columns: Columns, among: Bits, names: tuple[str, str]) -> dict[tuple[str, str], int]:
    """How many of a set hold each pair of values of two facets, without those that none holds."""
    first, second = (columns.facets[name] for name in names)
    return {
        (one, other): number
        for one, held in first.items()
        for other, number in counts(second, held & among).items()
    }
