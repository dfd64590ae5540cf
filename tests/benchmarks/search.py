"""How fast the search is: `uv run python -m tests.benchmarks.search`.

In a database of its own, made and removed. One process asks for all clients, each a thread.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import django

from tests import postgresql
from tests.elasticsearch import server

ENGINES = ("embedded", "elasticsearch")
DATABASES = ("sqlite", "postgresql")
GIVEN = "TEST_ELASTICSEARCH_URL"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for, and print it."""
    asked = _parser().parse_args(arguments)
    with own_site(asked.database, asked.engines, asked.heap):
        from tests.benchmarks import report, runs

        found = runs.measure(asked.engines, asked.sizes, asked.clients, asked=asked.queries)
    sys.stdout.write((report.as_json if asked.json else report.as_table)(found) + "\n")


@contextmanager
def own_site(database: str, engines: Sequence[str], heap: str) -> Iterator[None]:
    """Django on an empty database that nobody else uses, and a search cluster where asked for."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    os.environ.pop("DATABASE_URL", None)
    with ExitStack() as stack:
        if database == "postgresql":
            os.environ["DATABASE_URL"] = stack.enter_context(postgresql.temporary_server())
        if "elasticsearch" in engines:
            os.environ["ELASTICSEARCH_URL"] = os.environ.get(GIVEN) or _node(stack, heap)
        _start_django()
        from django.conf import settings
        from django.db import connections

        try:
            yield
        finally:
            connections.close_all()
            for path in settings.DATA_DIR.glob("unused.sqlite3*"):
                path.unlink()


def _node(stack: ExitStack, heap: str) -> str:
    (node,) = stack.enter_context(server.cluster(heap=heap))
    return node.url


def _start_django() -> None:
    django.setup()
    from django.core.management import call_command

    # The migrations take a third longer with the garbage collector.
    gc.disable()
    call_command("migrate", verbosity=0)
    gc.enable()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.search", description=__doc__)
    parser.add_argument("--sizes", type=_numbers, default=[1_000, 10_000], help="1000,10000")
    parser.add_argument("--engines", type=_engines, default=list(ENGINES), help=",".join(ENGINES))
    parser.add_argument("--clients", type=_numbers, default=[1, 16], help="1,16")
    parser.add_argument("--queries", type=int, default=300, help="How many at each measurement.")
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--heap", default="1g", help="Memory of the Elasticsearch node.")
    parser.add_argument("--json", action="store_true", help="Every figure, for a machine.")
    return parser


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _engines(text: str) -> list[str]:
    names = text.split(",")
    if not set(names) <= set(ENGINES):
        raise argparse.ArgumentTypeError(f"Choose from: {', '.join(ENGINES)}.")
    return names


if __name__ == "__main__":
    main()
