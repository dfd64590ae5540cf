"""What each kind of page and of write costs in a fresh process with cold caches, and warm."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.figures.page_types import MANY, PAGE_TYPES
from tests.benchmarks.figures.rows import Number, Row, row_of
from tests.benchmarks.figures.sites import Sites, copied, run

FAMILY = "pages"
IMPORTS = "import"
MANY_IMPORTS = "many imported records"
ONE_PAGE = "tests.benchmarks.figures.one_page"
# What a process imports late makes one cold start differ from the next.
PROCESSES = 3
COUNTED = ("statements", "queries", "distinct", "joins")


def measure(root: Path, sites: Sites, *, processes: int = PROCESSES) -> list[Row]:
    """Every kind of page: times are of the processor, weights are bytes."""
    return [
        row_of(FAMILY, name, _costs, root, sites, name, processes)
        for name in PAGE_TYPES
        if name != MANY_IMPORTS
    ]


def measure_imports(root: Path, sites: Sites) -> list[Row]:
    """Whole records published from one file in one process."""
    return [row_of(IMPORTS, f"{MANY} records published", _import_rate, root, sites)]


def in_fresh_processes(root: Path, sites: Sites, name: str, times: int) -> list[dict[str, Any]]:
    """Make a kind ready once, and measure it as often, each time on a copy of its own."""
    with sites.demonstration.copied() as prepared:
        run(root, ["-m", ONE_PAGE, "prepare", name], prepared)
        measurements = []
        for _ in range(times):
            with copied(prepared) as folder:
                measurements.append(
                    json.loads(run(root, ["-m", ONE_PAGE, "measure", name], folder))
                )
    return measurements


def _costs(root: Path, sites: Sites, name: str, processes: int) -> dict[str, Number]:
    measurements = in_fresh_processes(root, sites, name, processes)
    firsts = [one["costs"][0] for one in measurements]
    later = [cost for one in measurements for cost in one["costs"][1:]]
    return {
        **{counted: firsts[0][counted] for counted in COUNTED},
        "cold ms": _median_ms(firsts),
        "warm queries": median(cost["queries"] for cost in later),
        "warm ms": _median_ms(later),
        "warm times": len(later),
        **measurements[0]["weight"],
    }


def _median_ms(costs: list[dict[str, float]]) -> float:
    return round(median(cost["processor_ms"] for cost in costs), 1)


def _import_rate(root: Path, sites: Sites) -> dict[str, Number]:
    (measurement,) = in_fresh_processes(root, sites, MANY_IMPORTS, 1)
    (cost,) = measurement["costs"]
    return {
        "records a processor second": round(MANY / (cost["processor_ms"] / 1000), 1),
        "records a second": round(MANY / (cost["wall_ms"] / 1000), 1),
        "statements a record": round(cost["statements"] / MANY, 1),
        "queries a record": round(cost["queries"] / MANY, 1),
    }
