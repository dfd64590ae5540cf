"""The headline as readers will see it once certain lines are signed: what finance vouches for."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from casestudies.choices import SIGN_OFF_RANK, Effect, Recurrence, SignOffLevel
from casestudies.savings import queries as savings_queries
from casestudies.savings import same_money, sign_offs
from casestudies.savings.ledger import ENOUGH, Headline, LedgerLine, headline, monies

NO_HEADLINE = "no amount a year, because no recurrent, cash-releasing saving is signed"


@dataclass(frozen=True)
class LineShown:
    """A saving in words; `why_not` says why the headline leaves it out, empty for one in it."""

    name: str
    words: str
    why_not: str = ""


@dataclass(frozen=True)
class HeadlinePreview:
    """What readers will see, the lines that make it, and those that do not count.

    `seen` names all of this in one text: as long as it is the same, nothing has changed.
    """

    headline: Headline | None
    sentence: str
    made_of: tuple[LineShown, ...]
    left_out: tuple[LineShown, ...]
    seen: str


def preview_headline(draft: Any, chosen: Collection[UUID]) -> HeadlinePreview:
    """The headline of a version, its lines `chosen` being signed by trust finance as well."""
    now = savings_queries.ledger_lines(draft)
    lines = [_signed(line) if line.uuid in chosen else line for line in now]
    found = headline(lines)
    money = monies(lines)
    within = [line for line in lines if found and line.uuid in found.uuids]
    taken = {money[line.uuid]: line for line in within}
    return HeadlinePreview(
        headline=found,
        sentence=sentence_of(found, savings_queries.best_claim(lines)),
        made_of=tuple(LineShown(same_money.name_of(one), _words(one)) for one in within),
        left_out=tuple(
            LineShown(
                same_money.name_of(one),
                _words(one),
                _why_not(one, found, taken.get(money[one.uuid])),
            )
            for one in lines
            if one not in within
        ),
        seen=_fingerprint(draft, found, chosen),
    )


def sentence_of(found: Headline | None, claim: savings_queries.Claim | None = None) -> str:
    """“£340,000 a year, recurrent and cash-releasing, 2024/25, signed by trust finance”."""
    if found is None:
        return f"{NO_HEADLINE}. In its place stands {claim.text}" if claim else NO_HEADLINE
    level = found.level_label[:1].lower() + found.level_label[1:]
    return f"{found.text}, recurrent and cash-releasing, {found.year}, {level}"


def _signed(line: LedgerLine) -> LedgerLine:
    if SIGN_OFF_RANK[line.level] >= ENOUGH:
        return line
    return replace(line, level=SignOffLevel.FINANCE)


def _words(line: LedgerLine) -> str:
    full = ""
    if line.full_year_value != line.amount:
        full = f", £{line.full_year_value:,.0f} in a full year"
    return same_money.in_words(line) + full


def _why_not(line: LedgerLine, found: Headline | None, instead: LedgerLine | None) -> str:
    if line.effect != Effect.CASH_RELEASING:
        return f"It is not cash-releasing ({Effect(line.effect).label.lower()})."
    if line.recurrence != Recurrence.RECURRENT:
        return "It is one-off."
    if SIGN_OFF_RANK[line.level] < ENOUGH:
        return "It is not signed."
    if instead is not None:
        return f"It counts the same money as {same_money.name_of(instead)}."
    if found is not None and line.financial_year != found.year:
        return f"It is of another year: the headline takes {found.year}."
    return "It counts the same money as another line."


def _fingerprint(draft: Any, found: Headline | None, chosen: Collection[UUID]) -> str:
    said = [
        sentence_of(found),
        *sorted(f"{line.uuid} {sign_offs.digest(line)}" for line in draft.savings.all()),
        *sorted(str(one) for one in chosen),
        *(
            f"{pair.key} {pair.answer}"
            for pair in same_money.look_alikes(draft.pk, draft.savings.all())
        ),
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
