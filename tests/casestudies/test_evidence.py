from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from casestudies import evidence
from casestudies.choices import Design, Grade, Independence
from casestudies.evidence import EvidenceFacts, computed_grade
from portal.accounts.models import AuditEntry
from tests.builders.casestudies import make_adoption, make_case_study, make_person

ORDER = [Grade.EARLY, Grade.PROMISING, Grade.GOOD, Grade.STRONG]


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        (EvidenceFacts("trial", "external", 12, 0, 1), Grade.STRONG),
        (EvidenceFacts("compared", "own-trust", 12, 0, 1), Grade.STRONG),
        (EvidenceFacts("time-series", "external", 12, 3, 1), Grade.STRONG),
        (EvidenceFacts("time-series", "external", 12, 2, 1), Grade.GOOD),
        (EvidenceFacts("compared", "own-team", 3, 0, 1), Grade.GOOD),
        (EvidenceFacts("time-series", "own-team", 6, 0, 1), Grade.GOOD),
        (EvidenceFacts("before-after", "own-team", 12, 1, 1), Grade.GOOD),
        (EvidenceFacts("before-after", "own-team", 12, 0, 1), Grade.PROMISING),
        (EvidenceFacts("description", "external", 24, 9, 1), Grade.EARLY),
        (EvidenceFacts("trial", "external", 24, 9, 0), Grade.EARLY),
        (EvidenceFacts(), Grade.EARLY),
    ],
)
def test_the_rule_gives_the_grade(facts, grade):
    assert computed_grade(facts) == grade


@given(
    st.sampled_from(["", *Design.values]),
    st.sampled_from(["", *Independence.values]),
    st.integers(0, 60),
    st.integers(0, 9),
)
def test_longer_follow_up_and_more_adopters_never_lower_the_grade(design, who, months, sustained):
    less = computed_grade(EvidenceFacts(design, who, months, sustained, 1))
    more = computed_grade(EvidenceFacts(design, who, months + 12, sustained + 3, 1))

    assert ORDER.index(more) >= ORDER.index(less)


def test_the_published_words_cover_every_grade():
    assert {grade for grade, _ in evidence.RULE} == set(Grade)


@pytest.mark.django_db
def test_only_confirmed_and_kept_adoptions_count():
    page = make_case_study()
    make_adoption(page)
    make_adoption(page, confirmed=False)
    make_adoption(page, status="in-progress")

    assert evidence.facts_of(page).sustained == 1


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
    assert entry.detail == {"grade": "strong", "computed": "promising"}


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
