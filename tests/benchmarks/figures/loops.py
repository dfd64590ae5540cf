"""Minutes of the two loops: the quick tests, and all that a change must pass.

They take long, so they run only when asked to; else their figures come from a file of an earlier
run, such as `{"quick": {"wall minutes": 15, "processor minutes": 24}}`.
"""

from __future__ import annotations

import json
import resource
import subprocess
import time
from pathlib import Path

from tests.benchmarks.figures.rows import NotMeasurable, Number, Row, row_of

FAMILY = "loops"
LOOPS = {
    "quick": ["uv", "run", "pytest", "-m", "not slow"],
    "ci": [".ci/run"],
}


def measure(root: Path, *, runs: bool, given: Path | None) -> list[Row]:
    """Run both loops, or read their figures from a file."""
    if runs:
        return [row_of(FAMILY, name, _run, root, name) for name in LOOPS]
    return [row_of(FAMILY, name, _read, given, name) for name in LOOPS]


def _run(root: Path, name: str) -> dict[str, Number]:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ended = subprocess.run(LOOPS[name], cwd=root, stdout=subprocess.DEVNULL, check=False)
    after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - started
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "wall minutes": round(seconds / 60, 1),
        "processor minutes": round(processor / 60, 1),
        "exit code": ended.returncode,
    }


def _read(given: Path | None, name: str) -> dict[str, Number]:
    if given is None:
        raise NotMeasurable("run it with --loops, or give its figures with --loops-from FILE")
    figures: dict[str, dict[str, Number]] = json.loads(given.read_text())
    if name not in figures:
        raise NotMeasurable(f"{given} has no figures of the loop “{name}”")
    return figures[name]
