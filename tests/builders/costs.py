"""What a page or a write costs in a process that has just started."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection

from search import spelling
from search.engines.embedded.engine import EmbeddedEngine
from search.indexing import catching_up
from tests.benchmarks.figures.costs import Statements


@contextmanager
def cold_queries() -> Iterator[list[str]]:
    """The queries of what is done inside, where nothing of the site is known yet.

    Counted as `tests.benchmarks.figures` counts them: without what opens and closes transactions.
    """
    ContentType.objects.clear_cache()
    cache.clear()
    spelling.forget()
    # What others wrote before is not what this costs.
    catching_up.in_passing(EmbeddedEngine())
    statements = Statements()
    with connection.execute_wrapper(statements):
        yield statements.queries
