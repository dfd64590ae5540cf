"""Areas, trusts and exemplars as the API tells them."""

from __future__ import annotations

from datetime import date

from ninja import Field, Schema

from portal.api.schemas.case_studies import CaseStudyLine
from portal.api.schemas.shared import Paged


class AreaLine(Schema):
    """An efficiency area."""

    slug: str
    name: str
    description: str
    parent: str = Field(description="The slug of the area above; blank at the top.")
    case_studies: int = Field(
        description="Records that a search in this area finds, signposts among them."
    )
    checked: int = Field(description="How many of these are case studies that we checked.")
    signposts: int = Field(
        description="How many of these are signposts to cases published elsewhere."
    )
    record: str
    address: str


class Areas(Schema):
    total: int
    areas: list[AreaLine]


class Area(AreaLine):
    """One area with what is around it."""

    synonyms: list[str]
    above: list[str]
    below: list[AreaLine]
    search: str = Field(description="The case studies of the area in the API.")
    exemplars: str = Field(description="Who offers help in the area.")


class TrustLine(Schema):
    """A trust of the register."""

    ods_code: str
    name: str
    type: str
    type_label: str
    region: str
    icb: str
    icb_code: str
    town: str
    postcode: str
    latitude: float | None
    longitude: float | None
    opened: date | None
    closed: date | None
    open: bool
    illustrative: bool = Field(description="Invented for the demonstration.")
    record: str
    address: str


class Trusts(Paged):
    trusts: list[TrustLine]


class Fact(Schema):
    """One thing known of a trust. What is not known is left out."""

    label: str
    value: str
    year: str
    source: str


class Offer(Schema):
    """Help that an exemplar offers in one area."""

    area: str
    area_slug: str
    kinds_of_help: list[str]
    places_left: int
    note: str


class TakenUp(Schema):
    """What a trust took up from another, in its own words."""

    case_study: str
    title: str
    from_trust: str
    status: str
    result: str
    last_confirmed: date | None


class Standing(Schema):
    """A trust's part in a programme, past or present."""

    programme: str
    status: str
    name_then: str
    group: str
    source: str
    offers: list[Offer]


class Trust(TrustLine):
    """One trust: what is known of it, what it gave and what it took up."""

    former_name: str
    predecessors: list[str]
    successors: list[str]
    facts: list[Fact]
    gave: list[CaseStudyLine]
    took_up: list[TakenUp]
    standings: list[Standing]
    similar: str


class Similar(Schema):
    """A trust like another: its place on the list, and the share of what counts that is known."""

    ods_code: str
    name: str
    distance: float = Field(description="Smaller is nearer.")
    similarity: int = Field(description="From 0 to 100, from the distance alone.")
    place: int = Field(description="From 1 for the most alike, as every page shows it.")
    of: int = Field(description="How many trusts can be compared.")
    word: str = Field(description="By place: among the 10, among the 30, or not among the 30.")
    coverage: float
    closest_on: list[str]
    differs_on: list[str]
    record: str


class SimilarTrusts(Schema):
    ods_code: str
    method: str
    trusts: list[Similar]


class OfferPlaces(Offer):
    places: int


class Exemplar(Schema):
    """A designated exemplar with its offers that fit."""

    ods_code: str
    name: str
    type_label: str
    region: str
    illustrative: bool
    programme: str
    places_left: int = Field(description="In all, within what the trust takes on at once.")
    hours_a_quarter: int | None
    offers: list[OfferPlaces]
    trust: str


class Exemplars(Paged):
    exemplars: list[Exemplar]
