"""From every entry that fits the words to the ones asked for, and the counts of each facet.

One pass over one list. Choices are OR inside a facet and AND across. A facet's counts apply every
choice but its own. What is chosen of effect, recurrence and sign-off must hold on one line of the
savings, so those share a column and are tested together, the pounds of a saving with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from search.engines.rows import FACET_COLUMNS, LINES
from search.query import FACETS, LINE_FACETS, SearchQuery
from search.results import Facet, FacetValue

Row = tuple[Any, ...]
LIKE = "like"
TRUST = "trust"
ANY = None


def narrow(
    rows: Sequence[Row], query: SearchQuery, place: Mapping[str, int]
) -> tuple[list[Row], tuple[Facet, ...]]:
    """The rows that pass every choice, and all facets with their counts.

    `place` says where in a row each facet column (and `trust`) stands.
    """
    tests = _tests(query, place)
    passing, only_failing = _sieve(rows, tests)
    columns = list(zip(*passing, strict=True))
    facets = []
    for name in FACETS:
        column = LINES if name in LINE_FACETS else name
        at = place[column]
        held = Counter(columns[at]) if columns else Counter()
        held.update([row[at] for row in only_failing.get(column, ())])
        counts = _line_counts(held, name, query) if column == LINES else _counts(held)
        facets.append(_facet(name, counts, query.chosen.get(name, frozenset())))
    return passing, tuple(facets)


def _tests(
    query: SearchQuery, place: Mapping[str, int]
) -> dict[str, tuple[int, Callable[[str], bool]]]:
    """What a row must pass: the column to look at, and the test of its value."""
    tests: dict[str, tuple[int, Callable[[str], bool]]] = {}
    for column in FACET_COLUMNS:
        wanted = query.chosen.get(column)
        if wanted:
            tests[column] = (place[column], _holds_any_of(wanted))
    if query.narrows_lines:
        tests[LINES] = (place[LINES], _holds_line(_wanted_line(query)))
    if query.trusts:
        tests[TRUST] = (place["trust"], query.trusts.__contains__)
    if query.like is not None:
        codes = frozenset(code for code, _ in query.like.closeness)
        tests[LIKE] = (place["trust"], codes.__contains__)
    return tests


def _sieve(
    rows: Sequence[Row], tests: Mapping[str, tuple[int, Callable[[str], bool]]]
) -> tuple[list[Row], dict[str, list[Row]]]:
    """Rows that pass all tests; and by test, the rows that fail only that one."""
    if not tests:
        return list(rows), {}
    # Few different values stand in many rows: each is tested once.
    answers = {
        name: (at, {value: test(value) for value in {row[at] for row in rows}})
        for name, (at, test) in tests.items()
    }
    passing: list[Row] = []
    only_failing: dict[str, list[Row]] = {name: [] for name in tests}
    for row in rows:
        failed = [name for name, (at, answer) in answers.items() if not answer[row[at]]]
        if not failed:
            passing.append(row)
        elif len(failed) == 1:
            only_failing[failed[0]].append(row)
    return passing, only_failing


def _holds_any_of(wanted: frozenset[str]) -> Callable[[str], bool]:
    return lambda held: not wanted.isdisjoint(held.split())


def _wanted_line(query: SearchQuery, *, but: str = "") -> list[Container[str] | None]:
    """What each part of a line must be. The pounds stand in a line only when they are asked for."""
    wanted: list[Container[str] | None] = [
        ANY if name == but else query.chosen.get(name, ANY) for name in LINE_FACETS
    ]
    return wanted if query.amount is None else [*wanted, query.amount]


def _holds_line(wanted: Sequence[Container[str] | None]) -> Callable[[str], bool]:
    fits = lru_cache(maxsize=None)(lambda line: _line_fits(line.split("/"), wanted))
    return lambda held: any(map(fits, _lines_in(held)))


def _line_fits(line: Sequence[str], wanted: Sequence[Container[str] | None]) -> bool:
    return all(choice is ANY or part in choice for part, choice in zip(line, wanted, strict=True))


def _counts(held: Mapping[str, int]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for values, count in held.items():
        for value in set(values.split()):
            counts[value] += count
    return counts


def _line_counts(held: Mapping[str, int], name: str, query: SearchQuery) -> Counter[str]:
    """Records with a line that holds the value and passes the other choices of a line."""
    at = LINE_FACETS.index(name)
    wanted = _wanted_line(query, but=name)
    # There are few different lines, but many combinations of them: each line is judged once.
    value_of: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for lines, count in held.items():
        values = set()
        for line in _lines_in(lines):
            if line not in value_of:
                parts = line.split("/")
                value_of[line] = parts[at] if _line_fits(parts, wanted) else ""
            values.add(value_of[line])
        for value in values:
            counts[value] += count
    del counts[""]
    return counts


@lru_cache(maxsize=20_000)
def _lines_in(lines: str) -> list[str]:
    return lines.split()


def _facet(name: str, counts: Counter[str], chosen: frozenset[str]) -> Facet:
    values: Iterable[str] = sorted(counts.keys() | chosen, key=lambda v: (-counts[v], v))
    return Facet(name, tuple(FacetValue(v, counts[v], v in chosen) for v in values))
