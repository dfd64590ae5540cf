"""The index of a machine follows the entries, and mends itself, whatever became of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.db import connection, transaction

from search.engines.contract import Position
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import IndexFolder, site_folder
from search.indexing import catching_up, history
from search.models import IndexMark, SearchEntry
from search.site_engine import BUILDING, get_engine
from tests.builders.casestudies import make_case_study
from tests.builders.search import ask, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(settings, tmp_path):
    """A folder of this test's own for the index: another machine."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    return EmbeddedEngine()


def test_a_machine_without_an_index_builds_one_with_the_first_search(own):
    make_case_study(title="Share wheelchairs")

    assert titles("wheelchairs") == ["Share wheelchairs"]
    assert own.position() == history.position()


def test_a_change_is_in_the_index_with_the_next_search(own):
    page = make_case_study(title="Share wheelchairs")
    assert titles("wheelchairs") == ["Share wheelchairs"]

    page.title = "Share hoists"
    page.save_revision().publish()

    assert titles("hoists") == ["Share hoists"]
    assert own.position() == history.position()


def test_two_machines_follow_one_database(settings, tmp_path):
    make_case_study(title="Share wheelchairs")
    for name in ("one", "two"):
        settings.SEARCH_INDEX_DIR = tmp_path / name
        assert titles("wheelchairs") == ["Share wheelchairs"]

    make_case_study(title="Share more wheelchairs")

    for name in ("one", "two"):
        settings.SEARCH_INDEX_DIR = tmp_path / name
        assert len(titles("wheelchairs")) == 2


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda path: shutil.rmtree(path), id="deleted"),
        pytest.param(lambda path: shutil.rmtree(path.parent), id="deleted with its folder"),
        pytest.param(lambda path: (path / "meta.json").write_text("{"), id="half a file"),
        pytest.param(
            lambda path: [part.unlink() for part in path.glob("*.term")], id="half copied"
        ),
        pytest.param(
            lambda path: [part.write_bytes(b"") for part in path.glob("*.store")], id="emptied"
        ),
        pytest.param(
            lambda path: [name.write_text("../..") for name in path.parent.glob("live-*")],
            id="named wrongly",
        ),
    ],
)
def test_a_lost_or_damaged_index_is_built_anew(own, harm):
    make_case_study(title="Share wheelchairs")
    assert titles("wheelchairs") == ["Share wheelchairs"]

    harm(own.folder.live())
    own.forget()

    assert titles("wheelchairs") == ["Share wheelchairs"]
    assert own.position() == history.position()


def test_an_index_with_changes_that_were_undone_is_built_anew(own):
    page = make_case_study(title="Share wheelchairs")
    page.title = "Share hoists"
    with pytest.raises(RuntimeError), transaction.atomic():
        page.save(clean=False)
        assert titles("hoists") == ["Share hoists"]
        raise RuntimeError

    assert titles("hoists") == []
    assert titles("wheelchairs") == ["Share wheelchairs"]


def test_an_index_of_a_later_state_than_a_restored_database_is_built_anew(own):
    """The restored database gives the same version numbers out again, for other changes."""
    page = make_case_study(title="Share wheelchairs")
    backup = transaction.savepoint()
    lost = make_case_study(title="Share hoists")
    assert titles("hoists") == ["Share hoists"]
    transaction.savepoint_rollback(backup)

    while history.position().version < own.position().version:
        page.title = f"{page.title} again"
        page.save_revision().publish()
    assert history.position().version == own.position().version

    assert titles("hoists") == []
    assert titles("wheelchairs") == [page.title]
    assert lost.title == "Share hoists"


def test_an_index_that_missed_a_tombstone_is_built_anew(own):
    page = make_case_study(title="Share wheelchairs")
    assert titles("wheelchairs") == ["Share wheelchairs"]
    page.delete()
    last = history.position().version
    SearchEntry.objects.filter(gone=True).delete()
    history.note_swept(last)

    assert ask("wheelchairs").total == 0


def test_an_index_that_is_further_behind_than_is_remembered_is_built_anew(own, monkeypatch):
    monkeypatch.setattr(history, "REMEMBERED", 2)
    make_case_study(title="Share wheelchairs")
    ask()
    for number in range(4):
        make_case_study(title=f"Share hoists {number}")

    assert not history.leads_from(own.position())
    assert len(titles("hoists")) == 4


def test_nothing_is_written_where_nothing_changed(own):
    make_case_study(title="Share wheelchairs")
    ask()
    before = {path: path.stat().st_mtime_ns for path in own.folder.root.rglob("*")}

    ask("wheelchairs")
    ask("hoists")

    assert {path: path.stat().st_mtime_ns for path in own.folder.root.rglob("*")} == before


def test_whoever_writes_makes_nobody_wait(own):
    make_case_study(title="Share wheelchairs")
    ask()
    with own.writing() as is_ours:
        assert is_ours
        make_case_study(title="Share hoists")
        started = time.monotonic()
        assert ask("wheelchairs", weak=True).total == 1
        assert time.monotonic() - started < 5

    assert titles("hoists") == ["Share hoists"]


def test_a_large_index_is_built_by_a_thread_and_the_page_says_so(own, monkeypatch):
    make_case_study(title="Share wheelchairs")
    started = []
    monkeypatch.setattr(catching_up, "SMALL", 0)
    monkeypatch.setattr(catching_up, "_in_background", started.append)

    found = ask("wheelchairs")

    assert (found.total, found.notice) == (0, BUILDING)
    assert [engine.name for engine in started] == ["embedded"]


def test_many_changes_are_taken_by_a_thread_and_the_search_is_answered(own, monkeypatch):
    make_case_study(title="Share wheelchairs")
    ask()
    started = []
    monkeypatch.setattr(catching_up, "A_FEW", 0)
    monkeypatch.setattr(catching_up, "_in_background", started.append)
    make_case_study(title="Share more wheelchairs")

    assert titles("wheelchairs") == ["Share wheelchairs"]
    assert started


def test_a_thread_takes_what_is_left(on_disk, settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    settings.SEARCH_FOLLOWS_IN_TRANSACTIONS = False
    for number in range(3):
        make_case_study(title=f"Share wheelchairs {number}")
    engine = EmbeddedEngine()

    catching_up._in_background(engine)
    for thread in threading.enumerate():
        if thread.name == "index-embedded":
            thread.join(timeout=60)

    assert engine.position() == history.position()
    assert len(titles("wheelchairs")) == 3


def test_a_change_is_not_followed_before_it_is_committed(own, settings):
    settings.SEARCH_FOLLOWS_IN_TRANSACTIONS = False
    make_case_study(title="Share wheelchairs")

    assert connection.in_atomic_block
    assert ask().notice == BUILDING
    assert own.position() is None


HOLD_THE_LOCK = """
import sys, time
from pathlib import Path
import django
from django.conf import settings
settings.configure(SEARCH_INDEX_DIR=sys.argv[1])
from django.core.files import locks
file = (Path(sys.argv[1]) / "write.lock").open("w")
assert locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)
print("locked", flush=True)
time.sleep(600)
"""


def test_a_writer_that_is_killed_leaves_no_lock(own):
    make_case_study(title="Share wheelchairs")
    ask()
    command = [sys.executable, "-c", HOLD_THE_LOCK, str(own.folder.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "locked\n"
        with own.writing() as is_ours:
            assert not is_ours
        other.kill()
        other.wait()

    make_case_study(title="Share hoists")
    assert titles("hoists") == ["Share hoists"]


def test_another_layout_has_an_index_of_its_own(own, monkeypatch):
    make_case_study(title="Share wheelchairs")
    ask()
    live = own.folder.live()

    monkeypatch.setattr("search.engines.embedded.schema.digest", lambda: "0123456789ab")
    other = IndexFolder(own.folder.root)
    assert other.live() is None
    other.swap(other.new())

    assert own.folder.live() == live
    assert live.is_dir()


def test_the_position_is_read_as_it_is_written():
    position = Position(12, 345)

    assert Position.read(str(position)) == position


def test_the_index_of_the_tests_stands_apart():
    assert Path(site_settings.SEARCH_INDEX_DIR) == site_folder().root
    assert get_engine().name == "embedded"
    assert IndexMark.objects.count() <= 1
