"""The kinds of lines of a case study: figures, the blueprint, people, take-up, signatures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from casestudies import choices
from casestudies.schema.describing import Part, Public, Question, SearchText, Uses
from casestudies.schema.values import (
    FinancialYear,
    Flag,
    LineUUID,
    Month,
    Number,
    OdsCode,
    OneOf,
    Past,
    Pounds,
    Series,
    Text,
    Whole,
)
from portal.performance.measures import MEASURES
from portal.performance.starts import is_unit_of, other_unit

MISSING = "is missing: a signature needs a name, a role and a date"


def repeated_names(given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The lists of lines of a record in which two lines have one UUID."""
    for key, items in given.items():
        lines = items if isinstance(items, list) else ()
        names = [
            str(one["uuid"]).lower() for one in lines if isinstance(one, dict) and one.get("uuid")
        ]
        if len(set(names)) < len(names):
            yield key, "two lines have the same uuid: give each its own, or none"


class AdopterSignOff(Part):
    """The adopting trust's finance signed all its money."""

    model = "AdoptionSignOff"
    label = "Signature"

    name: Annotated[str, Text(), Uses(row=None, required=True)]
    role: Annotated[str, Text(), Uses(row=None, required=True)]
    date: Annotated[Past, Uses(label="Signed on", column="signed_at", row=None, required=True)]


class SignOff(Part):
    """Who vouches for a saving, as it stands in the file."""

    model = "SignOff"
    label = "Signature"

    level: Annotated[
        str,
        OneOf(choices.SignOffLevel),
        Uses(row=None, required=True, public=Public("sign_off")),
    ]
    name: Annotated[str, Text(), Uses(row=None)]
    role: Annotated[str, Text(), Uses(row=None)]
    date: Annotated[
        Past, Uses(label="Signed on", column="signed_at", row=None, public=Public("signed_on"))
    ]

    @classmethod
    def faults_between(cls, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if given.get("level") != choices.SignOffLevel.ESTIMATED:
            yield from ((name, MISSING) for name in ("name", "role", "date") if name not in given)


class Measure(Part):
    """One thing that was counted, before and after."""

    model = "Measure"
    label = "Measure"

    uuid: Annotated[LineUUID, Uses(label="Name of the line")]
    name: Annotated[
        str,
        Text(),
        Uses(
            required=True,
            help="Good: “Agency shifts a week”. Poor: “Staffing”.",
            search=SearchText.BODY,
            public=Public(),
            looked_through=True,
        ),
    ]
    unit: Annotated[str, Text(), Uses(required=True, public=Public())]
    baseline: Annotated[Number, Uses(required=True, row="before", public=Public("before", float))]
    baseline_date: Annotated[
        Past, Uses(required=True, row="before", public=Public("before_on", date))
    ]
    after: Annotated[Number, Uses(required=True, row="after", public=Public(type=float))]
    after_date: Annotated[Past, Uses(required=True, row="after", public=Public("after_on", date))]
    lower_is_better: Annotated[Flag, Uses(public=Public(type=bool))]
    national_measure: Annotated[
        str,
        OneOf(choices.NationalMeasure),
        Uses(
            help="Good: the measure of the list that this is, in its own unit. Poor: one like it.",
            public=Public(),
        ),
    ]
    series: Annotated[Series, Uses(public=Public(type=list[tuple[str, float]]))]
    source: Annotated[str, Text(), Uses(public=Public(), looked_through=True)]

    @classmethod
    def faults_between(cls, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
        national = MEASURES.get(given.get("national_measure", ""))
        unit = given.get("unit")
        if national is not None and isinstance(unit, str) and not is_unit_of(national, unit):
            yield "unit", other_unit(national)


class AdopterSaving(Part):
    """What was saved: pounds, in a financial year, of one effect, recurrent or one-off."""

    model = "Saving"
    label = "Saving"

    uuid: Annotated[LineUUID, Uses(label="Name of the line")]
    description: Annotated[
        str,
        Text(),
        Uses(
            help="Good: “Agency nurses, wards 3 to 7”. Poor: “Savings”.",
            question=Question("What was saved?", place=6),
            search=SearchText.BODY,
            public=Public("saving_of"),
            looked_through=True,
        ),
    ]
    financial_year: Annotated[
        FinancialYear,
        Uses(
            required=True,
            row="amount",
            question=Question("Financial year", "For example 2025/26.", place=2),
            public=Public(),
        ),
    ]
    amount: Annotated[
        Pounds,
        Uses(
            required=True,
            row="amount",
            question=Question("Saved in the year", place=1),
            public=Public("saving_pounds", int),
        ),
    ]
    full_year_amount: Annotated[Pounds, Uses(public=Public("full_year_pounds", int))]
    effect: Annotated[
        str,
        OneOf(choices.Effect),
        Uses(
            required=True,
            row="effect",
            question=Question("What does it do to the books?", first="Choose an effect", place=3),
            public=Public(
                description="Cash-releasing, cost avoidance, capacity released or income."
            ),
        ),
    ]
    recurrence: Annotated[
        str,
        OneOf(choices.Recurrence),
        Uses(
            required=True,
            row="effect",
            question=Question("Does it come again?", first="Choose one", place=4),
            public=Public(),
        ),
    ]
    one_off_reason: Annotated[
        str,
        OneOf(choices.OneOffReason),
        Uses(
            question=Question("If it is one-off, why?", first="Choose a reason", place=5),
            public=Public(),
        ),
    ]
    overlap_group: Annotated[
        str,
        Text(),
        Uses(public=Public(description="Lines of one group count the same money once.")),
    ]
    explanation: Annotated[str, Text(), Uses()]
    source: Annotated[
        str,
        Text(),
        Uses(
            help="Good: “Ledger, cost centre 4021, month 12”. Poor: “Finance”.",
            question=Question(
                "Where is the figure kept?",
                "A ledger code or a report, for trust finance.",
                place=7,
            ),
            public=Public(),
            looked_through=True,
        ),
    ]
    # Why a line that says the same as another of the record is different money. Without it they
    # count once, and the record waits as a draft.
    different_money: Annotated[
        str, Text(300), Uses(label="Why it is different money", column=None, row=None)
    ]


class Saving(AdopterSaving):
    """What was saved at the trust that tells of it, with the signature of its finance."""

    sign_off: Annotated[SignOff, Uses(label="Signature", column=None, row=None)]


class Cost(Part):
    """What it took: whole pounds, or whole days of staff time."""

    model = "ImplementationCost"
    label = "Cost"

    uuid: Annotated[LineUUID, Uses(label="Name of the line")]
    description: Annotated[
        str,
        Text(),
        Uses(
            help="Good: “Project nurse, band 6, half time for a year”.",
            public=Public(),
            looked_through=True,
        ),
    ]
    kind: Annotated[
        str, OneOf(choices.CostKind), Uses(required=True, row="amount", public=Public())
    ]
    amount: Annotated[Pounds, Uses(required=True, row="amount", public=Public(type=int))]
    financial_year: Annotated[FinancialYear, Uses(row="year", public=Public())]
    recurrence: Annotated[str, OneOf(choices.Recurrence), Uses(row="year", public=Public())]
    # True where the savings are given after this cost: payback does not take it off again.
    netted: Annotated[
        Flag,
        Uses(
            public=Public(
                "already_taken_off_the_saving",
                bool,
                "The savings are given after this cost, so payback does not take it off again.",
            )
        ),
    ]
    source: Annotated[str, Text(), Uses(public=Public(), looked_through=True)]


class Step(Part):
    """One step, with the weeks it takes and who leads it."""

    model = "BlueprintStep"
    label = "Step"

    title: Annotated[
        str,
        Text(),
        Uses(required=True, search=SearchText.BLUEPRINT, public=Public(), looked_through=True),
    ]
    weeks: Annotated[Whole, Uses(public=Public(type=int | None))]
    role: Annotated[
        str,
        Text(),
        Uses(search=SearchText.BLUEPRINT, public=Public("led_by"), looked_through=True),
    ]
    detail: Annotated[
        str, Text(), Uses(search=SearchText.BLUEPRINT, public=Public(), looked_through=True)
    ]


class Risk(Part):
    """What can go wrong, and what was done about it."""

    model = "Risk"
    label = "Risk"

    risk: Annotated[
        str,
        Text(),
        Uses(required=True, search=SearchText.BLUEPRINT, public=Public(), looked_through=True),
    ]
    mitigation: Annotated[
        str,
        Text(),
        Uses(required=True, search=SearchText.BLUEPRINT, public=Public(), looked_through=True),
    ]


class Resource(Part):
    """A file or a link that helps to copy the change."""

    model = "Resource"
    label = "Resource"

    title: Annotated[
        str,
        Text(),
        Uses(required=True, search=SearchText.BLUEPRINT, public=Public(), looked_through=True),
    ]
    kind: Annotated[str, OneOf(choices.ResourceKind), Uses(public=Public())]
    url: Annotated[str, Text(), Uses(public=Public("address"))]
    document: Annotated[Any, Uses(label="File", in_file=False)]
    note: Annotated[
        str, Text(), Uses(search=SearchText.BLUEPRINT, public=Public(), looked_through=True)
    ]


class Contact(Part):
    """A person to ask. E-mail address and telephone are never shown."""

    model = "Contact"
    label = "Contact"

    name: Annotated[
        str, Text(), Uses(required=True, row="name", question=Question("Name"), public=Public())
    ]
    role: Annotated[
        str, Text(), Uses(required=True, row="name", question=Question("Role"), public=Public())
    ]
    email: Annotated[
        str, Text(), Uses(required=True, row="email", question=Question("E-mail address"))
    ]
    telephone: Annotated[str, Text(), Uses(row="email")]
    left: Annotated[Flag, Uses(in_file=False)]


class Partner(Part):
    """Another organisation in a change across a system, with its own cost and gain."""

    model = "PartnerOrganisation"
    label = "Partner organisation"

    ods_code: Annotated[OdsCode, Uses(label="Trust", column="trust", search=SearchText.CONTEXT)]
    name: Annotated[str, Text(plain=True), Uses(search=SearchText.CONTEXT)]
    part: Annotated[str, Text(), Uses(help="Good: “Paid for two drivers”. Poor: “Partner”.")]
    financial_year: Annotated[FinancialYear, Uses(row="amount")]
    cost: Annotated[Pounds, Uses(row="amount")]
    gain: Annotated[Pounds, Uses(row="amount")]
    gain_effect: Annotated[str, OneOf(choices.Effect), Uses(row="effect")]
    gain_recurrence: Annotated[str, OneOf(choices.Recurrence), Uses(row="effect")]


class Picture(Part):
    """A picture with what it shows, for those who cannot see it. Only the editor adds one."""

    model = "Picture"
    label = "Picture"

    image: Annotated[Any, Uses()]
    alt_text: Annotated[str, Text(), Uses(looked_through=True)]
    caption: Annotated[str, Text(), Uses(looked_through=True)]


class Evidence(Part):
    """The grade that an editor gave the evidence, with the reason."""

    model = "EvidenceGrade"
    label = "Evidence"

    grade: Annotated[
        str, OneOf(choices.Grade), Uses(row=None, required=True, public=Public(inside="grading"))
    ]
    reason: Annotated[str, Text(), Uses(row=None, required=True, public=Public(inside="grading"))]
    direction: Annotated[
        str, OneOf(choices.Direction), Uses(row=None, public=Public(inside="grading"))
    ]
    direction_reason: Annotated[str, Text(), Uses(row=None, public=Public(inside="grading"))]

    @classmethod
    def faults_between(cls, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
        reason = given.get("direction_reason", "")
        if given.get("direction") and not (isinstance(reason, str) and reason.strip()):
            yield "direction_reason", "say why it points this way, for readers"


class Adoption(Part):
    """One trust's take-up of the case study, with the trust's own result."""

    model = "Adoption"
    label = "Adoption"

    ods_code: Annotated[
        OdsCode,
        Uses(
            label="Trust",
            column="trust",
            row=None,
            required=True,
            public=Public("trusts", inside="take_up"),
        ),
    ]
    status: Annotated[str, OneOf(choices.AdoptionStatus), Uses(row=None, required=True)]
    stopped_reason: Annotated[str, OneOf(choices.StopReason), Uses(row=None)]
    started: Annotated[Month, Uses(row=None)]
    result: Annotated[str, Text(), Uses(row=None)]
    how_adapted: Annotated[str, Text(2000), Uses(row=None)]
    confirmed: Annotated[Past, Uses(label="Confirmed on", column="confirmed_at", row=None)]
    claimed_by_origin: Annotated[Flag, Uses(row=None)]
    show_name_if_stopped: Annotated[Flag, Uses(row=None)]
    measures: Annotated[list[Measure], Uses(label="Measures", column=None, row=None)]
    savings: Annotated[list[AdopterSaving], Uses(label="Savings", column=None, row=None)]
    sign_off: Annotated[AdopterSignOff, Uses(label="Signature", column=None, row=None)]

    @classmethod
    def faults_between(cls, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
        yield from repeated_names(given)


# By the name that each list has in a record.
LINES: dict[str, type[Part]] = {
    "partners": Partner,
    "pictures": Picture,
    "measures": Measure,
    "savings": Saving,
    "costs": Cost,
    "steps": Step,
    "risks": Risk,
    "resources": Resource,
    "contacts": Contact,
}
