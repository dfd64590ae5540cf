"""What tantivy merges after a change keeps nobody waiting, and nobody's change is lost by it."""

from __future__ import annotations

import time
from concurrent import futures

import pytest

from search.engines.contract import Position
from search.engines.embedded import index as open_index
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import IndexFolder, OpenIndex
from search.indexing import history
from search.indexing.rows import Change
from tests.builders.casestudies import make_case_study
from tests.builders.search import make_row, titles


def rows(numbers, said="wheelchairs"):
    return [Change(number, 0, make_row(f"Share {said}", id=number)) for number in numbers]


def holding(index, word):
    return index.searcher.doc_freq("spellings", word)


@pytest.fixture
def nobody_waits(monkeypatch):
    """As it is with a large index, where merging takes long."""
    monkeypatch.setattr(open_index, "SMALL_INDEX", 0)
    monkeypatch.setattr(open_index, "PATIENCE", 0)


@pytest.fixture
def engine(tmp_path):
    engine = EmbeddedEngine(IndexFolder(tmp_path / "index"))
    engine.swap(engine.build(rows(range(1, 2_001)), Position(0, 0)))
    return engine


def test_each_change_is_there_at_once_and_the_parts_are_merged_later(engine, nobody_waits):
    parts = []
    for number in range(1, 18):
        with engine.writing() as is_ours:
            assert is_ours
            engine.write(rows([number], "hoists"), Position(number, 0))
        assert engine.position() == Position(number, 0)
        assert holding(engine.index(), "hoists") == number
        while not _is_free(engine):
            time.sleep(0.01)
        parts.append(OpenIndex.open(engine.folder.live()).searcher.num_segments)

    assert max(parts) <= 8
    assert holding(OpenIndex.open(engine.folder.live()), "hoists") == 17
    assert engine.count() == 2_000


def _is_free(engine):
    with EmbeddedEngine(engine.folder).writing() as is_ours:
        return is_ours


def test_nobody_else_writes_while_something_is_merged(engine):
    merging = futures.Future()
    with engine.writing() as is_ours:
        assert is_ours
        engine._merging = merging
    assert not _is_free(engine)

    merging.set_result(None)

    assert _is_free(engine)


def test_a_writer_that_fails_is_merging_still(engine):
    merging = futures.Future()
    with pytest.raises(ZeroDivisionError), engine.writing():
        engine._merging = merging
        raise ZeroDivisionError
    assert not _is_free(engine)

    merging.set_result(None)

    assert _is_free(engine)


def test_many_changes_in_one_turn_wait_for_what_is_merged(engine, nobody_waits):
    with engine.writing():
        for number in range(1, 18):
            engine.write(rows([number], "hoists"), Position(number, 0))

    assert holding(engine.index(), "hoists") == 17


def test_changes_that_cannot_be_read_leave_the_index_as_it_was_and_free(engine):
    def fails():
        yield from rows(range(1, 1_500), "hoists")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), engine.writing():
        engine.write(fails(), Position(1, 0))

    assert engine.position() == Position(0, 0)
    assert holding(engine.index(), "hoists") == 0
    with engine.writing():
        engine.write(rows([1], "hoists"), Position(1, 0))
    assert holding(engine.index(), "hoists") == 1


@pytest.mark.django_db
def test_the_site_follows_many_publications_one_after_the_other(nobody_waits):
    for number in range(12):
        make_case_study(title=f"Share wheelchairs {number}")
        while EmbeddedEngine().position() != history.position():
            titles("wheelchairs")

    assert len(titles("wheelchairs")) == 12
