"""The illustrative content: complete, spread as the demonstration promises, and consistent."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date

import pytest

from casestudies import choices
from casestudies.models.figures import check_financial_year
from portal.trusts.models import Trust
from tests.demo.content import (
    AREAS,
    BY_ID,
    CASES,
    CODES,
    QUERIES,
    ROOT,
    SIGNPOSTS,
    TOP_OF,
    month,
)

STORY = ("problem", "done", "happened", "did_not_work")
GATE = [
    "title",
    "result",
    "started",
    "measured",
    "stage",
    "kind",
    "areas",
    "care_settings",
    "trust_types",
    "problem",
    "done",
    "happened",
    "did_not_work",
    "measures",
    "costs",
    "must_have",
    "not_where",
    "contacts",
    "help_offered",
    "licence",
    "review_by",
    "evidence",
    "design",
    "independence",
]
NOT_VERBS = {"the", "a", "an", "project", "initiative", "programme", "improving", "reducing"}


def test_there_are_case_studies_enough_of_every_kind():
    kinds = Counter(case["kind"] for case in CASES)
    assert len(CASES) == len(BY_ID) >= 46
    assert min(kinds[kind] for kind in choices.Kind.values) >= 12


@pytest.mark.parametrize(
    ("types", "least"),
    [
        ({"acute", "acute-specialist"}, 16),
        ({"mental-health"}, 9),
        ({"community"}, 9),
        ({"ambulance"}, 7),
        ({"care-trust", "combined"}, 5),
    ],
)
def test_no_type_of_trust_is_left_thin(types, least):
    assert sum(CODES[case["ods_code"]]["type"] in types for case in CASES) >= least


def test_every_top_area_has_at_least_two_case_studies():
    tops = Counter(top for case in CASES for top in {TOP_OF[slug] for slug in case["areas"]})
    assert {top["slug"]: tops[top["slug"]] for top in AREAS if tops[top["slug"]] < 2} == {}


def test_failures_and_one_off_savings_are_told():
    one_off = [
        case
        for case in CASES
        if any(saving["recurrence"] == "one-off" for saving in case.get("savings", []))
    ]
    assert sum(case["stage"] == "stopped" for case in CASES) >= 5
    assert len(one_off) >= 5


def test_savings_differ_in_effect_certainty_and_length():
    savings = [saving for case in CASES for saving in case.get("savings", [])]
    levels = Counter(saving.get("sign_off", {}).get("level", "estimated") for saving in savings)
    assert set(levels) == set(choices.SignOffLevel.values)
    assert {saving["effect"] for saving in savings} == set(choices.Effect.values)
    assert any("full_year_amount" in saving for saving in savings)
    assert any("overlap_group" in saving for saving in savings)


def test_evidence_is_spread_over_grades_designs_and_independence():
    assert {case["evidence"]["grade"] for case in CASES} == set(choices.Grade.values)
    assert len({case["design"] for case in CASES}) >= 4
    assert {case["independence"] for case in CASES} == set(choices.Independence.values)


def test_a_case_study_has_what_publishing_asks(subtests):
    for case in CASES:
        with subtests.test(case["id"]):
            assert [field for field in GATE if not case.get(field)] == []
            assert bool(case.get("savings")) != bool(case.get("no_cash_effect"))
            assert len(case["contacts"]) >= 2
            assert 1 <= len(case["areas"]) <= 3
            assert case["licence"] == "ogl-3"


def test_a_case_study_belongs_to_an_illustrative_trust(subtests):
    for case in CASES:
        with subtests.test(case["id"]):
            assert case["ods_code"] in CODES
            assert case["id"].startswith(case["ods_code"].lower())
            assert all(
                contact["email"].endswith(f"@{case['ods_code'].lower()}.example")
                for contact in case["contacts"]
            )


def test_a_title_starts_with_a_verb_and_fits(subtests):
    for case in CASES:
        with subtests.test(case["id"]):
            assert case["title"].split()[0].lower() not in NOT_VERBS
            assert len(case["title"]) <= 100
            assert len(case["result"]) <= 160


def test_the_story_is_neither_a_stub_nor_an_essay(subtests):
    for case in CASES:
        with subtests.test(case["id"]):
            assert all(35 <= len(case[field].split()) <= 155 for field in STORY)


def test_the_choices_exist(subtests):
    for case in CASES:
        with subtests.test(case["id"]):
            assert case["stage"] in choices.Stage.values
            assert set(case["care_settings"]) <= set(choices.CareSetting.values)
            assert set(case["trust_types"]) <= set(Trust.Type.values)
            assert set(case["help_offered"]) <= set(choices.HelpKind.values)
            assert set(case["areas"]) <= set(TOP_OF)


def test_dates_run_forward(subtests):
    for case in CASES:
        with subtests.test(case["id"]):
            assert month(case["started"]) < month(case["measured"])
            assert date(2027, 1, 1) <= month(case["review_by"]) <= date(2027, 12, 31)
            for measure in case["measures"]:
                assert month(measure["baseline_date"]) < month(measure["after_date"])


def test_a_run_chart_begins_and_ends_at_the_stated_figures(subtests):
    for case in CASES:
        with subtests.test(case["id"]):
            for measure in (m for m in case["measures"] if m.get("series")):
                series = measure["series"]
                assert series[0] == [measure["baseline_date"], measure["baseline"]]
                assert series[-1] == [measure["after_date"], measure["after"]]
                assert 9 <= len(series) <= 30


def test_every_saving_says_its_year_and_why_it_is_one_off(subtests):
    for case in CASES:
        with subtests.test(case["id"]):
            for saving in case.get("savings", []):
                check_financial_year(saving["financial_year"])
                assert (saving["recurrence"] == "one-off") == bool(saving.get("one_off_reason"))
                assert saving.get("full_year_amount", saving["amount"]) >= saving["amount"] > 0


def test_what_partners_gain_is_no_saving_of_the_trust(subtests):
    for case in (case for case in CASES if case.get("partners")):
        with subtests.test(case["id"]):
            gains = [partner["gain"] for partner in case["partners"] if partner.get("gain")]
            amounts = {saving["amount"] for saving in case.get("savings", [])}
            assert amounts.isdisjoint([*gains, sum(gains)])


def test_a_recurrent_saving_is_signed_after_its_year_has_ended(subtests):
    for case in CASES:
        with subtests.test(case["id"]):
            for saving in case.get("savings", []):
                signed = saving.get("sign_off", {}).get("date")
                if signed and saving["recurrence"] == "recurrent":
                    ended = date(int(saving["financial_year"][:4]) + 1, 3, 31)
                    assert date.fromisoformat(signed) > ended


def test_follow_up_and_design_agree_with_dates_and_charts(subtests):
    for case in CASES:
        with subtests.test(case["id"]):
            first, last = month(case["started"]), month(case["measured"])
            between = (last.year - first.year) * 12 + last.month - first.month
            assert case["follow_up_months"] == between
            charts = [measure for measure in case["measures"] if measure.get("series")]
            assert not (charts and case["design"] == "before-after")
            assert charts or case["design"] != "time-series"


def test_money_is_measured_in_pounds_and_not_in_thousands():
    units = [
        measure["unit"]
        for case in CASES
        for holder in (case, *case.get("adoptions", []))
        for measure in holder.get("measures", [])
    ]
    assert [unit for unit in units if "£" in unit and ("000" in unit or "million" in unit)] == []


def test_adoptions_are_of_other_illustrative_trusts(subtests):
    for case in CASES:
        with subtests.test(case["id"]):
            adopters = [adoption["ods_code"] for adoption in case.get("adoptions", [])]
            assert set(adopters) <= set(CODES) - {case["ods_code"]}
            assert len(adopters) == len(set(adopters))
            for adoption in case.get("adoptions", []):
                assert (adoption["status"] == "stopped") == bool(adoption.get("stopped_reason"))
                assert month(adoption["started"]) > month(case["started"])
                assert adoption["confirmed"] or adoption["claimed_by_origin"]


def test_take_up_has_every_outcome():
    adoptions = [adoption for case in CASES for adoption in case.get("adoptions", [])]
    statuses = {adoption["status"] for adoption in adoptions}
    assert len(adoptions) >= 14
    assert statuses == set(choices.AdoptionStatus.values)
    assert any(adoption.get("savings") for adoption in adoptions)


def test_two_case_studies_are_for_members_only():
    assert [case["visibility"] for case in CASES].count("network") == 2


def test_every_system_case_names_partners():
    assert [c["id"] for c in CASES if c["kind"] == "system" and not c.get("partners")] == []


def test_every_named_partner_trust_is_illustrative():
    partners = [partner for case in CASES for partner in case.get("partners", [])]
    assert {partner["ods_code"] for partner in partners if "ods_code" in partner} <= set(CODES)


def test_signposts_name_their_source_and_carry_no_figures_of_ours():
    assert 12 <= len(SIGNPOSTS) <= 16
    for case in SIGNPOSTS:
        assert case["signpost"] and case["summary"] and case["publisher"] and case["licence"]
        assert case["source_url"].startswith("https://")
        assert not {"savings", "measures", "costs", "adoptions", "contacts"} & set(case)


def test_signposts_belong_to_real_trusts_or_to_none():
    with (ROOT / "portal" / "trusts" / "data" / "trusts.csv").open() as file:
        real = {row["ods_code"] for row in csv.DictReader(file)}
    assert {case["ods_code"] for case in SIGNPOSTS if "ods_code" in case} <= real


def test_queries_come_from_every_type_and_judge_existing_records():
    known = set(BY_ID) | {case["id"] for case in SIGNPOSTS}
    assert len(QUERIES) >= 60
    assert {query["by"] for query in QUERIES} == set(Trust.Type.values)
    for query in QUERIES:
        assert set(query["judgements"]) <= known
        assert 3 in query["judgements"].values()
