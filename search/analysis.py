"""What a word is: one reading of text for indexing, queries, highlights and spelling."""

from __future__ import annotations

import re
from html import unescape

from portal.text import normalising
from search.stemming import stem
from search.variants import british, in_figures

WORD = re.compile(r"[^\W_]+")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
# The ending of patient's is no word, nor is that of ward(s).
ENDING = re.compile(r"(?<=[^\W\d_])(?:'s(?![^\W_])|\(e?s\))")
TAG = re.compile(r"<[^<>]*>")
# Of a longer one, such as a picture pasted as letters, the beginning: no index holds the whole.
LONGEST_WORD = 255
SPELLABLE = re.compile(r"[a-z]{3,30}$")

# Words that carry no subject. Removed from queries only: the index and phrases keep them.
_STOP = """
a about above after again against all am an and any are as at be because been before being
below between both but by can could did do does doing down during each few for from further
had has have having he her here hers herself him himself his how i if in into is it its
itself just me more most my myself no nor not now of off on once only or other our ours
ourselves out over own same she should so some such than that the their theirs them
themselves then there these they this those through to too under until up very was we were
what when where which while who whom why will with would you your yours yourself yourselves
"""
STOP_WORDS = frozenset(_STOP.split())


def fold(text: str) -> str:
    """Plain small letters (`portal.text`), thousands separators closed up: £100,000 is 100000."""
    return THOUSANDS.sub("", normalising.fold(text))


def words(text: str) -> list[str]:
    """The folded words of a text in British spelling, in order, repeats kept."""
    found = WORD.findall(in_figures(ENDING.sub("", fold(text))))
    return [british(word[:LONGEST_WORD]) for word in found]


def stems(text: str) -> list[str]:
    """The stems of the words of a text, in order."""
    return [stem(word) for word in words(text)]


def content_words(found: list[str]) -> list[str]:
    """Without stop words, unless nothing else is there."""
    return [word for word in found if word not in STOP_WORDS] or found


def plain(html: str) -> str:
    """The text of a piece of rich text."""
    return unescape(TAG.sub(" ", html)).strip()
