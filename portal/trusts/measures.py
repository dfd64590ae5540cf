"""The measures the register knows about a trust, and how likeness uses each of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A number is kept in `TrustFigure.value`, a word in `TrustFigure.text`."""

    NUMBER = "number"
    WORD = "word"


class Domain(StrEnum):
    """The sides of a trust that likeness weighs, in the order they are shown."""

    SIZE = "Size and activity"
    SERVICES = "Service mix"
    POPULATION = "Population"
    GEOGRAPHY = "Geography"
    DIGITAL = "Digital systems"
    FINANCE = "Finance"


class Unit(StrEnum):
    """How a number is written for a reader."""

    COUNT = "count"
    FTE = "full-time equivalents"
    SHARE = "share"
    MILLION_POUNDS = "£ million"
    POUNDS = "£"
    INDEX = "index"
    YES_NO = "yes or no"
    NONE = ""


@dataclass(frozen=True)
class Measure:
    """One thing known about trusts.

    `domain` is None for a measure that likeness (our method) leaves out, `logged` marks sizes,
    compared by ratio, `not_for` names the trust types the measure says nothing about.
    `lowest` and `highest` bound what the import accepts. A measure that is not `telling` counts,
    but is not named to a reader who could make nothing of it. `alike_within`: shares that differ
    by no more than this are called alike; five points unless given.
    """

    key: str
    name: str
    unit: Unit = Unit.NONE
    kind: Kind = Kind.NUMBER
    domain: Domain | None = None
    logged: bool = False
    not_for: frozenset[str] = frozenset()
    lowest: float | None = 0
    highest: float | None = None
    telling: bool = True
    note: str = ""
    alike_within: float | None = None


NO_BEDS = frozenset({"ambulance"})
NOT_ADMITTING = frozenset({"ambulance"})
ACUTE_ONLY = frozenset({"ambulance", "community", "mental-health", "care-trust"})
PEER_FINDER = "A variable of the NHS Digital Trust Peer Finder, December 2019."
KH03 = "Overnight beds available, daily average of a quarter. Pandemic quarter: July to Sept 2020."


def _share(
    key: str,
    name: str,
    domain: Domain | None = None,
    *,
    telling: bool = True,
    alike_within: float | None = None,
) -> Measure:
    return Measure(
        key,
        name,
        Unit.SHARE,
        domain=domain,
        highest=1,
        not_for=NO_BEDS,
        telling=telling,
        note=PEER_FINDER,
        alike_within=alike_within,
    )


_ALL = [
    Measure("former_name", "Name in September 2018", kind=Kind.WORD),
    Measure("listing", "Listing", kind=Kind.WORD, note="Set when a later list leaves it out."),
    Measure("staff_fte", "Staff", Unit.FTE, domain=Domain.SIZE, logged=True),
    Measure(
        "beds", "Overnight beds", Unit.COUNT, Kind.NUMBER, Domain.SIZE, True, NO_BEDS, note=KH03
    ),
    Measure("beds_general_acute", "General and acute beds", Unit.COUNT, note=KH03),
    Measure("beds_maternity", "Maternity beds", Unit.COUNT, note=KH03),
    Measure("beds_mental_illness", "Mental illness beds", Unit.COUNT, note=KH03),
    Measure("beds_learning_disability", "Learning disability beds", Unit.COUNT, note=KH03),
    Measure(
        "beds_situation_report",
        "General and acute beds in the daily situation report",
        Unit.COUNT,
        note="Acute trusts only; counted in another way than the quarterly beds.",
    ),
    Measure("record_system", "Record system", kind=Kind.WORD, domain=Domain.DIGITAL),
    Measure("records_kept", "Records kept", kind=Kind.WORD),
    Measure("records_storage_cost", "Cost of storing medical records", Unit.POUNDS),
    Measure(
        "catchment_population",
        "Catchment population",
        Unit.COUNT,
        domain=Domain.POPULATION,
        logged=True,
        not_for=ACUTE_ONLY | {"acute-specialist"},
        note="Modelled from admissions; acute trusts only.",
    ),
    Measure(
        "deprivation_score",
        "Deprivation of patients",
        Unit.INDEX,
        domain=Domain.POPULATION,
        not_for=NOT_ADMITTING,
        note=PEER_FINDER + " Higher is more deprived.",
    ),
    Measure(
        "patients",
        "Patients a year",
        Unit.COUNT,
        Kind.NUMBER,
        Domain.SIZE,
        True,
        NOT_ADMITTING,
        note=PEER_FINDER,
    ),
    Measure(
        "attendances",
        "Attendances a year",
        Unit.COUNT,
        Kind.NUMBER,
        Domain.SIZE,
        True,
        NOT_ADMITTING,
        note=PEER_FINDER,
    ),
    _share("diagnosis_share", "Diagnosis measure", Domain.SERVICES, telling=False),
    _share("night_bed_occupancy", "Night beds occupied"),
    _share("day_bed_occupancy", "Day beds occupied"),
    _share("age_0_15_share", "Patients aged 0 to 15", Domain.POPULATION),
    _share("age_60_74_share", "Patients aged 60 to 74", Domain.POPULATION),
    _share("no_procedure_share", "Admissions without a procedure", Domain.SERVICES, telling=False),
    Measure(
        "operating_expenses_m",
        "Operating expenses",
        Unit.MILLION_POUNDS,
        Kind.NUMBER,
        Domain.FINANCE,
        True,
        NOT_ADMITTING,
        note=PEER_FINDER + " Spending, not income.",
    ),
    _share("urban_share", "Patients from urban areas", Domain.GEOGRAPHY),
    Measure(
        "sites",
        "Sites",
        Unit.COUNT,
        Kind.NUMBER,
        Domain.SIZE,
        True,
        NOT_ADMITTING,
        note=PEER_FINDER,
    ),
    Measure(
        "sea_distance",
        "Distance from the sea",
        Unit.INDEX,
        domain=Domain.GEOGRAPHY,
        not_for=NOT_ADMITTING,
        telling=False,
        note=PEER_FINDER + " The source names no unit.",
    ),
    Measure(
        "market_forces_factor",
        "Market forces factor",
        Unit.INDEX,
        domain=Domain.FINANCE,
        not_for=NOT_ADMITTING,
        telling=False,
        note=PEER_FINDER + " What it costs to give care in this place, against the cheapest.",
    ),
    Measure(
        "degree_of_specialisation",
        "Degree of specialisation",
        Unit.INDEX,
        lowest=None,
        note=PEER_FINDER,
    ),
    _share("student_staff_share", "Staff in training", Domain.SERVICES, telling=False),
    Measure(
        "ccgs",
        "Commissioning groups that patients come from",
        Unit.COUNT,
        domain=Domain.GEOGRAPHY,
        not_for=NOT_ADMITTING,
        telling=False,
        note=PEER_FINDER,
    ),
    Measure(
        "minor_emergency_department",
        "Minor injuries or other lesser emergency department",
        Unit.YES_NO,
        domain=Domain.SERVICES,
        not_for=NOT_ADMITTING,
        highest=1,
        telling=False,
        note=PEER_FINDER,
    ),
    _share("sickness_absence_rate", "Sickness absence", alike_within=0.005),
    Measure("delayed_transfers", "Delayed transfers of care", Unit.COUNT, note=PEER_FINDER),
]
MEASURES: dict[str, Measure] = {measure.key: measure for measure in _ALL}


def in_words(measure: Measure, value: float | str) -> str:
    """The value as a reader meets it: `9,102 full-time equivalent staff`, `89%`, `£512 million`."""
    if isinstance(value, str):
        return value
    match measure.unit:
        case Unit.SHARE:
            return f"{value:.1%}"
        case Unit.YES_NO:
            return "yes" if value else "no"
        case Unit.MILLION_POUNDS:
            return f"£{value:,.0f} million"
        case Unit.POUNDS:
            return f"£{value:,.0f}"
        case Unit.FTE:
            return f"{value:,.0f} {measure.unit}"
        case Unit.INDEX:
            return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,.0f}"
