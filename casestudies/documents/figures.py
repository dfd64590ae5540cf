"""Savings and measures that a text states: suggestions with their sentence, nothing invented.

Sentences are cut where a reader would cut them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from casestudies.choices import Effect, Recurrence
from casestudies.documents.blocks import Block, BlockKind
from portal.text.amounts import PER, YEARS, Amount, timed, written
from portal.text.financial_years import NotAYear, financial_years_in, read_financial_year
from portal.text.money import NotMoney, column_unit, number, read_amount
from portal.text.money_in_text import Change, amounts_in, changes_in

SAVED = re.compile(
    r"\b(sav(e|es|ed|ing|ings)|cash[- ]releas\w+|cost avoid\w*|avoid(ed|ing|s)?|efficienc(y|ies)"
    r"|reduc(ed|es|ing|tion)\b.{0,40}\b(cost|costs|spend|spending|expenditure)"
    r"|(cost|costs|spend|spending|expenditure)\b.{0,40}\b(fell|fallen|cut|reduced|down|dropped)"
    r"|additional income|extra income|income of)\b",
    re.IGNORECASE,
)
SPENT = re.compile(r"\b(invest\w*|cost us|funding|grant|bought|spent|budget of)\b", re.IGNORECASE)
EFFECTS = (
    (Effect.CASH_RELEASING, re.compile(r"cash[- ]releas", re.IGNORECASE)),
    (Effect.COST_AVOIDED, re.compile(r"\bcosts? avoid|\bavoid(ed|ing|s)?\b", re.IGNORECASE)),
    (Effect.INCOME, re.compile(r"\bincome\b", re.IGNORECASE)),
    (Effect.CAPACITY, re.compile(r"capacity|equivalent of|time released", re.IGNORECASE)),
)
ONE_OFF = re.compile(r"\bone[- ]off|non[- ]recurr", re.IGNORECASE)
RECURRENT = re.compile(
    r"\brecurr(ent|ing)|\b(a|per|each|every) (year|annum)|annual(ly)?\b|\bp\.?a\b", re.IGNORECASE
)
# Counts, rates and pounds alike: what the numbers of a measure look like, for `money` to read.
NUMBER = (
    r"£?\s?-?\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,9})?(?:\s?(?:million|thousand|bn|[mk])\b)?"
    r"|£?\s?-?\d{1,15}(?:\.\d{1,9})?(?:\s?(?:million|thousand|bn|[mk])\b)?"
)
UNIT = r"\s?%|\s(?:per cent|percent|minutes|hours|days|weeks|months|beds|patients|shifts|calls|wte)"
# Neither part of a longer number nor the first of a range: “10 to 12” says no single value.
NO_RANGE = r"(?![\d,.]*\d|\w|\s?[-–]\s?£?\d)"
CHANGE = re.compile(
    rf"\bfrom\s+(?:(?:about|around|an average of|a mean of|a median of)\s+)?"
    rf"(?P<before>{NUMBER})(?P<unit1>{UNIT})?{NO_RANGE}"
    rf"[^.;!?]{{0,60}}?\bto\s+(?:(?:about|around|an average of|a mean of|a median of)\s+)?"
    rf"(?P<after>{NUMBER})(?P<unit2>{UNIT})?{NO_RANGE}",
    re.IGNORECASE,
)
VERB = re.compile(
    r"(?<!\s)\s+(?:has |have |had |was |were |been ){0,4}"
    r"(?:fell|fallen|dropped|reduced|decreased|rose|risen|increased|improved|cut|went|moved"
    r"|came down|shortened|grew|halved|doubled)\b",
    re.IGNORECASE,
)


TOTAL = re.compile(r"(?:grand |sub-?|overall )?totals?:?|sum:?", re.IGNORECASE)
BY = re.compile(r"\bby (?:about |around |over |an? )?$", re.IGNORECASE)
LEVEL = re.compile(r"\b(?:to|from) (?:about |around |just )?$", re.IGNORECASE)
NOT_SPENDING = re.compile(
    r"\b(?:savings?|income|revenue|surplus|funding|grants?|turnover|targets?)\b", re.IGNORECASE
)
# The price of one thing: what fell there is no sum of a year.
EACH = re.compile(
    r"\s?\b(?:per|each|apiece|price|prices|rate|tariff|average|mean|median|unit cost"
    r"|cost of an? \w{1,30}|(?:stay|patient|visit|episode|bed|item)['’]s cost)\b"
    r"|(?<=£)\s?an? ",
    re.IGNORECASE,
)
PERIOD = re.compile(rf"\b(?:{YEARS}|{PER})(?<!p\.a)", re.IGNORECASE)


@dataclass(frozen=True)
class SavingFound:
    """A saving that a sentence states, in pounds. What the sentence leaves open is empty.

    `amount` is None where the words are no figure of one year: a range, a limit, a sum of years.
    `stated` is what they say, and `ask` the sentence that says what is still to be written.
    """

    amount: Decimal | None
    financial_year: str
    effect: str
    recurrence: str
    sentence: str
    stated: str = ""
    ask: str = ""


@dataclass(frozen=True)
class MeasureFound:
    """A change that a sentence states. Name and unit are its own words, or empty."""

    name: str
    unit: str
    baseline: Decimal
    after: Decimal
    sentence: str


def savings_in(blocks: Iterable[Block]) -> tuple[SavingFound, ...]:
    """Every saving that a sentence or a row of a table states, once for each.

    A fall “from £1.42m to £1.08m” is one saving of the difference, and a rise is none.
    """
    found: dict[tuple[object, ...], SavingFound] = {}
    for block in blocks:
        savings = _in_table(block) if block.kind is BlockKind.TABLE else None
        if savings is None:
            savings = [one for text in sentences(block.text) for one in _in_sentence(text)]
        for saving in savings:
            found.setdefault((saving.amount, saving.stated, saving.sentence), saving)
    return tuple(found.values())


def _in_sentence(sentence: str) -> list[SavingFound]:
    amounts = amounts_in(sentence)
    changes = changes_in(sentence, amounts)
    fallen = [change for change in changes if change.fell and _is_spending(change, sentence)]
    ends = {id(end) for change in changes for end in (change.before, change.after)}
    rest = [one for one in amounts if id(one) not in ends and one.low >= 0]
    found = [_fall(change, sentence) for change in fallen]
    if not SAVED.search(sentence) or (SPENT.search(sentence) and len(amounts) > 1):
        # An investment beside a saving: which is which is the author's to say.
        return found if not SPENT.search(sentence) else []
    worth = {saving.amount for saving in found}
    cut = [one for one in rest if BY.search(_before(one, sentence))]
    for amount in rest:
        if amount.low in worth and not amount.is_range:
            continue  # “by £340,000, from £1.42m to £1.08m” says it twice
        if cut and LEVEL.search(_before(amount, sentence)):
            continue  # “cut by £340,000 to £1.08m”: where it stands now
        found.append(_saving(amount, sentence))
    return found


def _before(amount: Amount, sentence: str) -> str:
    return sentence[max(0, amount.start - 24) : amount.start]


def _is_spending(change: Change, sentence: str) -> bool:
    """Whether a fall is of what is spent in all: not of income, nor of the price of one thing."""
    lead = sentence[max(0, change.before.start - 160) : change.before.start]
    follows = sentence[change.after.end : change.after.end + 30]
    counted = {change.before.per, change.after.per} - {"", "year"}
    return not (counted or NOT_SPENDING.search(lead) or EACH.search(lead) or EACH.match(follows))


def _fall(change: Change, sentence: str) -> SavingFound:
    saving = _saving(change.after, sentence)
    whole = not (change.before.why_no_figure or change.after.why_no_figure)
    stated = f"{written(change.difference)}, from {change.before} to {change.after}"
    return replace(
        saving,
        amount=change.difference.quantize(Decimal(1), ROUND_HALF_UP) if whole else None,
        stated=stated,
        ask="It is a fall in spending. Check that all of it is a saving.",
    )


def _saving(amount: Amount, sentence: str) -> SavingFound:
    effects = [effect.value for effect, pattern in EFFECTS if pattern.search(sentence)]
    one_off, recurrent = bool(ONE_OFF.search(sentence)), bool(RECURRENT.search(sentence))
    recurrence = ""
    if one_off != recurrent:
        recurrence = Recurrence.ONE_OFF.value if one_off else Recurrence.RECURRENT.value
    # A period may stand before the sum: “Over three years this saved £1.2m.”
    period = PERIOD.search(sentence[: amount.start])
    if period and amount.years == 1 and not amount.per:
        amount = timed(amount, period)
    ask = amount.why_no_figure
    if not ask and amount.approximate:
        ask = "It is an estimate. Check the amount in the books."
    years = financial_years_in(sentence)
    return SavingFound(
        amount=None if amount.why_no_figure else amount.low.quantize(Decimal(1), ROUND_HALF_UP),
        financial_year=years[0] if len(years) == 1 else "",
        effect=effects[0] if len(effects) == 1 else "",
        recurrence=recurrence,
        sentence=sentence,
        stated=str(amount),
        ask=ask,
    )


def _in_table(block: Block) -> list[SavingFound] | None:
    """The savings in a column whose heading says so; None where no column does.

    The heading's unit counts: 340 under “Saving £000” is £340,000. Rows of totals are left out.
    """
    headings = block.rows[0] if len(block.rows) > 1 else ()
    columns = [at for at, heading in enumerate(headings) if _says_savings(heading)]
    if not columns:
        return None
    found = []
    for row in block.rows[1:]:
        if any(TOTAL.fullmatch(cell) for cell in row):
            continue
        for at in columns:
            try:
                amount = read_amount(row[at], unit=column_unit(headings[at])[1] or 1)
            except (NotMoney, IndexError):
                continue
            cells = [f"{head}: {cell}" for head, cell in zip(headings, row, strict=False) if cell]
            saving = _saving(replace(amount, start=0, end=0), "; ".join(cells))
            year = saving.financial_year or _year_among(row)
            if amount.low > 0:
                found.append(replace(saving, financial_year=year))
    return found


def _year_among(cells: Iterable[str]) -> str:
    """The one financial year that stands in a cell of its own; empty for none or several."""
    years = set()
    for cell in cells:
        with suppress(NotAYear):
            years.add(read_financial_year(cell))
    return years.pop() if len(years) == 1 else ""


def _says_savings(heading: str) -> bool:
    bare, unit = column_unit(heading)
    return bool(SAVED.search(heading)) and (
        unit is not None or bare.lower() in ("saving", "savings")
    )


def measures_in(blocks: Iterable[Block]) -> tuple[MeasureFound, ...]:
    """Every “from … to …” with two numbers of one unit, once if it is said twice."""
    found: dict[tuple[object, ...], MeasureFound] = {}
    for block in blocks:
        for sentence in sentences(block.text):
            for match in CHANGE.finditer(sentence):
                measure = _measure(match, sentence)
                if measure is not None:
                    key = (measure.name.lower(), measure.unit, measure.baseline, measure.after)
                    found.setdefault(key, measure)
    return tuple(found.values())


def _measure(match: re.Match[str], sentence: str) -> MeasureFound | None:
    before, after = match.group("before"), match.group("after")
    units = {(match.group(name) or "").strip() for name in ("unit1", "unit2")} - {""}
    if len(units) > 1 or _looks_like_years(before, after):
        return None
    money = "£" if "£" in before + after else ""
    try:
        baseline, now = number(before), number(after)
    except NotMoney:
        return None
    return MeasureFound(
        name=_subject(sentence[: match.start()]),
        unit=units.pop() if units else money,
        baseline=baseline,
        after=now,
        sentence=sentence,
    )


def _looks_like_years(before: str, after: str) -> bool:
    """“From 2019 to 2023” is a time, not a change."""
    return all(re.fullmatch(r"(19|20)\d\d", text.strip()) for text in (before, after))


def _subject(before: str) -> str:
    """The words before the verb, where they are few enough to be a name."""
    verbs = list(VERB.finditer(before))
    words = before[: verbs[-1].start()].split(",")[-1].strip() if verbs else ""
    return words if 0 < len(words) <= 120 else ""


# Not after an initial or an abbreviation, nor inside a number such as £1.2m.
END = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\b[Dd]r\.)(?<!\b[Mm]r\.)(?<!e\.g\.)(?<!i\.e\.)\s+(?=\S)"
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each as it stands there."""
    return [part.strip() for line in text.split("\n") for part in END.split(line) if part.strip()]
