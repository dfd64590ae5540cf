"""The one gate for text: what is kept and shown of it, and what is searched and compared. Pure.

`clean` is what enters: it takes out what nobody can see or what breaks a page, a feed or a letter,
and leaves what bears meaning as it was typed. `fold` is what is looked for and compared, on both
sides: two texts that a reader takes for the same have one fold. `RULES` shows what each does.

Kept libraries do what they know better than we would: `ftfy` has the tables of ligatures and of
full-width letters and knows which letters stray Windows bytes stand for; `anyascii` has the plain
letters for those that Unicode takes apart no further (ø, ł, ß). Neither is asked for more: ftfy
would straighten quotes that we keep, and anyascii would spell Arabic in Latin letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from html import escape, unescape
from typing import Any, NamedTuple

from anyascii import anyascii
from ftfy.chardata import LIGATURES, WIDTH_MAP
from ftfy.fixes import fix_c1_controls, remove_terminal_escapes

# Marks on one letter. The languages that need most of them need fewer; more run over the page.
MOST_MARKS = 4

_PLAIN = re.compile(r"[\t\n\x20-\x7e]*")
_LINE_ENDS = "\x0b\x0c\x85\u2028\u2029"
# Unicode's Default_Ignorable_Code_Point: drawn as nothing. `unicodedata` does not tell it.
_UNSEEN = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0D), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFC), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
# Format characters that are drawn: Arabic, Syriac and Kaithi signs that stand before a number.
_DRAWN_SIGNS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
# Kept for pictures by Unicode, so one that is newer than our tables is still a picture.
_PICTURES = range(0x1F000, 0x1FB00)
_BRAILLE_BLANK = 0x2800
_ZWNJ, _ZWJ = "\u200c", "\u200d"
_KEYCAP = "\u20e3"
_SELECTORS = "\ufe0e\ufe0f"
_JOINING = re.compile(f"[{_ZWNJ}{_ZWJ}{_SELECTORS}]")
_VIRAMA = 9
_GONE = ("Cc", "Cf", "Cs", "Co", "Cn")
_SPACES = re.compile(r"\s+")
_LINES = re.compile(r"[\n\t]")
_TAG = re.compile(r"(<[^<>]*>)")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

# Characters that stand for an apostrophe, a quotation mark, a hyphen, or nothing that is said.
_STRAIGHT = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2039\u203a\u02b9\u02bb\u02bc\u02bd"), "'"),
    **dict.fromkeys(map(ord, "\u02c8\u2032\u2035\u00b4`\u05f3\ua78c\u0384\u1fbd\u1fbf"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u2036\u05f4\u3003"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u02d7\u05be"), "-"),
    **dict.fromkeys(map(ord, "\u2e3a\u2e3b\u2796\u30a0\u301c\u3030\u2e17\u2053"), "-"),
    **dict.fromkeys(map(ord, "\u2044\u2215"), "/"),
    **dict.fromkeys(map(ord, "\u2122\u2120\u00ae\u00a9\u2117"), " "),
}
_QUOTES = {code: mark for code, mark in _STRAIGHT.items() if mark == '"'}
_FRACTION = re.compile(r"(?<=\d)(?=[\u00bc-\u00be\u2150-\u215f\u2189])")


class Rule(NamedTuple):
    """A kind of character, a text with it, and what each function makes of the text."""

    kind: str
    typed: str
    cleaned: str
    folded: str


RULES = (
    Rule("Plain letters", "Theatre lists", "Theatre lists", "theatre lists"),
    Rule("Accents, composed", "Caf\u00e9", "Caf\u00e9", "cafe"),
    Rule("Accents, apart", "Cafe\u0301", "Caf\u00e9", "cafe"),
    Rule("Welsh letters", "D\u0175r", "D\u0175r", "dwr"),
    Rule("Letters that come apart no further", "S\u00f8r Stra\u00dfe \u0142 \u00e6 \u0131",
         "S\u00f8r Stra\u00dfe \u0142 \u00e6 \u0131", "sor strasse l ae i"),
    Rule("Ligatures", "\ufb01nance", "finance", "finance"),
    Rule("Full-width letters", "\uff21\uff22\uff11", "AB1", "ab1"),
    Rule("Subscripts", "CO\u2082", "CO\u2082", "co2"),
    Rule("Superscripts", "m\u00b2", "m\u00b2", "m2"),
    Rule("Fractions", "2\u00bd", "2\u00bd", "2 1/2"),
    Rule("Money and measures", "\u00a35 \u00b5g", "\u00a35 \u00b5g", "\u00a35 \u03bcg"),
    Rule("Apostrophes", "O\u2019Brien", "O\u2019Brien", "o'brien"),
    Rule("Quotation marks", "\u201cbeds\u201d", "\u201cbeds\u201d", '"beds"'),
    Rule("Dashes", "2023\u201324", "2023\u201324", "2023-24"),
    Rule("Hyphens that do not break", "COVID\u201119", "COVID\u201119", "covid-19"),
    Rule("Signs of ownership", "Acme\u2122", "Acme\u2122", "acme "),
    Rule("Odd spaces", "10\u00a0000\u2009beds", "10 000 beds", "10 000 beds"),
    Rule("Line ends", "one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour",
         "one\ntwo\nthree\nfour"),
    Rule("Control characters", "be\x07ds", "beds", "beds"),
    Rule("Bytes of Windows", "trust\x92s", "trust\u2019s", "trust's"),
    Rule("Colours of a terminal", "\x1b[31mred\x1b[0m", "red", "red"),
    Rule("Soft hyphens", "co\u00adoperation", "cooperation", "cooperation"),
    Rule("Zero-width characters", "be\u200bd\ufeffs", "beds", "beds"),
    Rule("Turned direction", "\u202ebeds\u202c", "beds", "beds"),
    Rule("Private, unassigned and broken", "b\ue000e\uffffd\ud800s", "beds", "beds"),
    Rule("Joiners within a picture", "\U0001f469\u200d\u2695\ufe0f", "\U0001f469\u200d\u2695\ufe0f",
         "\U0001f469\u2695"),
    Rule("Marks without a letter", "\u0301beds", "beds", "beds"),
    Rule("Towers of marks", "e" + "\u0323" * 100, "\u1eb9" + "\u0323" * 3, "e"),
)  # fmt: skip


def clean(text: str) -> str:
    """The text as it is kept and shown. Line ends become one kind; they and tabs stay.

    Total, linear and idempotent. The result is Unicode NFC and holds no character that XML 1.0
    forbids, none of no shape, and none that turns the direction of others.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = remove_terminal_escapes(fix_c1_controls(_without_surrogates(text)))
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEANED)
    if text.isascii():
        return text
    # Marks are counted before the letters are put together as well: putting a hundred thousand
    # in order takes the square of their number.
    text = _with_few_marks(_JOINING.sub(_where_it_joins, text))
    return _with_few_marks(unicodedata.normalize("NFC", text))


def clean_line(text: str) -> str:
    """`clean` on one line, for names, titles and subjects: a line end becomes a space."""
    cleaned = clean(text)
    return " ".join(_SPACES.split(cleaned.strip())) if _LINES.search(cleaned) else cleaned


def clean_html(html: str) -> str:
    """`clean` for rich text: each text between tags for itself, what is written as `&shy;` too.

    A tag is left as it is but for the characters that no tag needs: a mark that follows it must
    not melt into its bracket.
    """
    if "&" in html:
        html = _REFERENCE.sub(_cleaned_reference, html)
    if _PLAIN.fullmatch(html):
        return html
    return "".join(clean(part) for part in _TAG.split(html))


def clean_value(value: Any, one: Callable[[str], str] = clean) -> Any:
    """A value of JSON with every text in it cleaned, keys too; anything else as it is."""
    if isinstance(value, str):
        return one(value)
    if isinstance(value, dict):
        return {
            one(key) if isinstance(key, str) else key: clean_value(item, one)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return type(value)(clean_value(item, one) for item in value)
    return value


def fold(text: str) -> str:
    """The text as it is searched and compared: small plain letters, digits, straight marks.

    Both the index and the query pass it, so CO\u2082 finds CO2 and O'Brien finds O\u2019Brien.
    Letters of other scripts stay, without their accents. Total, linear and idempotent.
    """
    text = clean(text)
    if text.isascii():
        return text.casefold().translate(_STRAIGHT)
    text = _FRACTION.sub(" ", text).translate(_STRAIGHT)
    for _ in range(2):
        # A fold of case can bring a mark to light, and the other way round.
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(one for one in parts if not unicodedata.combining(one)).casefold()
    text = _JOINING.sub("", text).translate(_FOLDED)
    return clean(unicodedata.normalize("NFC", text))


def straight_quotes(text: str) -> str:
    """`clean` on one line with straight quotation marks: for commands typed among words."""
    return clean_line(text).translate(_QUOTES)


def straight_marks(text: str) -> str:
    """`clean` on one line with straight quotation marks, apostrophes and dashes, capitals kept."""
    return clean_line(text).translate(_STRAIGHT)


def is_same(one: str, other: str) -> bool:
    """Whether a reader takes the two for the same name, however they are written."""
    return _SPACES.sub(" ", fold(one)).strip() == _SPACES.sub(" ", fold(other)).strip()


def _without_surrogates(text: str) -> str:
    """Halves that belong together as the character that they are; those without the other gone."""
    if text.isascii() or not any("\ud800" <= one <= "\udfff" for one in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _with_few_marks(text: str) -> str:
    """Without the marks that stand on nothing, and those that are too many on one letter."""
    if not any(map(_is_mark, text)):
        return text
    kept, on_it = [], MOST_MARKS
    for one in text:
        if _is_mark(one):
            on_it += 1
            if on_it > MOST_MARKS:
                continue
        else:
            on_it = MOST_MARKS if one.isspace() else 0
        kept.append(one)
    return "".join(kept)


def _is_mark(one: str) -> bool:
    return one > "\u02ff" and unicodedata.category(one)[0] == "M"


def _where_it_joins(found: re.Match[str]) -> str:
    """A joiner or a selector where it changes what is seen: in a picture, or between letters."""
    text, at, one = found.string, found.start(), found[0]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if one in _SELECTORS:
        return one if _category(before) in ("So", "Sm") or after == _KEYCAP else ""
    if before and before in _SELECTORS:
        before = text[max(at - 2, 0) : at - 1]
    if before and unicodedata.combining(before) == _VIRAMA:
        return one
    if before and after and {unicodedata.bidirectional(end) for end in (before, after)} == {"AL"}:
        return one
    pictures = _category(before) in ("So", "Sk", "Cn") and _category(after) in ("So", "Cn")
    return one if one == _ZWJ and pictures else ""


def _category(one: str) -> str:
    return unicodedata.category(one) if one else ""


def _cleaned_reference(found: re.Match[str]) -> str:
    """A character written by its number or name, unless it is one that does not enter."""
    meant = unescape(found[0])
    cleaned = clean(f"a{meant}")[1:]
    # What it stands on is not known here, so that a mark is no fault.
    return found[0] if cleaned == meant or _is_mark(meant[:1]) else escape(cleaned)


class _Cleaned(dict[int, str | None]):
    """What one character becomes, found once for each."""

    def __missing__(self, code: int) -> str | None:
        self[code] = found = self._of(code)
        return found

    @staticmethod
    def _of(code: int) -> str | None:
        one = chr(code)
        if one in "\n\t" or one in (_ZWNJ, _ZWJ) or one in _SELECTORS or one in _DRAWN_SIGNS:
            return one
        if one in _LINE_ENDS:
            return "\n"
        if any(first <= code <= last for first, last in _UNSEEN):
            return None
        category = unicodedata.category(one)
        if category == "Zs" or code == _BRAILLE_BLANK:
            return " "
        if category in _GONE and not (category == "Cn" and code in _PICTURES):
            return None
        return LIGATURES.get(code) or WIDTH_MAP.get(code) or one


class _Folded(dict[int, str]):
    """The plain letters of one character that Unicode takes apart no further."""

    def __missing__(self, code: int) -> str:
        self[code] = found = self._of(code)
        return found

    @staticmethod
    def _of(code: int) -> str:
        one = chr(code)
        if code in _STRAIGHT:
            return _STRAIGHT[code]
        if code < 128 or not unicodedata.name(one, "").startswith("LATIN "):
            return one
        return anyascii(one).casefold().translate(_STRAIGHT) or one


_CLEANED = _Cleaned()
_FOLDED = _Folded()
