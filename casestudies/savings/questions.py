"""Questions about a record's figures and dates, to be answered before readers meet them.

A single saving above 1% of what a trust spends in a year is asked about. NHS England asked
providers for a 4% gain in productivity in 2025/26 (priorities and operational planning guidance,
January 2025) from everything they do, so that one line above 1% would be a quarter of a year's
whole effort. It may be so; then somebody says how it comes to that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.text import capfirst

from casestudies.savings import same_money
from portal.text import financial_years
from portal.text.dates import month_in_words
from portal.trusts.models import Trust, TrustFigure

MEASURE = "operating_expenses_m"
SHARE = Decimal("0.01")
MILLION = Decimal(1_000_000)
# Every trust of the register spends more than £25 million a year, so nothing below a hundredth of
# that can be above the share, and nobody's size has to be looked up for it.
NEVER_ASKED_BELOW = Decimal(250_000)
# What a trust is taken to spend where neither its own figure nor any of its type is known.
WITHOUT_ANY_FIGURE = Decimal(200) * MILLION
# “It lasts” is said after six months.
LASTS_AFTER_MONTHS = 6


@dataclass(frozen=True)
class Size:
    """What a trust spends in a year, in pounds; `known` is False for the median of its type."""

    pounds: Decimal
    known: bool
    type_label: str = ""

    def share_in_words(self, pounds: Decimal) -> str:
        """“8% of what the trust spends in a year”."""
        percent = pounds * 100 / self.pounds
        number = f"{percent:.1f}".rstrip("0").rstrip(".") if percent < 10 else f"{percent:,.0f}"
        if self.known:
            return f"{number}% of what the trust spends in a year"
        kind = f" ({self.type_label.lower()})" if self.type_label else ""
        return (
            f"{number}% of what a trust of this type{kind} usually spends in a year "
            "(what this trust spends is not known)"
        )


def size_of(trust: Trust | None) -> Size:
    """The latest yearly operating expenditure of a trust, or the median of its type."""
    if trust is not None:
        own = (
            TrustFigure.objects.filter(trust=trust, measure=MEASURE, value__gt=0)
            .order_by("-year")
            .first()
        )
        if own is not None and own.value:
            return Size(own.value * MILLION, known=True)
    kind = trust.type if trust is not None else ""
    others = TrustFigure.objects.filter(measure=MEASURE, value__gt=0, trust__illustrative=False)
    if kind:
        others = others.filter(trust__type=kind)
    values = list(others.values_list("value", flat=True))
    pounds = median(values) * MILLION if values else WITHOUT_ANY_FIGURE
    label = str(Trust.Type(kind).label) if kind in Trust.Type.values else ""
    return Size(pounds, known=False, type_label=label)


def doubts_of(
    lines: Iterable[Any],
    *,
    trust: Callable[[], Trust | None],
    started: date | None,
    today: date | None = None,
) -> dict[Any, list[str]]:
    """What is to be asked of each saving, by UUID, whether it is explained or not.

    `trust` is called only for a figure so large that a size is needed; `started` is when the
    change began there. Lines whose year cannot be read are left out.
    """
    today = today or timezone.localdate()
    found: dict[Any, list[str]] = {}
    size: Size | None = None
    for line in lines:
        asked = []
        worth = max(line.amount or Decimal(0), line.full_year_value or Decimal(0))
        if worth >= NEVER_ASKED_BELOW:
            size = size or size_of(trust())
            if worth > size.pounds * SHARE:
                asked.append(f"£{worth:,.0f} is {size.share_in_words(worth)}. Is it so?")
        asked += _about_the_year(line.financial_year, started, today)
        if asked:
            found[line.uuid] = asked
    return found


def _about_the_year(year: str, started: date | None, today: date) -> list[str]:
    if not financial_years.is_written(year):
        return []
    if financial_years.first_day(year) > today:
        return [f"{year} has not begun yet. Is it so?"]
    if started is not None and financial_years.last_day(year) < started:
        return [f"{year} ended before the change began ({month_in_words(started)}). Is it so?"]
    return []


SAME_MONEY, UNUSUAL = "same-money", "unusual"
WHY_SAME = "The same pounds under two descriptions would be counted twice."
WHY_UNUSUAL = "Readers and trust finance will ask the same."


@dataclass(frozen=True)
class FigureQuestion:
    """One open question: at which line, what to do (no full stop), and what it does for readers."""

    kind: str
    line: UUID
    text: str
    why: str


def open_questions_of(page: Any) -> tuple[FigureQuestion, ...]:
    """The open questions of a page or a draft. No query where nothing looks odd."""
    return questions_about(
        page.pk, page.savings.all(), trust=lambda: page.trust, started=page.started
    )


def questions_about(
    page_id: int | None,
    lines: Iterable[Any],
    *,
    trust: Callable[[], Trust | None],
    started: date | None,
) -> tuple[FigureQuestion, ...]:
    """As `open_questions_of`, for lines that a form holds."""
    lines = list(lines)
    alike = [
        FigureQuestion(SAME_MONEY, pair.second.uuid, pair.question, WHY_SAME)
        for pair in same_money.look_alikes(page_id, lines)
        if pair.open
    ]
    doubts = doubts_of(lines, trust=trust, started=started)
    unusual = [
        FigureQuestion(
            UNUSUAL,
            line.uuid,
            f"{capfirst(same_money.name_of(line))}: {' '.join(doubts[line.uuid])} "
            "Say how it comes to that",
            WHY_UNUSUAL,
        )
        for line in lines
        if line.uuid in doubts and not line.explanation.strip()
    ]
    return (*alike, *unusual)
