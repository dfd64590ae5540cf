"""What a search finds by its words, on every engine."""

from __future__ import annotations

import pytest

from tests.builders.search import ask, ids, make_row


@pytest.fixture
def scratch(engine):
    rows = [
        make_row("Cut agency nursing", "Rosters were approved early. Discharge improved.", id=1),
        make_row("Plan discharge earlier", "Each ward names a date, and the café helps.", id=2),
        make_row("Fewer theatre cancellations", "Pre-operative calls. A discharge date.", id=3),
        make_row("Delayed transfers of care halved", "Length of stay fell by £100,000.", id=4),
    ]
    with engine.scratch(rows) as made:
        yield made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("agency", {1}),
        ("nurses", {1}),
        ("agency theatre", {1, 3}),
        ("the of and discharge", {1, 2, 3}),
        ("CAFE", {2}),
        ("100000", {4}),
        ("£100,000", {4}),
        ('"discharge date"', {3}),
        ('"discharge date" agency', {3}),
        ('"agency', {1}),
        ("discharge -agency", {2, 3}),
        ('discharge -"discharge date"', {1, 2}),
        ("pre-operative", {3}),
        ("zzzzqqqq", set()),
        ("discharge -", {1, 2, 3}),
    ],
)
def test_words_find(scratch, text, expected):
    assert set(ids(ask(text, engine=scratch))) == expected


@pytest.mark.parametrize("text", ["", "   ", "???", '""', "-"])
def test_a_search_without_words_finds_everything(scratch, text):
    assert ask(text, engine=scratch).total == 4


def test_only_excluded_words_find_the_rest(scratch):
    assert set(ids(ask("-discharge", engine=scratch))) == {4}


def test_a_word_in_the_title_weighs_more_than_one_in_the_body(scratch):
    assert ids(ask("discharge", engine=scratch))[0] == 2


def test_a_misspelt_word_is_read_as_the_nearest(scratch):
    found = ask("agncy", engine=scratch)

    assert ids(found) == [1]
    assert found.corrections == (("agncy", "agency"),)


def test_a_known_word_is_never_corrected(scratch):
    assert ask("ward", engine=scratch).corrections == ()


def test_a_quoted_word_is_never_corrected(scratch):
    found = ask('"agncy"', engine=scratch)

    assert found.total == 0
    assert found.corrections == ()


def test_synonyms_work_both_ways(scratch):
    assert set(ids(ask("DTOC", engine=scratch))) == {4}
    assert set(ids(ask("LOS", engine=scratch))) == {4}


def test_pages_follow_each_other_without_gaps(scratch):
    whole = ids(ask("discharge theatre", engine=scratch))

    by_one = [ids(ask("discharge theatre", engine=scratch, page=n, page_size=1)) for n in (1, 2, 3)]

    assert [one for page in by_one for one in page] == whole


def test_a_pasted_paragraph_is_prose_and_not_commands(scratch):
    text = 'We have trouble with "agency" and -discharge ' + "and so on " * 10

    assert set(ids(ask(text, engine=scratch))) >= {1, 2, 3}
