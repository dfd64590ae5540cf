"""What the page says of how the words were read: each sentence is so."""

from __future__ import annotations

import pytest

from search.curation import with_synonyms
from search.query import SearchQuery
from search.results import SearchResults
from search.text_query import read
from search.understood import understood

pytestmark = pytest.mark.django_db


def told(text, *, total=3, weaker=0, filters=(), missing=()):
    results = SearchResults(
        total=total,
        found=(),
        weaker=weaker,
        missing=frozenset(missing),
        text=with_synonyms(read(text)),
    )
    return understood(SearchQuery(text=text, filters=filters), results)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("wards", []),
        ('"Share wards"', ["Every result has “Share wards” in its record."]),
        ("wards AND beds", ["Every result has “wards” and “beds” in its record."]),
        (
            "LOS AND wards",
            [
                "Every result has “LOS” or “length of stay”, and “wards” in its record.",
                "“LOS” also finds “length of stay”: editors say they mean the same.",
            ],
        ),
        (
            "A&E waits",
            ["“A&E” also finds “emergency department”: editors say they mean the same."],
        ),
        (
            "Length of Stay",
            ["“Length of Stay” also finds “LOS”: editors say they mean the same."],
        ),
        ("wards OR day case", ["Any of “wards” or “day case” will do."]),
        (
            "(wards OR beds) AND cost",
            ["Every result has “wards” or “beds”, and “cost” in its record."],
        ),
        ("wards NOT beds", ["Left out: every case study that has “beds” in its record."]),
        ("wards AND NOT beds", ["Left out: every case study that has “beds” in its record."]),
        ("WARDS NOT BEDS", []),
        ("wards and beds or not cost", []),
    ],
)
def test_operators_and_synonyms_are_told(text, sentences):
    assert list(told(text).sentences) == sentences


def test_what_no_result_holds_is_told_as_it_was_typed():
    found = told("COVID-19 Wards beds", missing=["covid 19", "beds"])

    assert found.missing == ("COVID-19", "beds")
    assert found.answered == ("Wards",)


@pytest.mark.parametrize(
    ("text", "more", "known"),
    [
        ("boilers", {}, True),
        ("boilers chillers", {}, True),
        ("boilers chillers", {"weaker": 2}, False),
        ("boilers", {"filters": (("kind", ("system",)),)}, False),
        ('"boilers"', {}, True),
        # Records may speak of each, only not of both.
        ("boilers AND chillers", {}, False),
        ("boilers NOT chillers", {}, False),
    ],
)
def test_that_no_record_speaks_of_it_is_said_only_where_it_is_so(text, more, known):
    assert told(text, total=0, **more).nothing_known == known


def test_of_many_words_and_of_prose_nothing_is_told():
    assert (
        told("one2 two3 three4 four5 five6 six7 seven8 eight9 nine1", missing=["one2"]).missing
        == ()
    )
    assert told("beds wards " * 20, missing=["beds"]).missing == ()
