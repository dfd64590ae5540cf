"""Figures of case studies read for display: lines with their signatures, headline, start."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.html import strip_tags
from django.utils.text import Truncator

from casestudies.choices import Effect, SignOffLevel
from casestudies.models.review_records import SignOff
from casestudies.page_contexts import rows_of
from casestudies.savings import same_money
from casestudies.savings.ledger import CostLine, LedgerLine
from casestudies.savings.sign_offs import LineStatus, digest, statuses_of
from portal.text.dates import month_in_words

START_LENGTH = 160


@dataclass(frozen=True)
class Claim:
    """What a case study without a headline may still say of its money, with how sure it is."""

    text: str
    effect: str
    recurrence: str
    level: str

    @property
    def level_label(self) -> str:
        return SignOffLevel(self.level).label

    @property
    def effect_label(self) -> str:
        return Effect(self.effect).label


def ledger_lines(page: Any, statuses: dict[Any, LineStatus] | None = None) -> list[LedgerLine]:
    """The savings of a page or a draft, each with the signature that counts now."""
    savings = list(page.savings.all())
    statuses = statuses_of(page, savings) if statuses is None else statuses
    different = same_money.different_by_line(same_money.look_alikes(page.pk, savings))
    return [
        ledger_line(line, statuses[line.uuid].level, different.get(line.uuid, frozenset()))
        for line in savings
    ]


def ledger_line(line: Any, level: str, different: frozenset[UUID] = frozenset()) -> LedgerLine:
    """A saving as the ledger takes it; `different` are the lines said to be other money."""
    return LedgerLine(
        uuid=line.uuid,
        financial_year=line.financial_year,
        amount=line.amount,
        full_year_value=line.full_year_value,
        effect=line.effect,
        recurrence=line.recurrence,
        level=level,
        overlap_group=line.overlap_group,
        description=line.description,
        different_from=different,
    )


def cost_lines(page: Any) -> list[CostLine]:
    return [
        CostLine(line.kind, line.amount, line.recurrence, line.netted) for line in page.costs.all()
    ]


def lines_of_many(pages: Iterable[Any]) -> dict[int, list[LedgerLine]]:
    """The ledger lines of each page, by id. Two queries, however many pages.

    A third where lines of a page look like the same money.
    """
    pages = list(pages)
    unread = [page for page in pages if rows_of(page) is None]
    prefetch_related_objects(unread, "savings")
    signed: dict[tuple[int, Any, str], str] = {}
    from_lowest = [one for page in pages if (rows := rows_of(page)) for one in rows.sign_offs]
    if unread:
        from_lowest += SignOff.objects.filter(page_id__in=[page.pk for page in unread])
    rank = list(SignOffLevel.values).index
    for sign_off in sorted(from_lowest, key=lambda item: rank(item.level)):
        signed[sign_off.page_id, sign_off.line_uuid, sign_off.digest] = sign_off.level
    different = _different_money(pages)
    return {
        page.pk: [
            ledger_line(
                line,
                signed.get((page.pk, line.uuid, digest(line)), SignOffLevel.ESTIMATED),
                different.get(page.pk, {}).get(line.uuid, frozenset()),
            )
            for line in page.savings.all()
        ]
        for page in pages
    }


def _different_money(pages: Iterable[Any]) -> dict[int, dict[UUID, frozenset[UUID]]]:
    """Of the pages that hold look-alikes: for each line, the lines said to be other money."""
    alike = {page.pk: pairs for page in pages if (pairs := same_money.pairs_of(page.savings.all()))}
    answers = same_money.answers_by_page(alike) if alike else {}
    return {
        page_id: same_money.different_by_line(
            same_money.paired_with_answers(pairs, answers.get(page_id, {}))
        )
        for page_id, pairs in alike.items()
    }


def best_claim(lines: Iterable[LedgerLine]) -> Claim | None:
    """The largest line of the latest year, for a record whose lines make no headline."""
    lines = list(lines)
    if not lines:
        return None
    line = max(lines, key=lambda item: (item.financial_year, item.amount, str(item.uuid)))
    return Claim(
        text=f"£{line.amount:,.0f} in {line.financial_year}",
        effect=line.effect,
        recurrence=line.recurrence,
        level=line.level,
    )


def start_of(page: Any) -> str:
    """Where the trust started from, in one line: it stands beside every saving."""
    for measure in page.measures.all():
        return (
            f"{measure.name}: {with_unit(plain_number(measure.baseline), measure.unit)} "
            f"in {month_in_words(measure.baseline_date)}"
        )
    return Truncator(strip_tags(page.problem)).chars(START_LENGTH)


def plain_number(value: Decimal | float) -> str:
    """A number without needless noughts: 12.500 is 12.5, and 12000 is 12,000."""
    exact = Decimal(str(value))
    text = f"{exact.normalize():,f}"
    return text if "." not in text else text.rstrip("0").rstrip(".")


def with_unit(number: str, unit: str) -> str:
    """A number as people write it: 9.4%, £780 thousand a year, £69.80 an hour, 12 days."""
    if unit.startswith("%"):
        return f"{number}{unit}"
    if unit.startswith("£000"):
        sign = "-" if number.startswith("-") else ""
        return f"{sign}£{number.removeprefix('-')} thousand{unit[4:]}"
    if unit.startswith("£"):
        return f"{with_sign(number, unit)} {unit[1:].strip()}".strip()
    return f"{number} {unit}"


def with_sign(number: str, unit: str) -> str:
    """A number with the £ of its unit, if it has one, and no words: -£4, £69.80, 12."""
    if not unit.startswith("£") or unit.startswith("£000"):
        return number
    whole, point, rest = number.removeprefix("-").partition(".")
    # Pence have two places; tenths of a million have one.
    pence = rest if re.match(r"£\s*(?:thousand|million|[km]\b)", unit) else rest.ljust(2, "0")
    sign = "-" if number.startswith("-") else ""
    return f"{sign}£{whole}{point}{pence if point else ''}"
