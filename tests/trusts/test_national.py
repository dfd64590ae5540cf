"""The national method, and the official list of 2019 that it must give back."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.trusts import register
from portal.trusts.likeness import national
from portal.trusts.likeness.national import NotInPeerFinder
from portal.trusts.measures import MEASURES

DATA_DIR = os.environ.get("EXEMPLAR_DATA_DIR", "")
OFFICIAL = Path(DATA_DIR) / "trust_peers" / "default_peers_2019.csv"


def shipped():
    with register.SHIPPED_PEER_VARIABLES.open(encoding="utf-8") as file:
        return {
            row.pop("ods_code"): {key: float(value) for key, value in row.items() if value}
            for row in csv.DictReader(file)
        }


def a_few(**changes):
    """Six trusts that vary on every weighted variable."""
    trusts = {
        f"T{number}": {
            key: float((number * step) % 7) for step, key in enumerate(national.WEIGHTED, 1)
        }
        for number in range(6)
    }
    return {**trusts, **changes}


@pytest.mark.skipif(
    not OFFICIAL.is_file(),
    reason="Set EXEMPLAR_DATA_DIR to the folder that holds trust_peers/default_peers_2019.csv.",
)
def test_the_official_ten_come_back(record_property):
    official = defaultdict(set)
    with OFFICIAL.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            official[row["procode"]].add(row["peer"])
    trusts = shipped()
    placed = national.places(trusts)

    overlaps = [
        len(peers & {peer.ods_code for peer in nearest(code, trusts, placed)}) / len(peers)
        for code, peers in official.items()
    ]

    record_property("overlap@10", sum(overlaps) / len(overlaps))
    assert len(overlaps) == 208
    assert sum(overlaps) / len(overlaps) >= 0.99


def nearest(code, trusts, placed):
    return national.nearest(code, trusts, limit=10, placed=placed)


def test_the_register_ships_208_trusts_with_every_weighted_variable():
    trusts = shipped()

    assert len(trusts) == 208
    assert all(national.is_complete(variables) for variables in trusts.values())


def test_fourteen_variables_count_and_seven_do_not():
    known = set(next(iter(shipped().values())))

    assert len(national.WEIGHTED) == 14
    assert len(national.UNWEIGHTED) == 7
    assert set(national.WEIGHTED) | national.UNWEIGHTED <= set(MEASURES)
    assert known <= set(national.WEIGHTED) | national.UNWEIGHTED


@given(st.integers(0, 5), st.integers(0, 5))
@settings(max_examples=20, deadline=None)
def test_the_distance_is_the_same_both_ways(one, other):
    trusts = a_few()

    def distance(start, end):
        found = national.nearest(start, trusts, limit=10)
        return next((peer.distance for peer in found if peer.ods_code == end), 0.0)

    assert distance(f"T{one}", f"T{other}") == pytest.approx(distance(f"T{other}", f"T{one}"))


@given(st.sampled_from(national.WEIGHTED), st.floats(0.001, 1000))
@settings(max_examples=20, deadline=None)
def test_the_unit_of_a_variable_does_not_matter(key, factor):
    trusts = a_few()
    rescaled = {code: {**row, key: row[key] * factor} for code, row in trusts.items()}

    before = national.nearest("T0", trusts, limit=5)
    after = national.nearest("T0", rescaled, limit=5)

    assert [p.distance for p in after] == pytest.approx([p.distance for p in before])


def test_an_unweighted_variable_changes_nothing():
    trusts = a_few()
    larger = {
        code: {**row, "staff_fte": index * 900.0}
        for index, (code, row) in enumerate(trusts.items())
    }

    assert national.nearest("T1", larger, limit=5) == national.nearest("T1", trusts, limit=5)


def test_a_trust_outside_the_peer_finder_is_an_error():
    with pytest.raises(NotInPeerFinder, match="RX8"):
        national.nearest("RX8", a_few(), limit=10)


def test_a_trust_without_the_diagnosis_measure_is_still_compared():
    trusts = a_few()
    del trusts["T2"]["diagnosis_share"]

    assert len(national.nearest("T2", trusts, limit=10)) == 5


def test_a_trust_that_lacks_anything_else_is_not_in_the_peer_finder():
    variables = a_few()["T1"]
    del variables["sites"]

    assert not national.is_complete(variables)
