"""A database that several threads can use at once."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import connection, connections


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
