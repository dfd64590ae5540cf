"""The one reader of ODS codes: whatever a person, a file or an address gives, read the same way.

The code of an NHS trust begins with a letter and has three to five letters and digits (RGT,
G6V2S). A spreadsheet that takes a code for a number, a date or a formula writes something else
in its place, which no longer says which trust was meant: that is refused, never guessed.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

SHORTEST, LONGEST = 3, 5
SHOWN = 20
SHAPE = re.compile(r"[A-Z][A-Z0-9]{2,4}")
# Blanks of every kind, and the marks without width that a copied cell brings along.
BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
# Each begins where the code begins: tried from every letter of a long text they would be slow.
SCIENTIFIC = re.compile(r"\A[+-]?\d+([.,]\d+)?E[+-]?\d+")
DECIMAL = re.compile(r"\A([A-Z0-9]+)[.,]0+")
NUMBER = re.compile(r"[+-]?[\d.,]+")
DAY = re.compile(
    r"\A\d{1,4}[-/.](\d{1,2}|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*([-/.]\d{1,4})?"
    r"|\A(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*[-/]\d{1,4}"
)
# What spreadsheets and the tools beside them write for an empty cell or a truth. In the shape of
# a code: only the register, where codes come from, refuses them as such.
FILLERS = frozenset({"TRUE", "FALSE", "NULL", "NONE", "NAN"})
GIVE = "Give a letter and then 2 to 4 letters and digits, such as RGT."
MEND = "Format the column as text, then enter the code again, such as RGT."


class NotACode(ValueError):
    """The text is no ODS code. The sentence says what happened, and what to do.

    `fault` is that sentence without the code, for a message that names it in its own way.
    """

    def __init__(self, code: str, fault: str) -> None:
        super().__init__(f"“{code[:SHOWN]}” {fault}")
        self.fault = fault


def normalised(text: str) -> str:
    """The text in capitals, without blanks: how every code is kept and compared."""
    return BLANK.sub("", text).upper()


def whole(text: str) -> str:
    """The code that a text gives, for looking it up: the register knows what there is.

    Raises `NotACode` with a sentence for what a spreadsheet has eaten, and for nothing else.
    """
    code = normalised(text)
    if what := _eaten(code):
        raise NotACode(code, f"is not an ODS code: {what}. {MEND}")
    return code


def read(text: str) -> str:
    """The ODS code that a text gives, in capitals. Raises `NotACode` with a sentence."""
    code = whole(text)
    if code in FILLERS:
        raise NotACode(
            code, f"is not an ODS code: a spreadsheet has put it in place of one. {MEND}"
        )
    if not SHAPE.fullmatch(code):
        raise NotACode(code, f"is not an ODS code. {GIVE}")
    return code


def is_code(text: str) -> bool:
    """True if the text has the shape of an ODS code."""
    try:
        read(text)
    except NotACode:
        return False
    return True


def why_not(text: str) -> str:
    """What a spreadsheet has made of the code, in a sentence; blank if it has left it whole."""
    try:
        whole(text)
    except NotACode as fault:
        return str(fault)
    return ""


def _eaten(code: str) -> str:
    """What a spreadsheet did to a code, as the end of a sentence; blank for none of these."""
    if SCIENTIFIC.fullmatch(code):
        return "a spreadsheet has read it as a number, and written that with an exponent"
    if DECIMAL.fullmatch(code):
        return "a spreadsheet has added a decimal point and a nought"
    if NUMBER.fullmatch(code):
        return "it is a number, so a spreadsheet may have dropped a letter or noughts in front"
    if DAY.fullmatch(code):
        return "a spreadsheet has read it as a date"
    if code.startswith("#"):
        return "a spreadsheet has put it in place of one"
    return ""


def validate_ods_code(value: str) -> None:
    """For model fields: the code as it is kept. Raises ValidationError with the sentence."""
    try:
        code = read(value)
    except NotACode as fault:
        raise ValidationError(str(fault)) from fault
    if code != value:
        raise ValidationError(f"Write the code as {code}: capitals and digits, without spaces.")
