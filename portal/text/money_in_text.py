"""Sums of pounds in running text: each with its place and what is said of it, and changes.

Pure, in proportion to the text, and never raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from portal.text.amounts import (
    ABOUT,
    AFTER,
    AT_LEAST,
    END,
    MORE,
    NUMBER,
    PLAIN,
    POUNDS,
    SCALE,
    TIGHT,
    UP_TO,
    Amount,
    End,
    marked,
    ordered,
    pounds_of,
    timed,
)

IN_TEXT = re.compile(
    rf"(?:(?<![0-9A-Za-z_.,£$€])(?P<sign>-))?(?:£|(?<![A-Za-z])GBP ?£?) ?(?P<sign2>-)?"
    rf"(?P<number>{NUMBER})(?:[ -]?(?P<scale>{SCALE}))?{END}"
    rf"|(?<![0-9A-Za-z_.,£$€])(?P<number2>{TIGHT})(?:[ -]?(?P<scale2>{SCALE}))?"
    rf" ?(?:(?P<word>{POUNDS})|(?P<pence>p|pence)){END}",
    re.IGNORECASE,
)
_SECOND = re.compile(
    rf"(?: ?- ?| (?:to|or) )(?P<number>{TIGHT})[ -]?(?P<scale>{SCALE}){END}"
    rf"|-(?P<number2>{TIGHT})(?![-/]){END}",
    re.IGNORECASE,
)
_FIRST = re.compile(
    rf"(?<![0-9A-Za-z_.,£$€])(?P<number>{TIGHT})(?:[ -]?(?P<scale>{SCALE}))?(?: ?- ?| (?:to|or) )$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?<![A-Za-z])(?:(?P<about>{ABOUT})|(?P<up_to>{UP_TO})"
    rf"|(?P<at_least>{AT_LEAST.replace('|from', '')})) ?(?:an? )?$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom (?:an? (?:average|mean|median|total|budget) of )?$", re.IGNORECASE)
_RANGING = re.compile(r"\b(?:rang\w+|var\w+|anywhere|anything) (?:from )?$", re.IGNORECASE)
_SCALE = r"(?:thousand|million|mn|m|billion|bn|k)(?![^\W_])"
_POUNDS = r"(?:pounds?(?: sterling)?|gbp|sterling)(?![^\W_])"
# £1.2-1.5m, £1.2 to £1.5 million: the scale is that of both ends.
_RANGE = re.compile(
    rf"(?:£|\bgbp) ?(\d[\d.]*)(?: ?- ?| to )(?:£|gbp)? ?(?=\d[\d.]* ?(?P<scale>{_SCALE}))"
)
# 1.2m may be metres, but not with pounds after it.
_OF_POUNDS = re.compile(rf"(?<![\w.£])(?=\d[\d.]* ?{_SCALE} {_POUNDS})")
# Beside a number these words and signs add nothing: GBP 1,200,000 and 1200000 pounds are £1.2m.
_CURRENCY = re.compile(rf"\bgbp ?(?=\d)|(?<=\d) *{_POUNDS}")


@dataclass(frozen=True)
class Change:
    """“From £1.42m to £1.08m”: one change, not two sums."""

    before: Amount
    after: Amount

    @property
    def difference(self) -> Decimal:
        """How many pounds lie between, whichever way it went."""
        return abs(self.after.low - self.before.low)

    @property
    def fell(self) -> bool:
        return self.after.low < self.before.low


def amounts_in(text: str) -> list[Amount]:
    """Every sum of pounds in running text, in order. Brackets round a sum are only brackets."""
    plain = text.translate(PLAIN)
    found: list[Amount] = []
    matches = list(IN_TEXT.finditer(plain))
    place = 0
    while place < len(matches):
        match = matches[place]
        place += 1
        ends, start, end = [_end_of(match)], match.start(), match.end()
        following = matches[place] if place < len(matches) else None
        second = _SECOND.match(plain, end)
        if following and _joins(plain, start, end, following.start()):
            ends.append(_end_of(following))
            end = following.end()
            place += 1
        elif second:
            ends.append((second["number"] or second["number2"], second["scale"], False, False))
            end = second.end()
        elif not match["number"] and (first := _FIRST.search(plain[max(0, start - 30) : start])):
            ends.insert(0, (first["number"], first["scale"], False, False))
            start -= len(first[0])
        pair = ordered(ends)
        if pair is not None:
            found.append(_with_words(plain, Amount(*pair, start=start, end=end)))
    return found


def changes_in(text: str, amounts: list[Amount] | None = None) -> list[Change]:
    """Every “from A to B” of two sums. “Ranged from A to B” is a range and no change."""
    plain = text.translate(PLAIN)
    amounts = amounts_in(text) if amounts is None else amounts
    found = []
    for before, after in pairwise(amounts):
        between = plain[before.end : after.start]
        lead = _lead(plain, before.start)
        joined = re.search(r"\bto\b[^0-9]{0,30}$", between, re.IGNORECASE)
        near = len(between) <= 60 and not re.search(r"[.;!?] ", between)
        if joined and near and _FROM.search(lead) and not before.is_range:
            found.append(Change(before, after))
    return found


def with_figures(text: str, write: Callable[[int], str]) -> str:
    """A text in which every single sum with a scale, and 340k or 2 million alone, is rewritten.

    `write` is given whole pounds: £1.2m is 1200000.
    """

    def rewritten(found: re.Match[str]) -> str:
        value = pounds_of(
            found["number"] or found["bare"], found["scale"] or found["bare_scale"], 1
        )
        return write(int(value))

    return _SCALED.sub(rewritten, text)


# A bare “5 m” may be metres, so a letter counts only after a pound sign, “k” also on its own.
_SCALED = re.compile(
    rf"(?:£|(?<![A-Za-z])GBP ?)[ ]?(?P<number>{NUMBER})[ ]?(?P<scale>{SCALE}){END}"
    rf"|(?<![\w.])(?P<bare>{TIGHT})(?P<bare_scale>k| ?(?:thousand|million|billion)){END}",
    re.IGNORECASE,
)


def _end_of(match: re.Match[str]) -> End:
    digits = match["number"] or match["number2"]
    signed = "-" if match["sign"] or match["sign2"] else ""
    scale = match["scale"] or match["scale2"]
    return signed + digits, scale, bool(match["number"]), bool(match["pence"])


def _lead(plain: str, start: int) -> str:
    """The words before a sum, without an “about”."""
    return re.sub(rf"(?:{ABOUT}) ?$", "", plain[max(0, start - 60) : start], flags=re.IGNORECASE)


def _joins(plain: str, start: int, end: int, following: int) -> bool:
    """Whether the words between two sums make them a range."""
    joint = plain[end:following].strip().lower()
    lead = _lead(plain, start)
    if joint == "and":
        return bool(re.search(r"\bbetween (?:an? )?$", lead, re.IGNORECASE))
    if joint == "to" and re.search(r"\bby (?:an? )?$", lead, re.IGNORECASE):
        return False  # “cut by £340,000 to £1.08m”
    if joint == "to" and _FROM.search(lead):
        return bool(_RANGING.search(_FROM.sub("", lead)))
    return joint in ("-", "to", "or")


def _with_words(plain: str, amount: Amount) -> Amount:
    """The amount with what the words next to it say of it."""
    before = plain[max(0, amount.start - 24) : amount.start]
    for _ in range(2):
        # None of the words ends so: most amounts need no search.
        found = None if before[-2:].strip()[-1:].isdigit() else _BEFORE.search(before)
        if not found:
            break
        amount = marked(amount, found)
        before = before[: found.start()]
    after = plain[amount.end : amount.end + 60]
    if (more := MORE.match(after)) is not None:
        amount, after = marked(amount, more), after[more.end() :]
    for _ in range(2):
        following = AFTER.match(after)
        if not following:
            break
        amount, after = timed(amount, following), after[following.end() :]
    return amount


def pounds_as_numbers(text: str) -> str:
    """A lower-case text in which each sum is the plain number of its pounds, however it is written:
    £1.2m, GBP 1.2 million and 1,200,000 pounds are 1200000.
    """
    text = _OF_POUNDS.sub("£", _RANGE.sub(r"£\1\g<scale> £", text))
    text = with_figures(text, lambda pounds: f" {pounds} ")
    return _CURRENCY.sub(" ", text)
