"""One of the people of `tests.benchmarks.importing`: publishes and searches until told to stop."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import django

from tests.benchmarks.importing import QUERIES, THOUGHT


def main(number: int, stop: Path) -> None:
    """Work as person of this number. Prints milliseconds by kind of work, as JSON."""
    waited: dict[str, list[float]] = {"publishing": [], "searching": []}
    turn = 0
    publish(number)
    search(QUERIES[0])
    # What a process does for the first time loads its modules, and says nothing of the import.
    stop.with_name(f"ready-{number}").touch()
    while not stop.with_name("go").exists():
        time.sleep(0.05)
    while not stop.exists():
        waited["publishing"].append(_timed(partial(publish, number)))
        time.sleep(THOUGHT / 2)
        query = QUERIES[(turn + number) % len(QUERIES)]
        waited["searching"].append(_timed(partial(search, query)))
        time.sleep(THOUGHT / 2)
        turn += 1
    json.dump(waited, sys.stdout)


def publish(number: int) -> None:
    """Save a new version of this person's record, and publish it."""
    from casestudies.models import CaseStudyPage

    page = CaseStudyPage.objects.get(import_id=f"figures-{number}").get_latest_revision_as_object()
    page.national_programme = f"Programme of {time.time_ns()}"
    page.save_revision().publish()


def search(text: str) -> None:
    """Ask for the first page of results."""
    from search.query import SearchQuery
    from search.site_engine import get_engine

    get_engine().search(SearchQuery(text=text))


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), Path(sys.argv[2]))
