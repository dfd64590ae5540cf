"""When a case study has paid for itself: worked out from its ledger, never typed. Pure.

What it took once, in pounds of revenue and capital and in days of staff time, is set against the
headline (recurrent, cash-releasing, signed) less what it costs each year. A yearly cost that is
already taken off the saving (`netted`) is said and not taken off again. What was spent once has to
be repaid all the same.

A day of staff time is priced at one rate for every record, so that records can be compared. It is
worked out from published figures, all of 2025/26:

| part                                                                    |         |
|-------------------------------------------------------------------------|---------|
| Agenda for Change band 7, middle of the band (NHS Employers pay scales) | £50,273 |
| employer's National Insurance: 15% above £5,000 (HM Revenue & Customs)  |  £6,791 |
| employer's pension contribution: 23.78% (NHS Business Services)         | £11,955 |
| together                                                                | £69,019 |
| working days: 260, less 29 of leave and 8 bank holidays (handbook, 13)  |     223 |
| a day                                                                   | £309.50 |

Band 7 is that of a team leader or project manager. Overheads are left out: a trust pays them
whether or not the project runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from casestudies.choices import CostKind, Effect, Recurrence, Stage
from casestudies.savings import ledger
from casestudies.savings.ledger import CostLine, LedgerLine

STAFF_DAY_POUNDS = Decimal(310)
STAFF_DAY_BASIS = (
    f"A staff day is counted at £{STAFF_DAY_POUNDS}: NHS pay band 7, middle of the band, 2025/26, "
    "with the employer’s National Insurance and pension contribution."
)


@dataclass(frozen=True)
class Payback:
    """`months` is None where it does not pay back, or nobody can say; `text` says why.

    `text` is blank where no reader would expect one: nothing was saved and nothing spent.
    """

    months: int | None
    text: str
    basis: str = ""


@dataclass(frozen=True)
class _Cost:
    """Pounds and days of staff time, together in pounds at the stated rate."""

    pounds: Decimal
    days: Decimal

    @property
    def worth(self) -> Decimal:
        return self.pounds + self.days * STAFF_DAY_POUNDS

    def in_words(self, *, priced: bool = True) -> str:
        """“£84,000 and 40 staff days at £310”; blank where nothing was spent."""
        pounds = f"£{self.pounds:,.0f}" if self.pounds else ""
        days = _counted(self.days, "staff day") if self.days else ""
        if days and priced:
            days += f" at £{STAFF_DAY_POUNDS}"
        return " and ".join(part for part in (pounds, days) if part)


def payback(lines: Iterable[LedgerLine], costs: Iterable[CostLine], *, stage: str) -> Payback:
    """How long until the headline has repaid what it took, rounded up to whole months."""
    lines, costs = list(lines), list(costs)
    if not lines and not costs:
        return Payback(None, "")
    if stage == Stage.STOPPED:
        return Payback(None, "No payback: it was stopped.")
    if stage == Stage.PLANNED:
        return Payback(None, "No payback yet: it is planned.")
    found = ledger.headline(lines)
    if found is None:
        return Payback(None, _why_no_headline(lines))
    once = _together(one for one in costs if one.recurrence == Recurrence.ONE_OFF)
    recurrent = [one for one in costs if one.recurrence == Recurrence.RECURRENT]
    yearly = _together(one for one in recurrent if not one.netted)
    netted = _together(one for one in recurrent if one.netted)
    saved = f"£{found.amount:,.0f} a year"
    another = ""
    if netted.worth:
        saved += f" after {netted.in_words(priced=False)} a year to run it"
        another = "another "
    basis = STAFF_DAY_BASIS if once.days or yearly.days else ""
    if yearly.worth and found.amount <= yearly.worth:
        return Payback(
            None,
            f"It does not pay back: it costs {another}{yearly.in_words()} a year to run "
            f"and saves {saved}.",
            basis,
        )
    if not costs:
        return Payback(None, "No payback is worked out: what it cost is not given.")
    if not once.worth:
        return Payback(None, f"Nothing to pay back: no one-off cost is given. It saves {saved}.")
    # With a headline of nothing a year there is no month in which it has paid back.
    if not found.amount:
        return Payback(None, "It does not pay back: the saving is £0 a year.")
    months = int((once.worth * 12 / (found.amount - yearly.worth)).to_integral_value(ROUND_CEILING))
    to_run = f", less {another}{yearly.in_words()} a year to run it" if yearly.worth else ""
    return Payback(
        months,
        f"Pays back in {_duration(months)}: {once.in_words()} once, against {saved}{to_run}.",
        basis,
    )


def _duration(months: int) -> str:
    """“17 months”; from three years on with the years: “59 months (4 years 11 months)”."""
    said = _counted(months, "month")
    if months < 36:
        return said
    parts = [_counted(months // 12, "year"), _counted(months % 12, "month") if months % 12 else ""]
    return f"{said} ({' '.join(filter(None, parts))})"


def _counted(number: int | Decimal, what: str) -> str:
    return f"{number:,.0f} {what}{'' if number == 1 else 's'}"


def spent(costs: Iterable[CostLine]) -> str:
    """What it took, in a sentence: “It cost £84,000 and 40 staff days once, and £9,000 a year.”

    Blank where nothing was given.
    """
    costs = list(costs)
    once, yearly = (
        _together(one for one in costs if one.recurrence == when)
        for when in (Recurrence.ONE_OFF, Recurrence.RECURRENT)
    )
    parts = [
        f"{cost.in_words(priced=False)} {when}"
        for cost, when in ((once, "once"), (yearly, "a year"))
        if cost.worth
    ]
    return f"It cost {', and '.join(parts)}." if parts else ""


def _together(costs: Iterable[CostLine]) -> _Cost:
    chosen = list(costs)
    days = sum((one.amount for one in chosen if one.kind == CostKind.STAFF_DAYS), Decimal(0))
    pounds = sum((one.amount for one in chosen if one.kind != CostKind.STAFF_DAYS), Decimal(0))
    return _Cost(pounds, days)


def _why_no_headline(lines: list[LedgerLine]) -> str:
    if not lines:
        return "No payback: no saving is recorded."
    cash = [line for line in lines if line.effect == Effect.CASH_RELEASING]
    if not cash:
        return "No payback: the saving releases no cash."
    if all(line.recurrence == Recurrence.ONE_OFF for line in cash):
        return "No payback: the saving comes once and does not recur."
    return "No payback: trust finance has not signed a recurrent, cash-releasing saving."
