"""What `--schema` accepts is what the import takes, and what it refuses the import refuses."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casestudies.importing import json_schema
from casestudies.importing.parsing import parse_file
from tests.casestudies.schema.checking import accepts
from tests.casestudies.test_importing import whole
from tests.hypothesis_profiles import examples

SCHEMA = json_schema()
FULL = whole(
    organisation="A hospital",
    systems=["A roster"],
    evidence={"grade": "good", "reason": "Measured."},
    steps=[{"title": "Begin", "weeks": 2}],
    risks=[{"risk": "Delay", "mitigation": "Start early"}],
    resources=[{"title": "Plan", "url": "https://example.org"}],
    partners=[{"name": "A charity", "cost": 5, "financial_year": "2023/24"}],
    adoptions=[
        {
            "ods_code": "T23",
            "status": "in-progress",
            "savings": [
                {
                    "financial_year": "2023/24",
                    "amount": 9,
                    "effect": "income",
                    "recurrence": "recurrent",
                }
            ],
            "sign_off": {"name": "A Rao", "role": "Finance", "date": "2024-05-01"},
        }
    ],
    ods_code="T12",
)
# What a JSON Schema cannot say: rules between fields, what day it is, and what a year is.
BEYOND_A_SCHEMA = (
    "a signature needs",
    "for readers",
    "is to come",
    "is a year to come",
    "is not a financial year",
    "is not an ODS code",
    "is not mapped",
    "give a month or a day",
    "take out the null character",
    "same uuid",
    "is not a UUID",
    "write the year",
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 10**13),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.sampled_from(["", "ward", "good", "2023-04", "2023/24", "finance", "T12", "a" * 5000]),
    st.lists(st.sampled_from(["ward", "acute", "", 1, None, {}]), max_size=5),
    st.dictionaries(st.sampled_from(["name", "level", "colour"]), st.just("x"), max_size=2),
)


def places(value, path=()):
    """Every place of a record, by the keys that lead there."""
    if isinstance(value, dict):
        inside = value.items()
    else:
        inside = enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield (*path, key)
        yield from places(one, (*path, key))


def changed(record, place, value):
    record = deepcopy(record)
    target = record
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    return record


def faults(folder, record):
    path = folder / "file.jsonl"
    path.write_text(json.dumps(record))
    return [str(problem) for parsed in parse_file(path) for problem in parsed.problems]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("records")


def agree(folder, record):
    """The words of the faults, after checking that the schema says the same."""
    found = faults(folder, record)
    if accepts(SCHEMA, record):
        assert not [one for one in found if not any(part in one for part in BEYOND_A_SCHEMA)]
    else:
        assert found, "the schema refuses what the import takes"
    return found


def test_a_full_record_is_accepted(folder):
    assert accepts(SCHEMA, FULL) and agree(folder, FULL) == []


@pytest.mark.parametrize(
    ("place", "value", "accepted"),
    [
        (("id",), "", False),
        (("id",), None, False),
        (("title",), "", False),
        (("title",), "x" * 100, True),
        (("title",), "x" * 101, False),
        (("organisation",), None, True),
        (("colour",), "red", False),
        (("licence_note",), "x", False),
        (("pictures",), [], False),
        (("result",), None, True),
        (("kind",), "", True),
        (("kind",), "magic", False),
        (("areas",), ["a", "b", "c"], True),
        (("areas",), ["a", "b", "c", "d"], False),
        (("follow_up_months",), 3.0, True),
        (("follow_up_months",), 2_000_000_001, False),
        (("savings", 0, "amount"), 120.0, True),
        (("savings", 0, "amount"), 120.5, False),
        (("savings", 0, "amount"), None, False),
        (("savings", 0, "sign_off"), None, True),
        (("savings", 0, "sign_off", "level"), "magic", False),
        (("savings", 0, "sign_off", "colour"), 1, False),
        (("measures", 0, "after"), 10**11, False),
        (("contacts", 0, "left"), True, False),
        (("resources", 0, "document"), 3, False),
        (("adoptions", 0, "savings", 0, "sign_off"), {"level": "finance"}, False),
        (("adoptions", 0, "sign_off", "name"), None, False),
        (("evidence", "reason"), None, False),
        (("year",), 1947, False),
    ],
)
def test_the_schema_and_the_import_draw_one_line(folder, place, value, accepted):
    record = changed(FULL | ({"summary": ""} if place == ("title",) else {}), place, value)

    assert (agree(folder, record) == []) is accepted
    assert accepts(SCHEMA, record) is accepted


def test_either_key_of_a_pair_will_do(folder):
    record = {key: value for key, value in FULL.items() if key not in ("title", "ods_code")}

    assert agree(folder, {**record, "summary": "It fell."}) == []
    assert len(agree(folder, record)) == 1
    assert len(agree(folder, {**record, "organisation": ""})) == 2


@settings(max_examples=examples(150, full=2000))
@given(place=st.sampled_from(sorted(places(FULL), key=str)), value=VALUES)
def test_no_change_of_a_record_sets_them_at_odds(folder, place, value):
    agree(folder, changed(FULL, place, value))


def test_the_contract_is_kept():
    assert SCHEMA["required"] == ["id"] and SCHEMA["additionalProperties"] is False
    assert all(one["additionalProperties"] is False for one in SCHEMA["$defs"].values()
               if one.get("type") == "object")  # fmt: skip
