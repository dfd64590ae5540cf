"""A site with something in it, in a data folder of its own, whose backup can be told from it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time

import pytest
from django.db import connection, connections

from tests.builders.casestudies import make_area, make_case_study


@pytest.fixture
def site(on_disk, settings, tmp_path):
    """The folder of a site that holds a case study and two pictures."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.SEARCH_FOLLOWS_IN_TRANSACTIONS = False
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    make_case_study(title="Ring back before sending", areas=[make_area("Rostering")])
    write(tmp_path, "images/one.png", b"first")
    write(tmp_path, "images/two.png", b"second")
    return tmp_path


def write(site, name, content):
    path = site / "media" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def rows():
    """Every row of every table, in an order of its own."""
    with connection.cursor() as cursor:
        found = {}
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            found[name] = sorted(map(repr, cursor.fetchall()))
    return found


def files(site):
    media = site / "media"
    return {
        path.relative_to(media).as_posix(): path.read_bytes()
        for path in media.rglob("*")
        if path.is_file()
    }


def state(site):
    """All that a backup is of, but for the list of the backups and the trail of the restores.

    Read until two looks are the same: whatever is written beside a test must not be taken for it.
    """
    tables, until = rows(), time.monotonic() + 10
    while tables != (later := rows()):
        assert time.monotonic() < until, "something writes without end"
        tables = later
    for name in ("operations_backup", "accounts_auditentry", "django_session"):
        tables.pop(name, None)
    return tables, files(site)


def in_a_child(work):
    """Do `work()` in a process of its own, which may kill itself. Returns its exit code."""
    # A connection cannot be shared with a child.
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join(timeout=60)
    return child.exitcode


def kill_this_process(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
