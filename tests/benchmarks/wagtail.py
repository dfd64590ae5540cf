"""Wagtail's own search on the same pages of the same database: 20 hits and the count.

The fields are those that hold the same text as the entries. It is asked a few queries only, each
with a limit: on a large SQLite database one takes minutes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from django.db import OperationalError, connection
from wagtail.models import Page
from wagtail.search import index
from wagtail.search.backends import get_search_backend

from casestudies.models import CaseStudyPage
from search.query import PAGE_SIZE
from tests.benchmarks.measure import CappedTimes, of

TEXTS = ("result", "summary", "problem", "not_where")
BATCH = 500
LONGEST = 30.0  # seconds a query
TOGETHER = 40.0  # seconds for all of them
STEPS_BETWEEN_LOOKS = 100_000


def fill() -> float:
    """Put the pages that it does not hold into Wagtail's index. Returns pages a second."""
    CaseStudyPage.search_fields = [*Page.search_fields, *(index.SearchField(n) for n in TEXTS)]
    backend = get_search_backend()
    held = backend.get_index_for_model(CaseStudyPage)
    known = set(held.entries.values_list("object_id", flat=True))
    ids = (pk for pk in CaseStudyPage.objects.values_list("pk", flat=True) if str(pk) not in known)
    count, started = 0, time.perf_counter()
    while batch := list(islice(ids, BATCH)):
        held.add_items(CaseStudyPage, list(CaseStudyPage.objects.filter(pk__in=batch)))
        count += len(batch)
    return count / (time.perf_counter() - started)


def ask(text: str) -> tuple[int, int]:
    """Hits on the first page, and the count; any of the words, as the site's own search."""
    found = CaseStudyPage.objects.live().search(text, operator="or")
    return len(found[:PAGE_SIZE]), found.count()


def timed(texts: Sequence[str]) -> CappedTimes:
    """Ask as many of the texts as the time allows, one after the other; one at least."""
    taken: list[float] = []
    cut = 0
    started = time.perf_counter()
    for text in texts:
        asked = time.perf_counter()
        try:
            with _limited(LONGEST):
                ask(text)
        except OperationalError:
            cut += 1
        taken.append(1000 * (time.perf_counter() - asked))
        if time.perf_counter() - started > TOGETHER:
            break
    return CappedTimes(of(taken, seconds=time.perf_counter() - started), cut)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """End a query that takes longer; Django then raises OperationalError."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        ends = time.perf_counter() + seconds
        connection.connection.set_progress_handler(
            lambda: time.perf_counter() > ends, STEPS_BETWEEN_LOOKS
        )
        try:
            yield
        finally:
            connection.connection.set_progress_handler(None, 0)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {int(1000 * seconds)}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
