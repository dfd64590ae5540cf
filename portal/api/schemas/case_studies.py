"""Case studies as the API tells them: a saving always beside its kind, evidence and start."""

from __future__ import annotations

from datetime import date

from ninja import Field, Schema

from casestudies import schema
from portal.api.schemas.shared import Paged, tells
from search.exports import SAVING_COLUMNS


@tells(schema.Saving, only=SAVING_COLUMNS)
class Saving(Schema):
    """One saving in one financial year, in whole pounds."""

    sign_off: str = Field(description="Who vouches for the figure as it stands.")


class CaseStudyLine(Schema):
    """A case study in a list: the record of `/search.json`, with where the whole of it is."""

    id: int
    record: str = Field(description="The whole record in the API.")
    address: str = Field(description="The page for people.")
    title: str
    organisation: str
    ods_code: str = Field(description="Blank where the organisation is not in the register.")
    trust_type: str
    region: str
    kind: str
    areas: list[str]
    stage: str
    result: str
    evidence: str = Field(
        description="How far the evidence carries, not which way it points. Blank for a signpost, "
        "which we do not grade."
    )
    evidence_direction: str = Field(
        description="What the evidence says: it works, mixed results, no clear effect, it does not "
        "work, it made things worse, or its effect was not measured. Blank for a signpost."
    )
    starting_position: str
    taken_up_by: int = Field(description="Trusts that confirmed that they took it up.")
    no_cash_effect_claimed: bool
    illustrative: bool = Field(description="Invented for the demonstration.")
    published_elsewhere: bool = Field(
        description="A signpost: published elsewhere, not checked by us, in no total."
    )
    savings: list[Saving]


class FacetValue(Schema):
    """A choice, and how many results it would leave with the rest of the search."""

    value: str
    label: str
    count: int
    selected: bool


class Facet(Schema):
    """A parameter to narrow by."""

    name: str
    label: str
    values: list[FacetValue]


class CaseStudies(Paged):
    """A page of a search."""

    checked: int = Field(description="How many of the total are case studies that we checked.")
    signposts: int = Field(
        description="How many of the total are signposts to cases published elsewhere."
    )
    notes: list[str] = Field(description="How the words were read, where that is not plain.")
    corrections: list[tuple[str, str]] = Field(
        description="Always empty: what was typed is what is searched for. See `suggestions`."
    )
    suggestions: list[tuple[str, str]] = Field(
        description="A misspelt word, and what may have been meant. Not searched for."
    )
    facets: list[Facet]
    case_studies: list[CaseStudyLine]


@tells(schema.Saving)
class SignedSaving(Saving):
    """A saving with its reason and its source."""

    signed_on: date | None
    signature_void: bool = Field(description="It was signed, and the figure changed since.")


class Headline(Schema):
    """The one figure to say aloud: recurrent, cash-releasing, signed by finance or better."""

    pounds_a_year: int
    financial_year: str
    effect: str
    recurrence: str
    sign_off: str
    kind: str
    evidence: str
    evidence_direction: str
    starting_position: str


@tells(schema.CaseStudy, inside="grading")
class Evidence(Schema):
    """How far the evidence carries, and why."""

    grade: str
    set_by_an_editor: bool
    reason: str
    direction: str = Field(description="What the evidence says, as in `evidence_direction`.")
    direction_reason: str = Field(
        description="Why an editor set another direction than the measures give, else blank."
    )
    statement: str = Field(description="Grade and direction together, as the page shows them.")


@tells(schema.Measure)
class Measure(Schema):
    """One thing that was counted, before and after."""

    change: str
    sign_off: str


@tells(schema.Cost)
class Cost(Schema):
    """What it took: whole pounds, or whole days of staff time."""

    unit: str
    sign_off: str


class Chapter(Schema):
    """A part of the story, as plain text."""

    name: str
    heading: str
    text: str


@tells(schema.Step)
class Step(Schema):
    """One step, with the weeks it takes and who leads it."""


@tells(schema.Risk)
class Risk(Schema):
    """What can go wrong, and what was done about it."""


@tells(schema.Resource)
class Resource(Schema):
    """A file or a link that helps to copy the change."""


@tells(schema.CaseStudy, inside="blueprint")
class Blueprint(Schema):
    """What another trust needs in order to copy it."""

    steps: list[Step]
    risks: list[Risk]
    resources: list[Resource]


class TakeUp(Schema):
    """How far it has spread. One that stopped is counted without a name, among five at least."""

    taken_up: int
    sustained: int
    stopped_without_a_name: int | None
    trusts: list[str] = Field(description="ODS codes of those that may be named.")


@tells(schema.Contact)
class Contact(Schema):
    """A person to ask, through the page: addresses are never given out."""


@tells(schema.CaseStudy, inside="source")
class Source(Schema):
    """Where a signpost points to."""


@tells(schema.CaseStudy)
class CaseStudy(CaseStudyLine):
    """One case study in full."""

    area_slugs: list[str]
    published: date | None
    changed: date | None
    stale: str = Field(description="Says that nobody confirmed it lately; blank if it is fresh.")
    story: list[Chapter]
    headline: Headline | None
    savings: list[SignedSaving]
    costs: list[Cost]
    payback_months: int | None = Field(
        description="Worked out: one-off pounds and staff days against the headline, less what it "
        "costs a year and is not already taken off the saving. Null where it does not pay back or "
        "cannot be worked out."
    )
    payback: str = Field(description="The payback and what it is worked out from, or why none.")
    payback_basis: str = Field(description="At what rate staff days are counted, if there are any.")
    measures: list[Measure]
    grading: Evidence | None
    blueprint: Blueprint
    take_up: TakeUp
    contacts: list[Contact]
    ask: str = Field(description="Where to ask the team.")
    source: Source | None = Field(description="For a signpost.")
