"""The areas and the invented trusts of the demonstration."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from portal.trusts.measures import MEASURES
from portal.trusts.models import Trust
from tests.demo.content import AREAS, CODES, ROOT, TOP_OF, TRUSTS, walk


def test_the_area_tree_has_fourteen_tops_with_two_to_five_below_each():
    assert len(AREAS) == 14
    assert all(2 <= len(top["children"]) <= 5 for top in AREAS)


def test_area_slugs_and_names_are_unique_and_digital_is_named_so():
    nodes = [node for node, _ in walk(AREAS)]
    assert len({node["slug"] for node in nodes}) == len(nodes) == len(TOP_OF)
    assert len({node["name"] for node in nodes}) == len(nodes)
    assert "digital" in {top["slug"] for top in AREAS}


def test_a_synonym_points_to_one_area_only():
    counts = Counter(word.lower() for node, _ in walk(AREAS) for word in node["synonyms"])
    assert [word for word, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("word", "area"),
    [
        ("dtoc", "discharge"),
        ("nctr", "discharge"),
        ("d2a", "discharge"),
        ("dna", "missed-appointments"),
        ("oaps", "acute-mental-health"),
        ("vor", "fleet"),
        ("dns", "caseloads"),
        ("girft", "diagnostics-variation"),
    ],
)
def test_the_words_staff_type_stand_at_their_area(word, area):
    assert area in [node["slug"] for node, _ in walk(AREAS) if word in node["synonyms"]]


def test_every_trust_is_plainly_invented():
    with (ROOT / "portal" / "trusts" / "data" / "trusts.csv").open() as file:
        real = {row["name"].lower() for row in csv.DictReader(file)}
    assert all(code.startswith("ZZ") for code in CODES)
    assert not real & {trust["name"].lower() for trust in CODES.values()}
    assert all(trust["icb"].startswith("Illustrative ICB") for trust in CODES.values())


def test_every_type_and_region_has_trusts():
    types = Counter(trust["type"] for trust in CODES.values())
    assert set(types) == set(Trust.Type.values)
    assert {trust["region"] for trust in CODES.values()} == set(Trust.Region.values)
    assert types["acute"] <= len(CODES) / 3


def test_figures_are_of_known_measures_and_marked_as_illustrative():
    figures = TRUSTS["figures"]
    assert {figure["measure"] for figure in figures} <= set(MEASURES)
    assert {figure["source"] for figure in figures} == {"Illustrative"}
    assert {figure["ods_code"] for figure in figures} == set(CODES)
