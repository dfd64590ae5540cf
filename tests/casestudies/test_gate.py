from __future__ import annotations

from dataclasses import replace

import pytest

from casestudies.publishing import requirements as publishing_requirements
from casestudies.publishing.requirements import Facts
from tests.builders.casestudies import make_case_study, make_signpost

WHOLE = Facts(
    has_trust=True, title="Plan rosters", result="Less", started=True, measured=True,
    stage="embedded", kind="cost-reduction", areas=1, care_settings=1, trust_types=1,
    problem="P", done="D", happened="H", did_not_work="N", measures=1, savings=1, costs=1,
    must_have=1, not_where="W", contacts=2, help_offered=1, licence="ogl-3",
)  # fmt: skip


def fields(facts):
    return [gap.field for gap in publishing_requirements.missing_from(facts)]


def test_a_whole_record_misses_nothing():
    assert fields(WHOLE) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"title": "Project to plan rosters"}, "title"),
        ({"has_trust": False}, "trust"),
        ({"result": ""}, "result"),
        ({"started": False}, "started"),
        ({"measured": False}, "measured"),
        ({"stage": ""}, "stage"),
        ({"kind": ""}, "kind"),
        ({"areas": 0}, "areas"),
        ({"areas": 4}, "areas"),
        ({"care_settings": 0}, "care_settings"),
        ({"trust_types": 0}, "trust_types"),
        ({"problem": ""}, "problem"),
        ({"done": ""}, "done"),
        ({"happened": ""}, "happened"),
        ({"did_not_work": ""}, "did_not_work"),
        ({"measures": 0}, "measures"),
        ({"savings": 0}, "savings"),
        ({"no_cash_effect": True}, "no_cash_effect"),
        ({"costs": 0}, "costs"),
        ({"must_have": 0}, "must_have"),
        ({"not_where": ""}, "not_where"),
        ({"contacts": 1}, "contacts"),
        ({"help_offered": 0}, "help_offered"),
        ({"licence": ""}, "licence"),
    ],
)
def test_each_part_is_asked_for_by_name(change, field):
    assert fields(replace(WHOLE, **change)) == [field]


def test_no_cash_effect_stands_in_for_savings():
    assert fields(replace(WHOLE, savings=0, no_cash_effect=True)) == []


def test_a_plan_needs_no_results():
    plan = replace(
        WHOLE, stage="planned", started=False, measured=False, happened="", did_not_work="",
        measures=0, savings=0, costs=0,
    )  # fmt: skip

    assert fields(plan) == []


def test_a_stopped_change_needs_what_did_not_work_but_no_recipe():
    stopped = replace(WHOLE, stage="stopped", measures=0, savings=0, must_have=0, did_not_work="")

    assert fields(stopped) == ["did_not_work"]


def test_a_signpost_needs_a_summary_a_source_and_a_name():
    assert fields(Facts(signpost=True, title="Read about rosters")) == [
        "summary", "source_url", "organisation",
    ]  # fmt: skip


def test_every_gap_says_what_it_would_do_for_readers():
    assert all(
        gap.why and gap.group in publishing_requirements.GROUPS
        for gap in publishing_requirements.missing_from(Facts())
    )


@pytest.mark.django_db
def test_a_contact_who_left_does_not_count():
    page = make_case_study(publish=False, contacts=[{}, {"left": True}])

    assert [gap.field for gap in publishing_requirements.missing(page)] == ["contacts"]


@pytest.mark.django_db
def test_mark_up_without_words_is_no_story():
    page = make_case_study(publish=False, problem="<p> </p>")

    assert [gap.field for gap in publishing_requirements.missing(page)] == ["problem"]


@pytest.mark.django_db
def test_a_signpost_passes_the_gate():
    assert publishing_requirements.missing(make_signpost()) == []
