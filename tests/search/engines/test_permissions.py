"""Who sees what, on every engine."""

from __future__ import annotations

import pytest

from tests.builders.search import ask, counts, ids, make_row


@pytest.fixture
def scratch(engine):
    rows = [
        make_row("Open rosters", id=1, facets={"kind": ["system"]}),
        make_row("Secret sphygmomanometers", id=2, access=1, facets={"kind": ["system"]}),
    ]
    with engine.scratch(rows) as made:
        yield made


def test_a_members_record_is_not_found_by_others(scratch):
    assert ids(ask("secret rosters", engine=scratch, weak=True)) == [1]
    assert set(ids(ask("secret rosters", engine=scratch, weak=True, sees_network=True))) == {1, 2}


def test_a_members_record_is_not_counted_for_others(scratch):
    assert counts(ask(engine=scratch), "kind") == {"system": 1}
    assert counts(ask(engine=scratch, sees_network=True), "kind") == {"system": 2}


def test_a_members_word_is_not_suggested_to_others(scratch):
    assert ask("sphygmomanometrre", engine=scratch).suggestions == ()
    assert ask("sphygmomanometrre", engine=scratch, sees_network=True).suggestions


def test_excluding_a_word_does_not_show_members_records(scratch):
    assert ids(ask("-nothing", engine=scratch)) == [1]


def test_a_members_label_is_not_completed_for_others(engine):
    rows = [make_row(id=1, label="open rosters"), make_row(id=2, label="open secrets", access=1)]
    with engine.scratch(rows) as scratch:
        open_to_all = scratch.words(sees_network=False).labelled(["ope"], limit=9)
        for_members = scratch.words(sees_network=True).labelled(["ope"], limit=9)

    assert open_to_all == [1]
    assert set(for_members) == {1, 2}
