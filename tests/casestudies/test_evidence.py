from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from casestudies import directions, evidence
from casestudies.choices import Design, Direction, Grade, Independence
from casestudies.evidence import EvidenceFacts, computed_grade
from casestudies.models import CaseStudyPage, EvidenceGrade
from portal import demo
from portal.accounts.models import AuditEntry
from tests.builders.casestudies import make_adoption, make_case_study, make_person

ORDER = [Grade.EARLY, Grade.PROMISING, Grade.GOOD, Grade.STRONG]


def facts(design="time-series", who="own-trust", months=12, **more):
    return EvidenceFacts(design, who, months, **{"measures": 1, **more})


@pytest.mark.parametrize(
    ("found", "grade"),
    [
        # Over time or compared, for a year, and repeated by two other trusts.
        (facts(who="external", sustained=2), Grade.STRONG),
        (facts("compared", "external", sustained=2), Grade.STRONG),
        (facts(sustained=2, with_figures=2), Grade.STRONG),
        (facts(sustained=2, with_figures=1), Grade.GOOD),
        (facts(who="external", sustained=1, with_figures=1), Grade.GOOD),
        (facts(who="external", months=11, sustained=5), Grade.GOOD),
        # A trial needs no repeat; nor does a failure that was compared from outside.
        (facts("trial", months=6), Grade.STRONG),
        (facts("trial", months=5), Grade.PROMISING),
        (facts("compared", "external", stopped=True), Grade.STRONG),
        (facts("compared", "own-trust", stopped=True), Grade.GOOD),
        (facts(who="external", stopped=True), Grade.GOOD),
        # Good.
        (facts("compared", months=6), Grade.GOOD),
        (facts(months=6), Grade.GOOD),
        (facts("before-after", "external"), Grade.GOOD),
        (facts("before-after", sustained=1), Grade.GOOD),
        (facts("before-after", "external", months=11, sustained=1), Grade.PROMISING),
        (facts("before-after", months=1, in_the_accounts=True), Grade.GOOD),
        # Promising: the team itself, or too short.
        (facts("before-after"), Grade.PROMISING),
        (facts("compared", "own-team", sustained=5, with_figures=5), Grade.PROMISING),
        (facts("before-after", "own-team", in_the_accounts=True), Grade.PROMISING),
        (facts("trial", ""), Grade.PROMISING),
        (facts(months=5), Grade.PROMISING),
        # Early: not measured.
        (facts("description", "external", sustained=9), Grade.EARLY),
        (facts("trial", "external", measures=0), Grade.EARLY),
        (EvidenceFacts(), Grade.EARLY),
    ],
)
def test_the_rule_gives_the_grade(found, grade):
    assert computed_grade(found) == grade


@given(
    st.builds(
        EvidenceFacts,
        design=st.sampled_from(["", *Design.values]),
        independence=st.sampled_from(["", *Independence.values]),
        follow_up_months=st.integers(0, 60),
        sustained=st.integers(0, 9),
        measures=st.integers(0, 3),
        with_figures=st.integers(0, 9),
        stopped=st.booleans(),
        in_the_accounts=st.booleans(),
    ).map(lambda facts: replace(facts, sustained=facts.sustained + facts.with_figures))
)
def test_more_and_better_facts_never_lower_the_grade(less):
    more = [
        replace(less, follow_up_months=less.follow_up_months + 6),
        replace(less, sustained=less.sustained + 1, with_figures=less.with_figures + 1),
        replace(less, independence=Independence.EXTERNAL),
        replace(less, in_the_accounts=True),
    ]
    if less.design in (Design.BEFORE_AFTER, Design.TIME_SERIES):
        more.append(replace(less, design=Design.COMPARED))

    for facts in more:
        assert ORDER.index(computed_grade(facts)) >= ORDER.index(computed_grade(less)), facts


CONTENT = Path(demo.__file__).parent / "content" / "case_studies"


def of_record(record):
    """The facts of a record of the demonstration, as its page would give them."""
    kept = [
        one
        for one in record.get("adoptions", ())
        if one.get("confirmed") and one["status"] in evidence.KEPT
    ]
    return EvidenceFacts(
        design=record["design"],
        independence=record["independence"],
        follow_up_months=record["follow_up_months"],
        sustained=len(kept),
        measures=len(record["measures"]),
        with_figures=sum(bool(one.get("measures") or one.get("savings")) for one in kept),
        stopped=record["stage"] == "stopped",
        in_the_accounts=any(
            one.get("one_off_reason") in evidence.IN_THE_ACCOUNTS
            for one in record.get("savings", ())
        ),
    )


def test_informed_editors_depart_from_the_rule_in_fewer_than_one_record_in_ten():
    records = [
        json.loads(line)
        for path in CONTENT.glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    departures = [
        record["id"]
        for record in records
        if record["evidence"]["grade"] != computed_grade(of_record(record))
    ]

    assert len(records) >= 58
    assert len(departures) * 10 < len(records), departures


def test_follow_up_that_is_not_stated_is_counted_from_the_dates():
    assert evidence.followed_for(None, date(2023, 1, 1), date(2024, 3, 1)) == 14
    assert evidence.followed_for(None, date(2023, 1, 1), None) == 0
    assert evidence.followed_for(0, date(2023, 1, 1), date(2024, 3, 1)) == 0


def test_the_published_words_cover_every_grade():
    assert {grade for grade, _ in evidence.RULE} == set(Grade)
    assert {direction for direction, _ in directions.RULE} == set(Direction)


OUTSIDE_TEAM = (Independence.OWN_TRUST, Independence.EXTERNAL)
COMPARED = (Design.COMPARED, Design.TRIAL)
OVER_TIME_OR_COMPARED = (Design.TIME_SERIES, *COMPARED)
# Each published sentence, and its condition read from its words alone.
SENTENCES = {
    Grade.STRONG: {
        "Measured over time or compared with places that did not change, by someone outside the "
        "trust, for at least 12 months, and kept up by at least two other trusts.": lambda one: (
            one.design in OVER_TIME_OR_COMPARED
            and one.independence == Independence.EXTERNAL
            and one.follow_up_months >= 12
            and one.sustained >= 2
        ),
        "Or: the same, measured by someone in the trust but outside the team, and kept up by at "
        "least two other trusts that gave their own figures.": lambda one: (
            one.design in OVER_TIME_OR_COMPARED
            and one.independence == Independence.OWN_TRUST
            and one.follow_up_months >= 12
            and one.with_figures >= 2
        ),
        "Or: a trial, measured by someone outside the team for at least 6 months: it needs no "
        "repeat elsewhere.": lambda one: (
            one.design == Design.TRIAL
            and one.independence in OUTSIDE_TEAM
            and one.follow_up_months >= 6
        ),
        "Or: a change that was stopped, compared with places that did not change by someone "
        "outside the trust for at least 12 months: nobody repeats a failure.": lambda one: (
            one.stopped
            and one.design in COMPARED
            and one.independence == Independence.EXTERNAL
            and one.follow_up_months >= 12
        ),
    },
    Grade.GOOD: {
        "Measured over time or compared with places that did not change, by someone outside the "
        "team, for at least 6 months.": lambda one: (
            one.design in OVER_TIME_OR_COMPARED
            and one.independence in OUTSIDE_TEAM
            and one.follow_up_months >= 6
        ),
        "Or: measured before and after by someone outside the trust, for at least 12 "
        "months.": lambda one: (
            one.design == Design.BEFORE_AFTER
            and one.independence == Independence.EXTERNAL
            and one.follow_up_months >= 12
        ),
        "Or: measured before and after by someone outside the team, for at least 12 months, and "
        "kept up by at least one other trust.": lambda one: (
            one.design == Design.BEFORE_AFTER
            and one.independence in OUTSIDE_TEAM
            and one.follow_up_months >= 12
            and one.sustained >= 1
        ),
        "Or: measured by someone outside the team, with a saving that came once and that the "
        "accounts show, as with a sale, a claim for past years, posts held vacant or work put "
        "off.": lambda one: one.independence in OUTSIDE_TEAM and one.in_the_accounts,
    },
    Grade.PROMISING: {
        "Measured, but without what good evidence needs: by the team itself, for example, or for "
        "a shorter time.": lambda _: True,
    },
    Grade.EARLY: {
        "Described only: no measure is given, or nothing says how it was measured.": lambda _: True,
    },
}
EVERY_KIND_OF_FACTS = [
    EvidenceFacts(design, who, months, sustained, measures, with_figures, stopped, accounts)
    for design in ("", *Design.values)
    for who in ("", *Independence.values)
    for months in (0, 5, 6, 11, 12, 13)
    for measures in (0, 1)
    for sustained in (0, 1, 2, 3)
    for with_figures in range(sustained + 1)
    for stopped in (False, True)
    for accounts in (False, True)
]


def read_from_the_page(one):
    """The grade that a reader of the published sentences works out."""
    if not one.measures or one.design in ("", Design.DESCRIPTION):
        return Grade.EARLY
    return next(
        grade
        for grade, sentences in SENTENCES.items()
        if any(holds(one) for holds in sentences.values())
    )


def test_the_published_sentences_give_the_grade_that_the_code_gives():
    assert [(grade, " ".join(said)) for grade, said in SENTENCES.items()] == list(evidence.RULE)
    assert [
        one for one in EVERY_KIND_OF_FACTS if computed_grade(one) != read_from_the_page(one)
    ] == []


def test_no_published_sentence_is_idle():
    """Each of strong and good evidence decides the grade of some facts by itself."""
    for grade in (Grade.STRONG, Grade.GOOD):
        for words, holds in SENTENCES[grade].items():
            others = [other for other in SENTENCES[grade].values() if other is not holds]
            assert any(
                computed_grade(one) == grade and holds(one) and not any(o(one) for o in others)
                for one in EVERY_KIND_OF_FACTS
            ), words


@pytest.mark.django_db
def test_only_confirmed_and_kept_adoptions_count():
    page = make_case_study()
    make_adoption(page)
    make_adoption(page, confirmed=False)
    make_adoption(page, status="in-progress")

    found = evidence.facts_of(page)
    assert (found.sustained, found.with_figures) == (1, 0)


@pytest.mark.django_db
def test_an_editors_grade_is_shown_with_its_reason():
    page = make_case_study()

    evidence.grade(page=page, grade="strong", reason="Checked by us.", by=make_person("editor"))

    shown = evidence.grade_of(page)
    assert (shown.label, shown.by_editor, shown.reason) == (
        "Strong evidence", True, "Checked by us.",
    )  # fmt: skip


@pytest.mark.django_db
def test_a_grade_is_in_the_audit_trail_with_what_the_rule_gave():
    page = make_case_study()

    evidence.grade(page=page, grade="strong", reason="Checked.", by=None)

    entry = AuditEntry.objects.get(action="evidence.graded")
    assert entry.detail == {
        "grade": "strong",
        "computed": "promising",
        "direction": "works",
        "computed_direction": "works",
    }


@pytest.mark.django_db
def test_an_author_cannot_grade():
    page = make_case_study()

    with pytest.raises(PermissionDenied):
        evidence.grade(
            page=page, grade="strong", reason="Ours.", by=make_person("author", page.trust)
        )


@pytest.mark.django_db
@pytest.mark.parametrize(("grade", "reason"), [("best", "Because."), ("good", "  ")])
def test_a_grade_needs_a_known_word_and_a_reason(grade, reason):
    with pytest.raises(ValidationError):
        evidence.grade(page=make_case_study(), grade=grade, reason=reason, by=None)


@pytest.mark.django_db
def test_a_direction_follows_the_measures_until_an_editor_sets_another_with_a_reason():
    page = make_case_study()
    editor = make_person("editor")
    graded = {"page": page, "grade": "good", "reason": "Checked.", "by": editor}

    evidence.grade(**graded, direction="works", direction_reason="Not needed.")
    assert EvidenceGrade.objects.get().direction == ""

    with pytest.raises(ValidationError) as refused:
        evidence.grade(**graded, direction="mixed")
    assert set(refused.value.message_dict) == {"direction_reason"}

    evidence.grade(**graded, direction="mixed", direction_reason="Waits grew elsewhere.")
    shown = evidence.grade_of(page)
    assert shown.statement == "Good evidence of mixed results"
    assert (shown.direction_reason, shown.computed_direction) == ("Waits grew elsewhere.", "works")


@pytest.mark.django_db
def test_an_unknown_direction_is_refused():
    with pytest.raises(ValidationError):
        evidence.grade(
            page=make_case_study(), grade="good", reason="Why.", by=None, direction="great"
        )


@pytest.mark.django_db
def test_a_direction_that_was_set_is_asked_for_again_when_the_measures_turn():
    page = make_case_study()
    given = evidence.grade(
        page=page, grade="good", reason="Checked.", by=None, direction="mixed",
        direction_reason="Waits grew.",
    )  # fmt: skip
    assert evidence.to_grade_again(page, given) == ""

    page.stage = "stopped"
    page.design = "description"
    given.computed = evidence.computed_grade(evidence.facts_of(page))
    assert "point another way" in evidence.to_grade_again(page, given)


@pytest.mark.django_db
def test_many_grades_take_no_more_queries_than_one(django_assert_num_queries):
    one = [make_case_study()]
    many = one + [make_case_study() for _ in range(3)]
    for page in many:
        make_adoption(page)
    fresh = CaseStudyPage.objects.filter(pk=one[0].pk)
    with CaptureQueriesContext(connection) as captured:
        evidence.grades_of(fresh)
    with django_assert_num_queries(len(captured)):
        assert len(evidence.grades_of(CaseStudyPage.objects.all())) == 4


@pytest.mark.django_db
def test_the_migration_works_out_again_what_the_rule_gives_and_keeps_what_editors_said():
    page = make_case_study(design="before-after", independence="own-trust", follow_up_months=12)
    make_adoption(page)
    given = evidence.grade(page=page, grade="good", reason="Repeated.", by=None)
    EvidenceGrade.objects.update(computed="early", computed_direction="")

    migration = import_module("casestudies.migrations.0005_evidence_direction_and_payback")
    migration.compute_again(apps, None)

    given.refresh_from_db()
    assert (given.grade, given.reason) == ("good", "Repeated.")
    assert (given.computed, given.computed_direction) == ("good", "works")
