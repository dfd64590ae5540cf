"""Assessing an application: the fixed criteria from the records, the programme's own by answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError

from casestudies.models import EfficiencyArea
from portal.accounts.models import User
from portal.matching.designations import policies as designation_policies
from portal.matching.designations.policies import Finding
from portal.matching.models import Assessment, ExemplarDesignation, Programme

MET, NOT_MET, NOT_APPLICABLE = "met", "not-met", "not-applicable"
ANSWERS = ((MET, "Met"), (NOT_MET, "Not met"), (NOT_APPLICABLE, "Does not apply"))
MOST_CRITERIA = 20
NO_NOTE = "Say why in a sentence. The trust reads it."
NO_REASON = "Say why it is designated although a criterion of the programme is not met."
LIST_MARK = re.compile(r"^(?:[-*•–]|\d{1,2}[.)])\s+")


@dataclass(frozen=True)
class Line:
    """What was found on one criterion; `area` is empty for one of the programme's own."""

    question: str
    answer: str
    note: str = ""
    area: str = ""

    @property
    def answer_label(self) -> str:
        return dict(ANSWERS)[self.answer]

    @property
    def is_met(self) -> bool:
        return self.answer == MET

    @property
    def is_unmet(self) -> bool:
        return self.answer == NOT_MET

    @property
    def lacks_note(self) -> bool:
        """True where the answer is not a plain yes, and nothing says why."""
        return not self.is_met and not self.note.strip()


def own_criteria(programme: Programme) -> list[str]:
    """The programme's own criteria, one a line, without the marks of a list; each once."""
    return lines_of(programme.criteria)


def lines_of(text: str) -> list[str]:
    lines = (LIST_MARK.sub("", line.strip()).strip() for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def check_answers(programme: Programme, answers: Iterable[Line]) -> None:
    """Every own criterion as it is worded now has an answer, and what is not met a note."""
    given = {one.question: one for one in answers}
    for question in own_criteria(programme):
        if question not in given or given[question].answer not in dict(ANSWERS):
            raise ValidationError(f"Say whether this is met: {question}")
        if given[question].lacks_note:
            raise ValidationError(f"{question} {NO_NOTE}")


def check_reason(designation: ExemplarDesignation, reason: str = "") -> None:
    """An unmet criterion of the programme's own stops nobody, but not without a reason."""
    if unmet(assessment_of(designation)) and not reason.strip():
        raise ValidationError({"reason": NO_REASON})


def fixed(designation: ExemplarDesignation) -> list[tuple[EfficiencyArea, list[Finding]]]:
    """The fixed criteria in each offered area as the records stand now."""
    offers = designation.offers.select_related("area").order_by("area__name")
    areas = [offer.area for offer in offers]
    found = designation_policies.findings(designation, areas)
    return [(area, found[area.pk]) for area in areas]


def keep(
    designation: ExemplarDesignation, answers: Iterable[Line], by: User
) -> dict[str, list[str]]:
    """Write the record of this day. Returns the fixed criteria met: slug of the area to codes."""
    found = fixed(designation)
    lines = [
        Line(one.title, MET if one.met else NOT_MET, one.found, area.name)
        for area, findings in found
        for one in findings
    ]
    given = {one.question: one for one in answers}
    for question in own_criteria(designation.programme):
        lines.append(Line(question, given[question].answer, given[question].note.strip()))
    Assessment.objects.create(
        designation=designation, by=by, findings=[asdict(line) for line in lines]
    )
    return {area.slug: [one.criterion for one in findings if one.met] for area, findings in found}


def assessment_of(designation: ExemplarDesignation) -> Assessment | None:
    """Its assessment; None before it, and for those of the time before they were kept."""
    return Assessment.objects.filter(designation=designation).select_related("by").first()


def lines(assessment: Assessment | None) -> list[Line]:
    """The stored findings as values."""
    return [Line(**entry) for entry in assessment.findings] if assessment else []


def unmet(assessment: Assessment | None) -> list[Line]:
    """The programme's own criteria that were not met."""
    return [line for line in lines(assessment) if not line.area and line.is_unmet]


def give_reason(designation: ExemplarDesignation, reason: str) -> None:
    """Keep why it is designated with an unmet criterion; nothing where all were met."""
    assessment = assessment_of(designation)
    if assessment is not None and unmet(assessment):
        assessment.reason = reason.strip()
        assessment.full_clean()
        assessment.save(update_fields=["reason"])
