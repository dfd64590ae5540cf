"""An import while people publish and search: what it takes, and how long they wait for it.

    uv run python -m tests.benchmarks.importing [--records 2000] [--database postgresql]

`--data FOLDER` takes a copy of the demonstration that is there, which saves making one on SQLite.

The import and each person are processes of their own on one data folder, as a command beside a web
server is. A person publishes a new version of one of their own case studies and searches, in turn,
with a second's thought in between. Prints the import's records a processor second and a clock
second, and the percentiles of what people waited, while it ran and for as long before it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.figures.page_types import complete_record
from tests.postgresql import temporary_server

ROOT = Path(__file__).resolve().parents[2]
TRUST = "ZZ016"
QUERIES = ("discharge ward beds", "agency shifts", "theatre lists", "outpatient letters")
THOUGHT = 1.0
BEFORE = 20.0
"""Seconds of people alone, to compare with."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Make a site ready, measure on it, and print the figures as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=2_000)
    parser.add_argument("--people", type=int, default=3)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--data", type=Path)
    chosen = parser.parse_args(arguments)
    with _database(chosen.database) as url, tempfile.TemporaryDirectory() as folder:
        if chosen.data:
            shutil.copytree(chosen.data, Path(folder, "data"))
        found = measure(Path(folder), url, records=chosen.records, people=chosen.people)
    about = {"database": chosen.database, "cores": os.cpu_count(), "load": os.getloadavg()[0]}
    sys.stdout.write(json.dumps({**about, **found}, indent=2) + "\n")


def measure(folder: Path, url: str, *, records: int, people: int) -> dict[str, Any]:
    """The figures of one import of so many records, beside so many people."""
    environment = {
        **os.environ,
        "PORTAL_DATA_DIR": str(folder / "data"),
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        **({"DATABASE_URL": url} if url else {}),
    }
    if not url:
        environment.pop("DATABASE_URL", None)
    is_there = (folder / "data").exists()
    _manage(environment, *(["migrate"] if is_there else ["demo", "--no-server"]))
    # People publish records of their own, which are no part of the import.
    _manage(environment, "import_casestudies", _file(folder, "own", range(people)), "--publish")
    stop = folder / "stop"
    with _people(environment, people, stop) as alone:
        time.sleep(BEFORE)
        before = _ended(alone, stop)
    file = _file(folder, "many", range(people, people + records))
    with _people(environment, people, stop) as beside:
        used = _manage(environment, "import_casestudies", file, "--publish")
        during = _ended(beside, stop)
    return {
        "records": records,
        "records a processor second": round(records / used["processor"], 1),
        "records a second": round(records / used["clock"], 1),
        "people alone": before,
        "people beside the import": during,
    }


def _file(folder: Path, name: str, numbers: range) -> str:
    path = folder / f"{name}.jsonl"
    path.write_text("".join(f"{json.dumps(complete_record(one, TRUST))}\n" for one in numbers))
    return str(path)


def _manage(environment: dict[str, str], *command: str) -> dict[str, float]:
    """Run a command in a process of its own. Returns its seconds of processor and of the clock."""
    before, started = os.times(), time.perf_counter()
    with tempfile.TemporaryFile() as output:
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=environment, check=True, stdout=output,
        )  # fmt: skip
    after = os.times()
    used = (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )
    return {"processor": used, "clock": time.perf_counter() - started}


@contextmanager
def _people(
    environment: dict[str, str], number: int, stop: Path
) -> Iterator[list[subprocess.Popen[str]]]:
    """People at work, each of whom has done everything once: that loads their modules."""
    stop.unlink(missing_ok=True)
    ready = [stop.with_name(f"ready-{one}") for one in range(number)]
    go = stop.with_name("go")
    for one in (*ready, go):
        one.unlink(missing_ok=True)
    people = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.importing_person", str(one), str(stop)],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
        )
        for one in range(number)
    ]  # fmt: skip
    try:
        while not all(one.exists() for one in ready):
            time.sleep(0.2)
        go.touch()
        yield people
    finally:
        for person in people:
            person.kill()
            person.wait()


def _ended(people: list[subprocess.Popen[str]], stop: Path) -> dict[str, Any]:
    """Let people finish, and add up what they waited."""
    stop.touch()
    waits: dict[str, list[float]] = {}
    for person in people:
        for kind, times in json.loads(person.communicate()[0]).items():
            waits.setdefault(kind, []).extend(times)
    return {
        kind: {
            "times": len(times),
            "p50 ms": round(_percentile(times, 50)),
            "p95 ms": round(_percentile(times, 95)),
            "most ms": round(max(times)),
        }
        for kind, times in waits.items()
        if times
    }


def _percentile(times: Sequence[float], share: int) -> float:
    """The smallest that at least `share` per cent do not exceed."""
    return sorted(times)[max(0, -(-len(times) * share // 100) - 1)]


@contextmanager
def _database(name: str) -> Iterator[str]:
    if name == "sqlite":
        yield ""
        return
    with temporary_server() as url:
        yield url


if __name__ == "__main__":
    main()
