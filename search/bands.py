"""The bands of pounds and months that results are narrowed by."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import TextChoices

from casestudies.choices import CostKind
from casestudies.savings.ledger import CostLine


class SavingBand(TextChoices):
    """What one saving is worth in a full year."""

    UNDER_10K = "under-10k", "Under £10,000"
    UNDER_50K = "10k-50k", "£10,000 to £50,000"
    UNDER_250K = "50k-250k", "£50,000 to £250,000"
    UNDER_1M = "250k-1m", "£250,000 to £1 million"
    FROM_1M = "1m-and-over", "£1 million or more"


class CostBand(TextChoices):
    """What it costs in its first year: one-off pounds and a year of the recurrent ones."""

    STAFF_TIME = "staff-time", "Staff time only"
    UNDER_10K = "under-10k", "Under £10,000"
    UNDER_50K = "10k-50k", "£10,000 to £50,000"
    UNDER_250K = "50k-250k", "£50,000 to £250,000"
    FROM_250K = "250k-and-over", "£250,000 or more"


class Capital(TextChoices):
    NEEDED = "yes", "Needs capital"
    NOT_NEEDED = "no", "No capital needed"


class PaybackBand(TextChoices):
    """Months until the saving has repaid the cost."""

    HALF_YEAR = "within-6-months", "Within 6 months"
    YEAR = "6-to-12-months", "6 to 12 months"
    TWO_YEARS = "1-to-2-years", "1 to 2 years"
    LONGER = "over-2-years", "Over 2 years"


# Where each band begins; it ends where the next one begins.
SAVING_FROM = {
    SavingBand.UNDER_10K: 0,
    SavingBand.UNDER_50K: 10_000,
    SavingBand.UNDER_250K: 50_000,
    SavingBand.UNDER_1M: 250_000,
    SavingBand.FROM_1M: 1_000_000,
}
COST_FROM = {
    CostBand.STAFF_TIME: 0,
    CostBand.UNDER_10K: 1,
    CostBand.UNDER_50K: 10_000,
    CostBand.UNDER_250K: 50_000,
    CostBand.FROM_250K: 250_000,
}
# The last month of a band belongs to it: a payback of 12 months is within the year.
PAYBACK_FROM = {
    PaybackBand.HALF_YEAR: 0,
    PaybackBand.YEAR: 7,
    PaybackBand.TWO_YEARS: 13,
    PaybackBand.LONGER: 25,
}


def saving_band(pounds: Decimal | int) -> str:
    """The band of one saving's full-year value in pounds."""
    return _band(pounds, SAVING_FROM)


def cost_band(costs: Iterable[CostLine]) -> str:
    """The band of the first year's pounds; blank where no cost is given at all."""
    lines = list(costs)
    if not lines:
        return ""
    pounds = sum((x.amount for x in lines if x.kind != CostKind.STAFF_DAYS), Decimal(0))
    return _band(pounds, COST_FROM)


def capital(costs: Iterable[CostLine]) -> str:
    """Whether capital money was needed; blank where no cost is given at all."""
    kinds = {line.kind for line in costs if line.amount or line.kind == CostKind.CAPITAL}
    if CostKind.CAPITAL in kinds:
        return Capital.NEEDED
    return Capital.NOT_NEEDED if kinds else ""


def payback_band(months: int | None) -> str:
    """The band of a payback in months; blank where it is not known."""
    return "" if months is None else _band(months, PAYBACK_FROM)


def _band(value: Decimal | int, begins: dict[TextChoices, int]) -> str:
    return str([band for band, low in begins.items() if low <= max(value, 0)][-1])
