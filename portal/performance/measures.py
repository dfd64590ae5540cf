"""The catalogue of efficiency measures: what each counts, and what makes it differ. Pure.

A measure is compared among trusts of one type. Which way is better, and what must not be bad at
the same time (`balanced_by`), is part of its definition: a low figure that is paid for elsewhere
is no efficiency. A measure marked CONTEXT is shown, and never makes a performer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Better(StrEnum):
    """Which way a measure is better. CONTEXT: neither way by itself."""

    LOWER = "lower"
    HIGHER = "higher"
    CONTEXT = "context"


class UnknownMeasure(LookupError):
    """No measure has this key. The message names those that there are."""


# The types of `portal.trusts.models.Trust.Type`, by value: what is pure reads no model.
ACUTE = ("acute", "acute-specialist")
MENTAL_HEALTH = ("mental-health", "community", "combined")
WITH_BEDS = (*ACUTE, *MENTAL_HEALTH, "care-trust")
EVERY_TYPE = (*WITH_BEDS, "ambulance")


@dataclass(frozen=True)
class Measure:
    """One measure of efficiency.

    `unit` follows a number; where `is_share` the value is between 0 and 1 and is written in per
    cent. `area` is the slug of the efficiency area whose case studies could move it.
    `trust_types` are the types it is about: others that report it are shown, not ranked.
    `decimals` is how exactly it is written. `zero_is_odd`: nobody can truly report nothing.
    """

    key: str
    name: str
    unit: str
    better: Better
    area: str
    trust_types: tuple[str, ...]
    numerator: str
    denominator: str
    honest_reasons: str
    balanced_by: str = ""
    is_share: bool = False
    decimals: int = 1
    zero_is_odd: bool = True

    @property
    def makes_performers(self) -> bool:
        return self.better is not Better.CONTEXT


_ALL = [
    Measure(
        key="energy_cost_per_m2",
        name="Energy cost",
        unit="£ a square metre",
        better=Better.LOWER,
        area="energy",
        trust_types=EVERY_TYPE,
        numerator="cost of all energy supplied in the year",
        denominator="gross internal floor area",
        honest_reasons=(
            "Theatres, laboratories and critical care need more heat and power. Old buildings, "
            "the tariff and a power plant of its own change the figure too."
        ),
        balanced_by="high_and_significant_backlog_per_m2",
    ),
    Measure(
        key="electricity_kwh_per_m2",
        name="Electricity used",
        unit="kWh a square metre",
        better=Better.LOWER,
        area="energy",
        trust_types=EVERY_TYPE,
        numerator="electricity bought from the grid",
        denominator="gross internal floor area",
        honest_reasons=(
            "A combined heat and power plant lowers it and raises gas. Scanners and laboratories "
            "raise it."
        ),
        balanced_by="gas_kwh_per_m2",
        decimals=0,
    ),
    Measure(
        key="gas_kwh_per_m2",
        name="Gas used",
        unit="kWh a square metre",
        better=Better.LOWER,
        area="energy",
        trust_types=EVERY_TYPE,
        numerator="gas burnt",
        denominator="gross internal floor area",
        honest_reasons=(
            "A power plant of its own burns gas to make electricity. Climate, the age of the "
            "buildings and district heating change it too."
        ),
        balanced_by="electricity_kwh_per_m2",
        decimals=0,
    ),
    Measure(
        key="water_m3_per_m2",
        name="Water used",
        unit="m³ a square metre",
        better=Better.LOWER,
        area="maintenance",
        trust_types=EVERY_TYPE,
        numerator="water from the mains and from boreholes",
        denominator="gross internal floor area",
        honest_reasons=(
            "Inpatient beds, a laundry on the site, dialysis, and flushing against legionella "
            "all need water."
        ),
        decimals=2,
    ),
    Measure(
        key="estates_maintenance_cost_per_m2",
        name="Maintenance of estates and equipment",
        unit="£ a square metre",
        better=Better.CONTEXT,
        area="maintenance",
        trust_types=EVERY_TYPE,
        numerator="cost of estates, grounds, medical engineering and other hard facilities",
        denominator="gross internal floor area",
        honest_reasons=("Little spending may be maintenance put off: read it beside the backlog."),
        balanced_by="high_and_significant_backlog_per_m2",
    ),
    Measure(
        key="high_and_significant_backlog_per_m2",
        name="High and significant risk backlog",
        unit="£ a square metre",
        better=Better.LOWER,
        area="maintenance",
        trust_types=EVERY_TYPE,
        numerator="cost to clear the backlog of high and significant risk",
        denominator="gross internal floor area",
        honest_reasons=(
            "The age of the buildings and the capital received. A rise may pay for a one-off "
            "saving elsewhere."
        ),
        balanced_by="estates_maintenance_cost_per_m2",
        zero_is_odd=False,
    ),
    Measure(
        key="cleaning_cost_per_m2",
        name="Cleaning cost",
        unit="£ a square metre of occupied floor area",
        better=Better.CONTEXT,
        area="facilities",
        trust_types=EVERY_TYPE,
        numerator="cost of cleaning",
        denominator="occupied floor area",
        honest_reasons=(
            "The share of areas with a very high risk of infection, wages in the region, and "
            "contracts. Below a point, quality falls."
        ),
    ),
    Measure(
        key="food_cost_per_inpatient_day",
        name="Food for inpatients",
        unit="£ an inpatient day",
        better=Better.CONTEXT,
        area="facilities",
        trust_types=WITH_BEDS,
        numerator="cost of feeding one inpatient for a day, as reported",
        denominator="day with meals",
        honest_reasons="Long stays, therapeutic meals, and small kitchens.",
        decimals=2,
    ),
    Measure(
        key="sickness_absence_rate",
        name="Sickness absence",
        unit="of staff days",
        better=Better.LOWER,
        area="sickness-absence",
        trust_types=EVERY_TYPE,
        numerator="full-time equivalent days lost to sickness",
        denominator="full-time equivalent days available",
        honest_reasons=(
            "The mix of staff (crews of ambulance and mental health trusts are higher), health "
            "in the area, and how it is recorded."
        ),
        is_share=True,
    ),
    Measure(
        key="adult_general_acute_occupancy",
        name="Occupancy of adult general and acute beds",
        unit="of beds",
        better=Better.CONTEXT,
        area="bed-management",
        trust_types=ACUTE,
        numerator="adult general and acute beds occupied",
        denominator="adult general and acute beds available",
        honest_reasons="Full beds are not efficient: above some 92% flow suffers.",
        is_share=True,
    ),
    Measure(
        key="no_criteria_to_reside_share",
        name="Patients with no reason to stay in hospital",
        unit="of occupied adult general and acute beds",
        better=Better.LOWER,
        area="discharge",
        trust_types=ACUTE,
        numerator="patients a day who no longer meet the criteria to reside",
        denominator="adult general and acute beds occupied",
        honest_reasons=(
            "Care homes and home care nearby, capacity of the council, and the mix of patients. "
            "Trusts record it differently."
        ),
        balanced_by="emergency_over_4_hours_share",
        is_share=True,
    ),
    Measure(
        key="emergency_over_4_hours_share",
        name="Emergency attendances over four hours",
        unit="of attendances",
        better=Better.LOWER,
        area="urgent-care",
        trust_types=ACUTE,
        numerator="attendances of more than four hours",
        denominator="all emergency attendances",
        honest_reasons=(
            "The share of minor injuries units, where nearly everybody is seen in time, and the "
            "pressure on beds."
        ),
        balanced_by="no_criteria_to_reside_share",
        is_share=True,
    ),
    Measure(
        key="talking_therapies_recovery_share",
        name="Talking therapies: recovery",
        unit="of people who finished treatment",
        better=Better.HIGHER,
        area="talking-therapies",
        trust_types=MENTAL_HEALTH,
        numerator="people who moved to recovery",
        denominator="people who finished a course of treatment",
        honest_reasons="How severe the illness is at the start, and deprivation.",
        balanced_by="talking_therapies_finished_course_share_of_ended",
        is_share=True,
    ),
    Measure(
        key="talking_therapies_finished_course_share_of_ended",
        name="Talking therapies: finished a course",
        unit="of ended referrals",
        better=Better.HIGHER,
        area="talking-therapies",
        trust_types=MENTAL_HEALTH,
        numerator="referrals that finished a course of treatment",
        denominator="all referrals that ended",
        honest_reasons=(
            "Services that only assess, or point people elsewhere, end more referrals early. So "
            "does the policy of access."
        ),
        balanced_by="talking_therapies_recovery_share",
        is_share=True,
    ),
]
MEASURES = {measure.key: measure for measure in _ALL}


def measure_of_key(key: str) -> Measure:
    """The measure of a key. Raises UnknownMeasure."""
    try:
        return MEASURES[key]
    except KeyError:
        raise UnknownMeasure(
            f"No measure has the key “{key[:60]}”. There are: {', '.join(MEASURES)}."
        ) from None


def measures_within(areas: Collection[str]) -> list[Measure]:
    """The measures that case studies of these areas, named by their slugs, could move."""
    return [measure for measure in MEASURES.values() if measure.area in areas]


def decimals_shown(measure: Measure) -> int:
    """To how many decimals of its value a measure is written: a share of 4.8% to three."""
    if measure.is_share:
        return measure.decimals + 2
    return 2 if measure.unit.startswith("£") else measure.decimals


def value_in_words(measure: Measure, value: float) -> str:
    """A value with its unit: "£34.20 a square metre", "4.8% of staff days"."""
    if measure.is_share:
        return f"{value:.{measure.decimals}%} {measure.unit}"
    number = f"{value:,.{decimals_shown(measure)}f}"
    if measure.unit.startswith("£ "):
        return f"£{number} {measure.unit.removeprefix('£ ')}"
    return f"{number} {measure.unit}"
