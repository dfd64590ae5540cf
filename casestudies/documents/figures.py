"""Savings and measures that a text states: suggestions with their sentence, nothing invented."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from casestudies.choices import Effect, Recurrence
from casestudies.documents.blocks import Block
from casestudies.documents.sentences import sentences

MONEY = re.compile(
    r"£\s?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s?(bn|billion|million|m|thousand|k)?(?![\w,.]*\d)(?!\w)",
    re.IGNORECASE,
)
SCALE = {"": 1, "k": 1_000, "thousand": 1_000, "m": 10**6, "million": 10**6}
SCALE |= {"bn": 10**9, "billion": 10**9}
SAVED = re.compile(
    r"\b(sav(e|es|ed|ing|ings)|cash[- ]releas\w+|cost avoid\w*|avoid(ed|ing|s)?|efficienc(y|ies)"
    r"|reduc(ed|es|ing|tion)\b.{0,40}\b(cost|costs|spend|spending|expenditure)"
    r"|(cost|costs|spend|spending|expenditure)\b.{0,40}\b(fell|fallen|cut|reduced|down|dropped)"
    r"|additional income|extra income|income of)\b",
    re.IGNORECASE,
)
SPENT = re.compile(r"\b(invest\w*|cost us|funding|grant|bought|spent|budget of)\b", re.IGNORECASE)
YEAR = re.compile(r"\b(20\d\d)\s?[/–-]\s?(?:20)?(\d\d)\b")
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
NUMBER = r"£?\s?-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|£?\s?-?\d+(?:\.\d+)?"
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


@dataclass(frozen=True)
class SavingFound:
    """A saving that a sentence states, in pounds. What the sentence leaves open is empty."""

    amount: Decimal
    financial_year: str
    effect: str
    recurrence: str
    sentence: str


@dataclass(frozen=True)
class MeasureFound:
    """A change that a sentence states. Name and unit are its own words, or empty."""

    name: str
    unit: str
    baseline: Decimal
    after: Decimal
    sentence: str


def savings_in(blocks: Iterable[Block]) -> tuple[SavingFound, ...]:
    """Every amount in pounds that stands in a sentence about saving, once for each sentence."""
    found: dict[tuple[object, ...], SavingFound] = {}
    for block in blocks:
        for sentence in sentences(block.text):
            if not SAVED.search(sentence) or _from_to_money(sentence):
                continue
            amounts = [_pounds(match) for match in MONEY.finditer(sentence)]
            if SPENT.search(sentence) and len(amounts) > 1:
                continue  # an investment beside a saving: which is which is the author's to say
            for amount in amounts:
                found.setdefault((amount, sentence), _saving(amount, sentence))
    return tuple(found.values())


def _from_to_money(sentence: str) -> bool:
    """Whether the pounds are a before and an after: those are a measure."""
    change = CHANGE.search(sentence)
    return change is not None and "£" in change.group("before") + change.group("after")


def _pounds(match: re.Match[str]) -> Decimal:
    number = Decimal(match.group(1).replace(",", "") + (match.group(2) or ""))
    return (number * SCALE[(match.group(3) or "").lower()]).quantize(Decimal(1))


def _saving(amount: Decimal, sentence: str) -> SavingFound:
    effects = [effect.value for effect, pattern in EFFECTS if pattern.search(sentence)]
    one_off, recurrent = bool(ONE_OFF.search(sentence)), bool(RECURRENT.search(sentence))
    recurrence = ""
    if one_off != recurrent:
        recurrence = Recurrence.ONE_OFF.value if one_off else Recurrence.RECURRENT.value
    return SavingFound(
        amount=amount,
        financial_year=_financial_year(sentence),
        effect=effects[0] if len(effects) == 1 else "",
        recurrence=recurrence,
        sentence=sentence,
    )


def _financial_year(sentence: str) -> str:
    """The one financial year that a sentence names, written 2023/24; empty for none or several."""
    years = {
        f"{first}/{second}"
        for first, second in YEAR.findall(sentence)
        if (int(first) + 1) % 100 == int(second)
    }
    return years.pop() if len(years) == 1 else ""


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
    return MeasureFound(
        name=_subject(sentence[: match.start()]),
        unit=units.pop() if units else money,
        baseline=_number(before),
        after=_number(after),
        sentence=sentence,
    )


def _looks_like_years(before: str, after: str) -> bool:
    """“From 2019 to 2023” is a time, not a change."""
    return all(re.fullmatch(r"(19|20)\d\d", text.strip()) for text in (before, after))


def _number(text: str) -> Decimal:
    return Decimal(re.sub(r"[£,\s]", "", text))


def _subject(before: str) -> str:
    """The words before the verb, where they are few enough to be a name."""
    verbs = list(VERB.finditer(before))
    words = before[: verbs[-1].start()].split(",")[-1].strip() if verbs else ""
    return words if 0 < len(words) <= 120 else ""
