"""How far the evidence carries: a published rule, and an editor's grade with its reason.

The rule follows scales that are in use. The order of designs is that of the Maryland Scientific
Methods Scale (Sherman and others, 1998; the What Works Centre for Local Economic Growth publishes
by it): described, before and after, over time, compared, allocated at random. As in Nesta's
Standards of Evidence (Puttick and Ludlow, 2013), showing a change comes before showing its cause,
and the highest levels need somebody independent and a repeat elsewhere. Which way the evidence
points is kept apart from how far it carries, as EMMIE does: see `casestudies.directions`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from casestudies import directions
from casestudies.choices import (
    AdoptionStatus,
    Design,
    Direction,
    Grade,
    Independence,
    OneOffReason,
    Stage,
)
from casestudies.models.review_records import EvidenceGrade
from casestudies.page_contexts import rows_of
from casestudies.permissions import check_can_grade
from portal.accounts import audit
from portal.accounts.models import User
from portal.text.dates import months_between

# In the words of the page that explains the grades. `computed_grade` is the same, in code: each
# sentence states all of its condition, and the highest grade of which one holds is given.
RULE = (
    (
        Grade.STRONG,
        "Measured over time or compared with places that did not change, by someone outside the "
        "trust, for at least 12 months, and kept up by at least two other trusts. "
        "Or: the same, measured by someone in the trust but outside the team, and kept up by at "
        "least two other trusts that gave their own figures. "
        "Or: a trial, measured by someone outside the team for at least 6 months: it needs no "
        "repeat elsewhere. "
        "Or: a change that was stopped, compared with places that did not change by someone "
        "outside the trust for at least 12 months: nobody repeats a failure.",
    ),
    (
        Grade.GOOD,
        "Measured over time or compared with places that did not change, by someone outside the "
        "team, for at least 6 months. "
        "Or: measured before and after by someone outside the trust, for at least 12 months. "
        "Or: measured before and after by someone outside the team, for at least 12 months, and "
        "kept up by at least one other trust. "
        "Or: measured by someone outside the team, with a saving that came once and that the "
        "accounts show, as with a sale, a claim for past years, posts held vacant or work put off.",
    ),
    (
        Grade.PROMISING,
        "Measured, but without what good evidence needs: by the team itself, for example, or for "
        "a shorter time.",
    ),
    (Grade.EARLY, "Described only: no measure is given, or nothing says how it was measured."),
)
KEPT = (AdoptionStatus.SUSTAINED, AdoptionStatus.ADAPTED)
# One-off savings that are an entry in the accounts: what caused them is not in question.
IN_THE_ACCOUNTS = (
    OneOffReason.LAND_SALE,
    OneOffReason.ACCOUNTING,
    OneOffReason.VACANCY_FREEZE,
    OneOffReason.DELAYED_MAINTENANCE,
)
# What `facts_of` reads of a page: prefetched, many pages need no more queries than one.
READ = ("measures", "savings", "adoptions__measures", "adoptions__savings", "evidence_grade")


@dataclass(frozen=True)
class EvidenceFacts:
    """What the rule looks at.

    `sustained` counts trusts that confirmed that they keep it up, and `with_figures` those of
    them that gave measures or savings of their own. `in_the_accounts` is true of a saving that
    came once and is an entry in the accounts.
    """

    design: str = ""
    independence: str = ""
    follow_up_months: int = 0
    sustained: int = 0
    measures: int = 0
    with_figures: int = 0
    stopped: bool = False
    in_the_accounts: bool = False


@dataclass(frozen=True)
class GradeShown:
    """The grade and the direction a reader sees, and whether an editor set them."""

    grade: str
    by_editor: bool
    reason: str
    computed: str = ""
    direction: str = Direction.NOT_MEASURED
    direction_reason: str = ""
    computed_direction: str = ""

    @property
    def label(self) -> str:
        """The grade alone: how far the evidence carries, not which way it points."""
        return Grade(self.grade).label

    @property
    def direction_label(self) -> str:
        return Direction(self.direction).label

    @property
    def statement(self) -> str:
        """What to show a reader: “Strong evidence that it does not work”."""
        return directions.statement(self.grade, self.direction)

    @property
    def tone(self) -> str:
        return directions.tone(self.direction)

    @property
    def failed(self) -> bool:
        """True of what nobody should copy."""
        return self.direction in directions.FAILED

    @property
    def may_work(self) -> bool:
        """True of what a list of what works may hold."""
        return self.direction in directions.MAY_WORK

    @property
    def overrides(self) -> bool:
        """Whether the editor departed from what the rule gave."""
        return self.by_editor and bool(self.computed) and self.computed != self.grade

    @property
    def computed_label(self) -> str:
        return Grade(self.computed).label

    @property
    def computed_direction_label(self) -> str:
        return Direction(self.computed_direction).label


def computed_grade(facts: EvidenceFacts) -> Grade:
    """The grade that the published rule gives. Pure."""
    if not facts.measures or facts.design in ("", Design.DESCRIPTION):
        return Grade.EARLY
    outside_trust = facts.independence == Independence.EXTERNAL
    if not outside_trust and facts.independence != Independence.OWN_TRUST:
        return Grade.PROMISING
    a_year = facts.follow_up_months >= 12
    half_a_year = facts.follow_up_months >= 6
    if facts.design == Design.TRIAL and half_a_year:
        return Grade.STRONG
    compared = facts.design in (Design.COMPARED, Design.TRIAL)
    if compared and outside_trust and a_year and facts.stopped:
        return Grade.STRONG
    followed = compared or facts.design == Design.TIME_SERIES
    repeats = facts.sustained if outside_trust else facts.with_figures
    if followed and a_year and repeats >= 2:
        return Grade.STRONG
    if followed and half_a_year:
        return Grade.GOOD
    if a_year and (outside_trust or facts.sustained):
        return Grade.GOOD
    return Grade.GOOD if facts.in_the_accounts else Grade.PROMISING


def facts_of(page: Any) -> EvidenceFacts:
    """The facts of a case study, with the adoptions that were confirmed."""
    rows = rows_of(page)
    kept = [
        adoption
        for adoption in (rows.adoptions if rows else page.adoptions.all())
        if adoption.confirmed_at is not None and adoption.status in KEPT
    ]
    if rows is None:
        # For one page, too, the figures of all its adopters are read at once.
        prefetch_related_objects(kept, "measures", "savings")
    return EvidenceFacts(
        design=page.design,
        independence=page.independence,
        follow_up_months=followed_for(page.follow_up_months, page.started, page.measured),
        sustained=len(kept),
        measures=len(page.measures.all()),
        with_figures=sum(
            bool(adoption.measures.all() or adoption.savings.all()) for adoption in kept
        ),
        stopped=page.stage == Stage.STOPPED,
        in_the_accounts=any(
            saving.one_off_reason in IN_THE_ACCOUNTS for saving in page.savings.all()
        ),
    )


def followed_for(stated: int | None, started: date | None, measured: date | None) -> int:
    """Months of follow-up as stated, else from the start to the month of the results."""
    if stated is not None:
        return stated
    if started is None or measured is None:
        return 0
    return max(0, months_between(started, measured))


def in_words(page: Any) -> list[tuple[str, str]]:
    """The facts that the rule looks at, in words, for the person who grades."""
    facts = facts_of(page)
    months = facts.follow_up_months
    counted = "" if page.follow_up_months is not None else ", from its dates"
    return [
        ("How it was measured", page.get_design_display() or "Not stated"),
        ("Who measured it", page.get_independence_display() or "Not stated"),
        (
            "Followed for",
            f"{months} month{'' if months == 1 else 's'}{counted}" if months else "Not stated",
        ),
        ("Measures", str(facts.measures)),
        ("Sustained in other trusts", str(facts.sustained)),
        ("Of these, with their own figures", str(facts.with_figures)),
        (
            "A saving that came once and is in the accounts",
            "Yes" if facts.in_the_accounts else "No",
        ),
    ]


def grade_of(page: Any) -> GradeShown:
    """The editor's grade and direction where there are any, else what the rule gives."""
    rows = rows_of(page)
    if rows is not None:
        return _shown(page, rows.grade)
    return _shown(page, EvidenceGrade.objects.filter(page_id=page.pk).first())


def grades_of(pages: Iterable[Any]) -> dict[int, GradeShown]:
    """The same for each page, by id. A fixed number of queries, however many pages."""
    pages = list(pages)
    prefetch_related_objects([page for page in pages if rows_of(page) is None], *READ)
    return {page.pk: _shown(page, _given(page)) for page in pages}


def _given(page: Any) -> EvidenceGrade | None:
    rows = rows_of(page)
    return getattr(page, "evidence_grade", None) if rows is None else rows.grade


def _shown(page: Any, given: EvidenceGrade | None) -> GradeShown:
    pointing = directions.direction_of_page(page)
    if given is None:
        return GradeShown(
            computed_grade(facts_of(page)), False, "", direction=pointing,
            computed_direction=pointing,
        )  # fmt: skip
    return GradeShown(
        given.grade,
        True,
        given.reason,
        given.computed,
        direction=given.direction or pointing,
        direction_reason=given.direction_reason,
        computed_direction=pointing,
    )


@transaction.atomic
def grade(
    *,
    page: Any,
    grade: str,
    reason: str,
    by: User | None,
    direction: str = "",
    direction_reason: str = "",
) -> EvidenceGrade:
    """Set the grade of a case study. `by` is None when content is loaded by the system.

    `direction` is blank, or what the record gives, to follow the record as it changes. Another
    one needs its own reason.

    Raises PermissionDenied unless the person may grade this record, ValidationError for an unknown
    grade or direction, or without a reason.
    """
    if by is not None:
        check_can_grade(by, page)
    if grade not in Grade.values:
        raise ValidationError({"grade": "Choose a grade from the list."})
    reason = _checked(reason, "reason", "Say why, in a sentence that readers will see.")
    if direction not in ("", *Direction.values):
        raise ValidationError({"direction": "Choose which way the evidence points from the list."})
    computed_direction = directions.direction_of_page(page)
    if direction in ("", computed_direction):
        direction = direction_reason = ""
    else:
        direction_reason = _checked(
            direction_reason,
            "direction_reason",
            "Say why it points another way than the measures, in a sentence that readers will see.",
        )
    computed = computed_grade(facts_of(page))
    values = {
        "grade": grade,
        "computed": computed,
        "reason": reason,
        "direction": direction,
        "computed_direction": computed_direction,
        "direction_reason": direction_reason,
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
        direction=str(direction or computed_direction),
        computed_direction=str(computed_direction),
    )
    return given


def _checked(text: str, field: str, missing: str) -> str:
    """The sentence without its blanks. Raises ValidationError for the field."""
    text = text.strip()
    if not text:
        raise ValidationError({field: missing})
    if len(text) > 300:
        raise ValidationError({field: "Keep the reason to 300 characters."})
    return text


def to_grade_again(page: Any, given: EvidenceGrade) -> str:
    """Why a grade no longer stands for its facts; blank where it does.

    A direction that an editor set is asked for again where the measures point another way than
    when it was set. One that follows the measures just follows them.
    """
    now = computed_grade(facts_of(page))
    if given.computed != now:
        before = given.get_computed_display().lower()
        return f"Its facts gave {before} when it was graded, and give {now.label.lower()} now."
    pointing = directions.direction_of_page(page)
    if given.direction and given.computed_direction != pointing:
        return (
            "Its measures point another way than when an editor set the direction: "
            f"{pointing.label.lower()}."
        )
    return ""
