"""The figures as a table to read, and as JSON to keep."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from tests.benchmarks.measure import Times
from tests.benchmarks.runs import Run

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
HEAD = (
    f"{'case studies':>12}  {'engine':<24} {'what':<28} {'clients':>7} "
    f"{'p50 ms':>9} {'p95 ms':>9} {'p99 ms':>9} {'a second':>9}"
)


def as_json(runs: Sequence[Run]) -> str:
    """Every figure, with the ratios."""
    return json.dumps([_with_ratios(run) for run in runs], indent=2)


def as_table(runs: Sequence[Run]) -> str:
    """One line for each thing timed, and below each run its ratios."""
    return "\n".join([HEAD, *(line for run in runs for line in _lines(run))])


def _with_ratios(run: Run) -> dict[str, Any]:
    return {
        **asdict(run),
        "times_faster_than_wagtail": run.times_faster_than_wagtail,
        "times_bare": run.times_bare,
        "times_bare_page": run.times_bare_page,
        "times_own_query": run.times_own_query,
    }


def _lines(run: Run) -> Iterator[str]:
    for clients, times in run.pages.items():
        yield _line(run, "whole page", clients, times)
    if run.bare:
        yield _line(run, "Elasticsearch's bare query", 1, run.bare)
    if run.bare_page:
        yield _line(run, "one plain search for a page", 1, run.bare_page)
    if run.own_query:
        yield _line(run, "the page's query, sent bare", 1, run.own_query)
    if run.wagtail:
        yield _line(run, "Wagtail's own, 20 bare hits", 1, run.wagtail.times)
    yield f"{'':>12}  {' · '.join(_notes(run))}"


def _line(run: Run, what: str, clients: int, times: Times) -> str:
    engine = f"{run.engine} ({NAMES[run.database]})"
    return (
        f"{run.size:>12,}  {engine:<24} {what:<28} {clients:>7} "
        f"{times.p50:>9.1f} {times.p95:>9.1f} {times.p99:>9.1f} {times.per_second:>9.1f}"
    )


def _notes(run: Run) -> Iterator[str]:
    yield f"{run.indexed_per_second:,.0f} entries indexed a second"
    yield f"a search finds {run.answered:.0%} (median)"
    if run.times_bare is not None:
        yield f"{run.times_bare:.2f} times the bare query"
    if run.times_bare_page is not None:
        yield f"{run.times_bare_page:.2f} times one plain search for it"
    if run.times_own_query is not None:
        yield f"{run.times_own_query:.2f} times what it asks"
    if run.wagtail and run.wagtail_indexed_per_second:
        yield f"{run.times_faster_than_wagtail:,.0f} times as fast as Wagtail's own"
        yield f"Wagtail's own: {run.wagtail_indexed_per_second:,.0f} pages indexed a second"
        yield f"{run.wagtail.times.answers} queries, {run.wagtail.cut} cut off"
