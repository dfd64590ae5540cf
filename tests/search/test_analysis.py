from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import content_words, stem, words
from search.curation import contains
from search.highlights import Marker
from search.text_query import read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Café-style £100,000", ["cafe", "style", "100000"]),
        ("A&E", ["a", "e"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


def test_stop_words_are_kept_if_nothing_else_is_there():
    assert content_words(["to", "be"]) == ["to", "be"]
    assert content_words(["to", "staff"]) == ["staff"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("relational", "relat"), ("caresses", "caress"), ("hopping", "hop"), ("sky", "sky"),
     ("happy", "happi"), ("adoption", "adopt"), ("controlling", "control"), ("at", "at")],
)  # fmt: skip
def test_stems(word, expected):
    assert stem(word) == expected


@pytest.mark.django_db
@pytest.mark.needs_sqlite
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # From the published vocabulary of the algorithm.
        (["consist", "consisted", "consistency", "consisting"], {"consist"}),
        (["knack", "knackeries"], {"knack", "knackeri"}),
        (["generate", "generates", "generated"], {"generat"}),
        (["nurse", "nurses", "nursing"], {"nurs"}),
        (["skis", "sky"], {"ski", "sky"}),
        (["a&e", "t2", "18"], {"a&e", "t2", "18"}),
    ],
)
def test_stems_are_those_of_porters_second_algorithm(words, expected):
    assert {stem(word) for word in words} == expected


def test_a_query_is_taken_apart():
    found = read('delayed "discharge date" -theatre follow-up -"long stay" the')

    assert found.words == ("delayed",)
    assert set(found.alternatives) == {("follow", "up"), ("followup",)}
    assert found.phrases == (("discharge", "date"),)
    assert set(found.excluded) == {("theatre",), ("long", "stay")}


@given(st.text())
def test_any_text_can_be_read(text):
    found = read(text)

    assert all(word == word.lower() for word in found.words)


def test_curly_quotation_marks_are_quotation_marks():
    assert read("“discharge date”").phrases == (("discharge", "date"),)


def test_marks_stand_around_every_form_of_a_word():
    assert Marker([("discharge",)]).mark("Discharged & discharges") == (
        "<mark>Discharged</mark> &amp; <mark>discharges</mark>"
    )


def test_a_snippet_is_taken_from_where_the_words_stand():
    text = "Nothing here. " * 60 + "Rosters were approved early. " + "Nothing there. " * 60

    snippet = Marker([("roster",), ("approve",)]).snippet(text)

    assert "<mark>Rosters</mark> were <mark>approved</mark>" in snippet
    assert len(snippet) < 400
    assert snippet.startswith("… ")


@given(st.text(), st.lists(st.text(alphabet="abcdef", min_size=1), max_size=3))
def test_marking_never_lets_markup_through(text, asked):
    marked = (
        str(Marker([(word,) for word in asked]).mark(text))
        .replace("<mark>", "")
        .replace("</mark>", "")
    )

    assert "<" not in marked


def test_a_phrase_is_contained_word_for_word():
    assert contains(["length", "of", "stay"], ("of", "stay"))
    assert not contains(["length", "stay"], ("length", "of", "stay"))


def test_the_words_of_a_phrase_are_marked_where_they_stand_together():
    marker = Marker([("winter",), ("delayed", "transfer", "of", "care")])

    assert marker.mark("Delayed transfers of care in winter") == (
        "<mark>Delayed</mark> <mark>transfers</mark> of <mark>care</mark> in <mark>winter</mark>"
    )
    assert marker.mark("Home care, delayed") == "Home care, delayed"
    assert marker.mark("Delayed transfer to home care") == "Delayed transfer to home care"
