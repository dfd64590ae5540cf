"""Money as people write it: the one reader for every box, paste, document and search.

`figure` is for a box or a cell that must hold one sum; `read_amount` says all that such a text
says (a range, a limit, “a month”); `amounts_in` and `changes_in` read running text. Pounds are
exact, `Decimal` never float. All is pure, takes time in proportion to the text, and raises nothing
but NotMoney, whose message is a sentence that says what to write.

Why no library: price-parser reads £1.42m as 1.42 and (£340,000) as a gain; quantulum3 reads £1.42m
as “pound sterling metre”, 1.2 million pounds as a weight and a range as its middle, in floats;
Babel and Pint read none of k, m and bn. None knows a limit, a change or the unit of a column.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from portal.text.amounts import (
    ABOUT,
    AFTER,
    AT_LEAST,
    MORE,
    NUMBER,
    PLAIN,
    POUNDS,
    SCALE,
    UP_TO,
    Amount,
    marked,
    ordered,
    pounds_of,
    timed,
    written,
)
from portal.text.money_in_text import amounts_in, changes_in

MOST = Decimal(10) ** 12
LONGEST = 200
EXAMPLE = "Write pounds in figures, such as 12000, £12,000 or £1.2m."
_WHOLE = re.compile(
    rf"(?P<sign>[-+]?) ?(?P<mark>(?:£|GBP)?) ?(?P<sign2>[-+]?) ?(?P<number>{NUMBER})"
    rf"(?:[ -]?(?P<scale>{SCALE}))? ?(?:(?P<word>{POUNDS}|£)|(?P<pence>p|pence)|(?P<share>%))?",
    re.IGNORECASE,
)
_JOINT = re.compile(r" ?- ?| ?\bto\b ?| ?\band\b ?| ?\bor\b ?", re.IGNORECASE)
_PREFIX = re.compile(
    rf"(?:(?P<about>{ABOUT}|ca|c)|(?P<up_to>{UP_TO})|(?P<at_least>{AT_LEAST})|between)"
    r"(?![A-Za-z]) ?",
    re.IGNORECASE,
)
_NOTHING = {"nil", "none", "zero", "nothing", "no saving", "no savings", "no cost"}
_NOT_KNOWN = re.compile(
    r"£? ?(?:n/?a|#n/a|tb[cda]|to be (?:confirmed|agreed|determined)|unknown|not known"
    r"|not (?:yet )?available|not applicable|pending|awaited|suppressed|\*|\?+|-+|x+)\.?",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"[$€¥]|\b(?:USD|EUR|dollars?|euros?)\b", re.IGNORECASE)
_COLUMN_UNIT = re.compile(
    r"(?P<all>[(\[]? ?(?:in |£|GBP)?[ ']{0,2}(?P<unit>(?<![0-9,])000,000s?|(?<![0-9,])000'?s?"
    r"|thousands?|millions?|k|m|bn)"
    r"(?: ?(?:£|GBP|pounds))? ?[)\]]?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_COLUMN_SCALES = {"0": 3, "t": 3, "k": 3, "m": 6, "b": 9}


class NotMoney(ValueError):
    """A text that is no single sum of pounds. The message is a sentence that says what to write."""


def figure(text: str, *, unit: int = 1) -> Decimal:
    """The one sum that a text is, in pounds; brackets and a minus make it negative.

    `unit` is what the heading of its column counts in, such as 1000 for £000. Raises NotMoney for
    a range, a limit, an estimate, a sum of years and whatever else is no exact sum.
    """
    amount = read_amount(text, unit=unit)
    if amount.why_no_figure:
        raise NotMoney(f"{_shown(text)} is no exact amount. {amount.why_no_figure}")
    if amount.approximate:
        raise NotMoney(f"{_shown(text)} is an estimate. Write the amount that the books show.")
    return amount.low


def read_amount(text: str, *, unit: int = 1) -> Amount:
    """All that a text says which is nothing but an amount. Raises NotMoney for any other text."""
    plain = _one_line(text)
    _refuse_what_is_no_amount(text, plain)
    if plain.lower().rstrip(".") in _NOTHING:
        return Amount(Decimal(0), Decimal(0))
    if changes_in(plain):
        raise NotMoney(_what_to_write(text, plain))
    bracketed = plain.startswith("(") and plain.endswith(")")
    plain = plain[1:-1].strip() if bracketed else plain
    said, plain = _qualified(plain)
    ends = [_WHOLE.fullmatch(plain)]
    if ends[0] is None:
        ends = _two_ends(plain)
    if not ends or None in ends or any(end and end["share"] for end in ends):
        raise NotMoney(_what_to_write(text, plain))
    low, high = _pair(text, [end for end in ends if end], unit)
    if bracketed:
        if low < 0 or low != high:
            raise NotMoney(f"{_shown(text)} has two signs. {EXAMPLE}")
        low = high = -low
    if max(abs(low), abs(high)) >= MOST:
        raise NotMoney(f"{_shown(text)} is too large. {EXAMPLE}")
    return replace(said, low=low, high=high)


def number(text: str, *, unit: int = 1) -> Decimal:
    """The number of a cell that may count anything: 12.5, 81%, £1,200, (300), 1.2m, 1 200.

    A per cent sign is left out. Raises NotMoney, which then says what a number looks like.
    """
    plain = _one_line(text)
    bracketed = plain.startswith("(") and plain.endswith(")")
    found = _WHOLE.fullmatch(plain[1:-1].strip() if bracketed else plain)
    if not plain or len(plain) > LONGEST or found is None or found["pence"]:
        raise NotMoney(f"{_shown(text)} is not a number." if plain else "the cell is empty.")
    signs = len(found["sign"] + found["sign2"]) + bracketed
    if signs > 1:
        raise NotMoney(f"{_shown(text)} has two signs.")
    value = pounds_of(found["number"], found["scale"], unit)
    return -value if bracketed or "-" in found["sign"] + found["sign2"] else value


def column_unit(heading: str) -> tuple[str, int | None]:
    """What a heading says without its unit, and the unit in pounds: (“Saving”, 1000) for
    “Saving £000”. None where it names no unit; 1 for a bare pound sign.
    """
    plain = _one_line(heading)[:LONGEST]
    for found in _COLUMN_UNIT.finditer(plain):
        in_words = found["unit"].lower().startswith(("thousand", "million"))
        marked = any(mark in found["all"].lower() for mark in ("£", "gbp", "000", "in "))
        if marked or (in_words and found["all"][:1] in "(["):
            scale = (
                6
                if found["unit"].startswith("000,000")
                else _COLUMN_SCALES[found["unit"][0].lower()]
            )
            rest = plain[: found.start()] + " " + plain[found.end() :]
            return _bare(rest), 10**scale
    if re.search(r"£|\bGBP\b", plain):
        return _bare(re.sub(r"£|\bGBP\b", " ", plain)), 1
    return plain, None


def _one_line(text: str) -> str:
    return " ".join(text.translate(PLAIN).split(" ")).strip() if len(text) <= 4 * LONGEST else text


def _shown(text: str) -> str:
    return f"“{' '.join(text.split())[:40]}”"


def _bare(heading: str) -> str:
    return " ".join(re.sub(r"[(\[] ?[)\]]", " ", heading).split()).strip(" ,:-")


def _refuse_what_is_no_amount(text: str, plain: str) -> None:
    if not plain:
        raise NotMoney(f"There is no amount. {EXAMPLE}")
    if len(plain) > LONGEST:
        raise NotMoney(f"The text is too long for an amount. {EXAMPLE}")
    if _NOT_KNOWN.fullmatch(plain):
        raise NotMoney(f"{_shown(text)} gives no amount. Write pounds, 0 for none, or wait until "
                       "the amount is known.")  # fmt: skip
    if _FOREIGN.search(plain):
        raise NotMoney(f"{_shown(text)} is not in pounds. Write what it came to in pounds.")
    if "%" in plain:
        raise NotMoney(f"{_shown(text)} is a percentage. {EXAMPLE}")


def _qualified(plain: str) -> tuple[Amount, str]:
    """What the words around an amount say of it, and the amount without them."""
    said = Amount(Decimal(0), Decimal(0))
    for _ in range(3):
        found = _PREFIX.match(plain)
        if not found:
            break
        said = marked(said, found)
        plain = plain[found.end() :]
    for pattern in (MORE, AFTER, MORE, AFTER):
        found = _last(pattern, plain)
        if found:
            said = marked(said, found) if pattern is MORE else timed(said, found)
            plain = plain[: found.start()].strip()
    return said, plain.strip()


def _last(pattern: re.Pattern[str], plain: str) -> re.Match[str] | None:
    """The match that ends where the text ends."""
    return next((one for one in pattern.finditer(plain) if one.end() == len(plain)), None)


def _two_ends(plain: str) -> list[re.Match[str] | None]:
    """Both ends of a range, if the text is one: a dash or a word between two amounts."""
    for joint in _JOINT.finditer(plain):
        ends = [_WHOLE.fullmatch(plain[: joint.start()].strip()),
                _WHOLE.fullmatch(plain[joint.end() :].strip())]  # fmt: skip
        if joint.start() and all(ends):
            return ends
    return []


def _pair(text: str, ends: list[re.Match[str]], unit: int) -> tuple[Decimal, Decimal]:
    """The ends of a range in order; of one amount, that amount twice."""
    for end in ends:
        if len(end["sign"] + end["sign2"]) > 1:
            raise NotMoney(f"{_shown(text)} has two signs. {EXAMPLE}")
        # A comma of other countries: £1.200 is £1,200 there and £1.20 here.
        if (
            unit == 1
            and not end["scale"]
            and re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", end["number"])
        ):
            raise NotMoney(f"{_shown(text)} can be read in two ways. {EXAMPLE}")
    parts = [(end["number"], end["scale"], bool(end["mark"]), bool(end["pence"])) for end in ends]
    pair = ordered(parts, unit)
    if pair is None:
        raise NotMoney(f"{_shown(text)} can be read in two ways. Write both ends in full.")
    negative = [("-" in end["sign"] + end["sign2"]) for end in ends]
    if len(ends) == 1:
        return (-pair[0], -pair[0]) if negative[0] else pair
    if any(negative):
        raise NotMoney(f"{_shown(text)} can be read in two ways. Write both ends in full.")
    return pair


def _what_to_write(text: str, plain: str) -> str:
    """The sentence for a text that is no amount."""
    changes = changes_in(text)
    if changes:
        return (f"{_shown(text)} is a change of {written(changes[0].difference)}. "
                "Write the one amount that is meant.")  # fmt: skip
    if amounts_in(text):
        return f"{_shown(text)} holds more than an amount. {EXAMPLE}"
    if re.match(r"(?:£ ?)?[0-9]", plain) and re.search("[A-Za-z]", plain):
        return f"{_shown(text)} counts something else than pounds. {EXAMPLE}"
    return f"{_shown(text)} is not an amount. {EXAMPLE}"
