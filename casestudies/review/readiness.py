"""What stands between a draft and its publication, once every part of it is there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError

from casestudies import evidence
from casestudies.models.review_records import EvidenceGrade
from casestudies.permissions import has_other_part_than_grading
from casestudies.publishing import requirements as publishing_requirements
from casestudies.savings import sign_offs


class Obstacle(StrEnum):
    """What kind of thing is in the way: it decides who can take it out."""

    INCOMPLETE = "incomplete"
    UNGRADED = "ungraded"
    VOID = "void"


@dataclass(frozen=True)
class Hindrance:
    """One thing in the way, in words that say what to do."""

    kind: Obstacle
    text: str


def hindrances(draft: Any) -> list[Hindrance]:
    """What keeps this version of a case study from being published; nothing for other pages."""
    if not hasattr(draft, "missing"):
        return []
    found = [
        Hindrance(Obstacle.INCOMPLETE, f"{gap.label} ({gap.group.lower()}).")
        for gap in publishing_requirements.missing(draft)
    ]
    if draft.signpost:
        return found
    grading = grade_missing(draft)
    if grading:
        found.append(Hindrance(Obstacle.UNGRADED, grading))
    return [*found, *(Hindrance(Obstacle.VOID, text) for text in void_signatures(draft))]


def grade_missing(draft: Any) -> str:
    """Why the evidence is to be graded before publication; empty where the grade stands.

    A grade stands for the facts it was given on: if the rule now computes another, it is asked
    for again. So it is where whoever gave it has had another part in the record since.
    """
    if draft.signpost:
        return ""
    given = EvidenceGrade.objects.filter(page_id=draft.pk).select_related("by").first()
    if given is None:
        return "Grade the evidence, with a reason."
    again = evidence.to_grade_again(draft, given)
    if again:
        return f"Grade the evidence again. {again}"
    if given.by is not None and has_other_part_than_grading(given.by, draft):
        return (
            f"Another editor grades the evidence: {given.by}, who graded it, wrote in the case "
            "study, signed its figures or checked it."
        )
    return ""


def check_grade(draft: Any) -> None:
    """Raise ValidationError with what to do where the evidence is to be graded first."""
    grading = grade_missing(draft)
    if grading:
        raise ValidationError(grading, code="not_graded")


def void_signatures(draft: Any) -> list[str]:
    """A sentence for each figure that was changed after somebody signed it."""
    statuses = sign_offs.statuses_of(draft)
    return [
        f"“{line}”: {_lower(statuses[line.uuid].text)}."
        for line in sign_offs.lines_of(draft)
        if statuses[line.uuid].void
    ]


def unsigned(draft: Any) -> int:
    """How many lines of figures carry no signature that counts."""
    return sum(status.rung == 1 for status in sign_offs.statuses_of(draft).values())


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
