"""Databases that tests share: one for several threads, and rows that stay for a whole module."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection, connections, transaction
from pytest_django.plugin import DjangoDbBlocker


@contextlib.contextmanager
def rows_that_stay(blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is written inside is there for all tests of a module or package, then gone.

    For a fixture of that scope which asks for `django_db_setup` and `django_db_blocker`. Each test
    has a savepoint of its own inside this transaction, so what it changes goes back. Not beside
    tests with real transactions, which would empty the tables.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


@pytest.fixture
def on_disk(transactional_db, tmp_path):
    """The test's SQLite database as a file, because one in memory cannot be read while written."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    file = str(tmp_path / "copy.sqlite3")
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    in_memory, memory_name = connections["default"], connections.settings["default"]["NAME"]
    connections.settings["default"]["NAME"] = file
    connections["default"] = connections.create_connection("default")
    connection.set_autocommit(True)
    yield
    connection.close()
    connections["default"] = in_memory
    connections.settings["default"]["NAME"] = memory_name
