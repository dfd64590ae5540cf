"""Fielded terms in a search text: `trust:RXX area:theatres saving:>100000`.

They are taken out of the text and become the parameters that they name, so that a reader sees
and removes them like any other filter. A term that names nothing is left in the text as words,
and the reader is told what it could have been.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.http import QueryDict

from portal.text import money
from portal.text.normalising import straight_quotes
from portal.trusts import ods_codes
from portal.trusts.models import Trust
from search.bands import COST_FROM, PAYBACK_FROM
from search.facets import LABELS, FacetWords
from search.text_query import LONGEST_COMMAND

TERM = re.compile(r'(?:(?<=\s)|^)([A-Za-z_]{2,12}):("[^"]+"|[^\s":][^\s"]*)(?=\s|$)')
NAMES = {
    **{name: name for name in LABELS},
    "trust": "trust",
    "ods": "trust",
    "type": "trust_type",
    "recurrence": "recurrent",
    "signed": "sign_off",
    "signoff": "sign_off",
    "evidence": "grade",
    "setting": "care_setting",
    "system": "supplier",
}
MEANT = {("recurrent", "yes"): "recurrent", ("recurrent", "no"): "one-off"}
MOST_EXAMPLES = 4
BANDED = {"cost": COST_FROM, "payback": PAYBACK_FROM}


@dataclass
class Fielded:
    """What is left of the text, the parameters taken from it, and what to tell the reader."""

    text: str
    values: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def taken_out(asked: QueryDict, words: FacetWords) -> tuple[QueryDict, list[str]]:
    """The same search with the fielded terms of `q` as parameters, and the notes."""
    text = asked.get("q", "")
    if ":" not in text:
        return asked, []
    found = read(text, words)
    changed = asked.copy()
    changed.setlist("q", [found.text] if found.text else [])
    for name, value in found.values:
        if value not in changed.getlist(name):
            changed.appendlist(name, value)
    return (changed if found.values else asked), found.notes


def read(text: str, words: FacetWords) -> Fielded:
    """Take the fielded terms out of a text. Never raises.

    A long text is prose that somebody pasted, and its colons are punctuation. A text with a NUL
    is for the form to refuse as it stands.
    """
    if len(text.split()) > LONGEST_COMMAND or "\x00" in text:
        return Fielded(text)
    found = Fielded("")

    def take(term: re.Match[str]) -> str:
        name = NAMES.get(term[1].lower())
        if name is None:
            return term[0]
        said = term[2].strip('"').strip()
        values = _values(name, said, words)
        if not values:
            found.notes.append(_note(term[1], name, said, words))
            return term[0].replace(":", " ", 1)
        found.values.extend(values)
        return ""

    found.text = " ".join(TERM.sub(take, straight_quotes(text)).split())
    return found


def _values(name: str, said: str, words: FacetWords) -> list[tuple[str, str]]:
    """The parameters that a term stands for; several values stand between commas."""
    if name == "trust":
        codes = {ods_codes.normalised(code) for code in said.split(",")}
        known = Trust.objects.filter(ods_code__in=codes).count() == len(codes)
        return [("trust", code) for code in sorted(codes)] if known else []
    if name == "saving" and any(letter.isdigit() for letter in said):
        return _amounts(said)
    if name in ("year", *BANDED) and re.search(r"[<>]|\d-\d|\.\.", said):
        return [(name, value) for value in _within(name, said, words)]
    one_by_one = [part.strip() for part in said.split(",")]
    values = [MEANT.get((name, part.lower())) or words.named(name, part) for part in one_by_one]
    return [(name, value) for value in values] if all(values) else []


def _amounts(said: str) -> list[tuple[str, str]]:
    low, high = _ends(said)
    found = [("saving_from", low), ("saving_to", high)]
    return [(name, str(value)) for name, value in found if value is not None]


def _ends(said: str) -> tuple[int | None, int | None]:
    """Both ends of a range, each in it. A number alone is the lower end; two Nones are no range."""
    sign = re.match(r"[<>]=?", said)
    try:
        amount = money.read_amount(said.replace("..", "-"))
    except money.NotMoney:
        return None, None
    low, high = int(amount.low), int(amount.high)
    if low < 0 or (sign and amount.is_range) or _falls(said):
        return None, None
    if amount.is_range:
        return low, high
    if amount.bound == "up to":
        return None, max(0, low - 1) if sign and sign[0] == "<" else low
    return low + 1 if sign and sign[0] == ">" else low, None


def _falls(said: str) -> bool:
    """Whether both ends of a range stand the wrong way round: 9-3 is no range."""
    ends = re.split(r"\.\.|[-–]", said)
    try:
        low, high = (money.figure(end) for end in ends)
    except ValueError:
        return False
    return high < low and (not re.search("[a-z]", said, re.IGNORECASE))


def _within(name: str, said: str, words: FacetWords) -> list[str]:
    """The years, or the bands, that lie wholly in a range."""
    low, high = _ends(said)
    if low is None and high is None:
        return []
    if name == "year":
        spans = {value: (int(value), int(value)) for value in words.of[name]}
    else:
        begins = list(BANDED[name].items())
        ends = [begin - 1 for _, begin in begins[1:]]
        spans = {str(band): (begin, end) for (band, begin), end in zip(begins, ends, strict=False)}
        spans[str(begins[-1][0])] = (begins[-1][1], 10**12)
        # "Over 50,000" and "under 50,000" name the border of two bands.
        low = low - 1 if low is not None and said.startswith(">") else low
    return [
        value
        for value, (first, last) in spans.items()
        if (low is None or first >= low) and (high is None or last <= high)
    ]


def _note(typed: str, name: str, said: str, words: FacetWords) -> str:
    if name == "trust":
        return f"There is no trust with the code “{said}”, so we searched for the words."
    told = f"“{typed}:{said}” is no {LABELS[name].lower()} we know, so we searched for the words."
    examples = [f"{typed}:{_quoted(one)}" for one in words.of[name].values()][:MOST_EXAMPLES]
    return f"{told} You could write {', '.join(examples)}." if examples else told


def _quoted(label: str) -> str:
    return f'"{label.lower()}"' if " " in label else label.lower()
