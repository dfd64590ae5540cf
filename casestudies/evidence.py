"""How far the evidence carries: a published rule, and an editor's grade with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from casestudies.choices import AdoptionStatus, Design, Grade, Independence
from casestudies.models.evidence import EvidenceGrade
from casestudies.permissions import check_can_grade
from portal.accounts import audit
from portal.accounts.models import User

# In the words of the page that explains the grades. `computed_grade` is the same, in code.
RULE = (
    (
        Grade.STRONG,
        "Compared with places that did not change, or a trial; measured by someone outside the "
        "team; followed for at least 12 months. Or: measured over time by someone outside the "
        "trust for at least 12 months, and sustained in at least three other trusts.",
    ),
    (
        Grade.GOOD,
        "Compared with places that did not change, or a trial. Or: measured over time for at "
        "least 6 months. Or: measured before and after, followed for at least 12 months, and "
        "sustained in at least one other trust.",
    ),
    (Grade.PROMISING, "Measured before and after, or over a shorter time."),
    (Grade.EARLY, "Described, without a measure that others could check."),
)


@dataclass(frozen=True)
class EvidenceFacts:
    """What the rule looks at. `sustained` counts trusts that confirmed that they keep it up."""

    design: str = ""
    independence: str = ""
    follow_up_months: int = 0
    sustained: int = 0
    measures: int = 0


@dataclass(frozen=True)
class GradeShown:
    """The grade a reader sees, and whether an editor has looked at it."""

    grade: str
    by_editor: bool
    reason: str
    computed: str = ""

    @property
    def label(self) -> str:
        return Grade(self.grade).label

    @property
    def overrides(self) -> bool:
        """Whether the editor departed from what the rule gave."""
        return self.by_editor and bool(self.computed) and self.computed != self.grade

    @property
    def computed_label(self) -> str:
        return Grade(self.computed).label


def computed_grade(facts: EvidenceFacts) -> Grade:
    """The grade that the published rule gives. Pure."""
    compared = facts.design in (Design.COMPARED, Design.TRIAL)
    over_time = facts.design == Design.TIME_SERIES
    if not facts.measures or facts.design in ("", Design.DESCRIPTION):
        return Grade.EARLY
    outside_team = facts.independence in (Independence.OWN_TRUST, Independence.EXTERNAL)
    a_year = facts.follow_up_months >= 12
    if compared and outside_team and a_year:
        return Grade.STRONG
    external = facts.independence == Independence.EXTERNAL
    if over_time and external and a_year and facts.sustained >= 3:
        return Grade.STRONG
    if compared or (over_time and facts.follow_up_months >= 6):
        return Grade.GOOD
    if a_year and facts.sustained >= 1:
        return Grade.GOOD
    return Grade.PROMISING


def facts_of(page: Any) -> EvidenceFacts:
    """The facts of a case study, with the adoptions that were confirmed."""
    kept = (AdoptionStatus.SUSTAINED, AdoptionStatus.ADAPTED)
    return EvidenceFacts(
        design=page.design,
        independence=page.independence,
        follow_up_months=page.follow_up_months or 0,
        sustained=sum(
            adoption.confirmed_at is not None and adoption.status in kept
            for adoption in page.adoptions.all()
        ),
        measures=len(page.measures.all()),
    )


def in_words(page: Any) -> list[tuple[str, str]]:
    """The facts that the rule looks at, in words, for the person who grades."""
    facts = facts_of(page)
    months = facts.follow_up_months
    return [
        ("How it was measured", page.get_design_display() or "Not stated"),
        ("Who measured it", page.get_independence_display() or "Not stated"),
        ("Followed for", f"{months} month{'' if months == 1 else 's'}" if months else "Not stated"),
        ("Measures", str(facts.measures)),
        ("Sustained in other trusts", str(facts.sustained)),
    ]


def grade_of(page: Any) -> GradeShown:
    """The editor's grade where there is one, else what the rule gives."""
    given = EvidenceGrade.objects.filter(page_id=page.pk).first()
    if given:
        return GradeShown(given.grade, True, given.reason, given.computed)
    return GradeShown(computed_grade(facts_of(page)), False, "")


@transaction.atomic
def grade(*, page: Any, grade: str, reason: str, by: User | None) -> EvidenceGrade:
    """Set the grade of a case study. `by` is None when content is loaded by the system.

    Raises PermissionDenied unless the person may grade this record, ValidationError for an unknown
    grade or without a reason.
    """
    if by is not None:
        check_can_grade(by, page)
    if grade not in Grade.values:
        raise ValidationError({"grade": "Choose a grade from the list."})
    if not reason.strip():
        raise ValidationError({"reason": "Say why, in a sentence that readers will see."})
    if len(reason.strip()) > 300:
        raise ValidationError({"reason": "Keep the reason to 300 characters."})
    computed = computed_grade(facts_of(page))
    values = {
        "grade": grade,
        "computed": computed,
        "reason": reason.strip(),
        "by": by,
        "graded_at": timezone.now(),
    }
    given, _ = EvidenceGrade.objects.update_or_create(page_id=page.pk, defaults=values)
    audit.record(
        by=by,
        action="evidence.graded",
        subject=page,
        trust=page.trust,
        grade=str(grade),
        computed=str(computed),
    )
    return given
