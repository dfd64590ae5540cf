"""The words of efficiency areas: acronyms, and a search for nothing but a synonym of an area."""

from __future__ import annotations

import pytest

from search.curation import with_synonyms
from search.models import SynonymRule
from search.text_query import read
from tests.builders.casestudies import make_area, make_case_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas():
    SynonymRule.objects.all().delete()
    top = make_area(
        name="Tests and variation",
        synonyms=["girft", "getting it right first time", "variation", "a&g", "advice & guidance"],
    )
    below = make_area(name="Scanning", parent=top, synonyms=["mri", "same day discharge", "ras"])
    return top, below


def same(text):
    return [(one.written, one.source) for one in with_synonyms(read(text)).meanings]


def test_an_acronym_stands_for_what_it_is_short_for_and_for_its_area(areas):
    assert same("GIRFT") == [
        ("getting it right first time", "editors"),
        ("Tests and variation", "area"),
    ]
    assert same("getting it right first time") == [
        ("girft", "editors"),
        ("Tests and variation", "area"),
    ]
    assert same("A&G") == [("advice & guidance", "editors"), ("Tests and variation", "area")]


def test_beside_other_words_it_stands_for_what_it_is_short_for(areas):
    assert same("GIRFT wards") == [("getting it right first time", "editors")]


def test_a_word_of_an_area_without_areas_below_needs_nothing(areas):
    assert same("mri") == []


def test_initials_that_nobody_wrote_stand_for_the_one_thing_they_can_be_short_for(areas):
    assert same("SDD") == [("same day discharge", "initials")]
    make_area(name="Beds", synonyms=["stop daily delays"])
    assert same("SDD") == [], "it could be either"


def test_initials_that_are_a_word_or_that_an_editor_lists_are_not_read_into(areas):
    make_area(name="Beds", synonyms=["walk at sunset", "rota and sickness", "run all shifts"])

    assert same("was") == []
    assert same("ras") == []


def test_a_synonym_of_two_areas_names_neither(areas):
    make_area(name="Charts", synonyms=["variation"])

    assert same("variation") == []


def test_editors_rules_come_first(areas):
    SynonymRule.objects.create(terms=["girft", "right first time"])

    assert same("GIRFT")[0] == ("right first time", "editors")


def test_an_acronym_of_an_area_finds_the_records_below_it(client, areas):
    _, below = areas
    make_case_study(title="Scan at night", areas=[below])
    make_case_study(title="Mend hoists", areas=[make_area(name="Hoists")])

    page = client.get("/search/", {"q": "GIRFT"}).content.decode()

    assert "1 case study" in page
    assert "Scan at night" in page
    assert "Tests and variation</a>" in page, "and the area is still offered"
    assert "“GIRFT” also finds “Tests and variation”: it is a word for that area." in page


def test_an_acronym_and_what_it_is_short_for_find_the_same(client, areas):
    make_case_study(title="Getting it right first time in hips")
    make_case_study(title="What GIRFT taught us")

    for text in ("girft", "getting it right first time"):
        page = client.get("/search/", {"q": text}).content.decode()
        assert "What <mark>GIRFT</mark> taught us" in page
        assert "in hips" in page
