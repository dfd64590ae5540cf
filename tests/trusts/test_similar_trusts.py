"""The contract of `similar_trusts`."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.builders.trusts import make_known_trust, make_trust

pytestmark = pytest.mark.django_db


def similar(*arguments):
    out = StringIO()
    call_command("similar_trusts", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_json_names_the_trusts_the_distance_and_the_reasons():
    make_known_trust("T01")
    make_known_trust("T02", factor=1.2, system="TPP")
    make_known_trust("T03", factor=3)

    found = similar("T01")

    assert list(found) == ["T01"]
    assert set(found["T01"][0]) == {"ods_code", "name", "distance", "closest_on", "differs_on"}
    assert [near["ods_code"] for near in found["T01"]] == ["T02", "T03"]


def test_the_code_may_be_in_any_case():
    make_known_trust("T01")

    assert list(similar("t01")) == ["T01"]


def test_all_gives_every_open_real_trust():
    make_known_trust("T01")
    make_known_trust("T02")
    make_known_trust("T03", closed=date(2020, 1, 1))
    make_known_trust("ZZ001", illustrative=True)

    found = similar("--all")

    assert set(found) == {"T01", "T02"}
    assert [near["ods_code"] for near in found["T01"]] == ["T02"]


def test_the_limit_is_kept():
    for number in range(5):
        make_known_trust(f"T0{number}", factor=1 + number / 10)

    assert len(similar("T00", "--limit", "2")["T00"]) == 2


def test_the_national_method_compares_the_trusts_of_2018_19():
    make_known_trust("T01", figures={"sickness_absence_rate": 0.04, "delayed_transfers": 9})
    make_known_trust("T02", figures={"sickness_absence_rate": 0.05, "delayed_transfers": 5})
    make_known_trust("T03")

    found = similar("--all", "--method", "national")

    assert {code: [n["ods_code"] for n in near] for code, near in found.items()} == {
        "T01": ["T02"],
        "T02": ["T01"],
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Give the ODS code of one trust"),
        (("T01", "--all"), "Give the ODS code of one trust"),
        (("NONE9",), "No trust has the code 'NONE9'"),
        (("T01", "--limit", "0"), "--limit must be 1 or more"),
        (("T01", "--method", "national"), "T01 is not among the trusts of the national method"),
        (("--all", "--method", "national"), "Run import_trusts first"),
    ],
)
def test_a_wrong_call_is_a_sentence(arguments, sentence):
    make_trust("T01")

    with pytest.raises(CommandError, match=sentence):
        similar(*arguments)


def test_without_json_the_list_can_be_read():
    make_known_trust("T01")
    make_known_trust("T02")
    out = StringIO()

    call_command("similar_trusts", "T01", stdout=out)

    assert "T02  Trust T02" in out.getvalue()
    assert "Same record system: Epic" in out.getvalue()
