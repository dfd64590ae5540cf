"""Porter's stemmer (M. F. Porter, "An algorithm for suffix stripping", 1980).

SQLite's `porter` tokeniser is the same algorithm, so that what PostgreSQL stores, what the
highlights mark and what the vocabulary knows agree with it word for word; a test compares them.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

STEP_2 = [
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("logi", "log"),
    ("bli", "ble"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
]
STEP_3 = [
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
]
# Longest first: "ement" before "ment" before "ent".
STEP_4 = (
    *("ement", "ance", "ence", "able", "ible", "ment"),
    *("ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize"),
    *("al", "er", "ic", "ou"),
)
SHORTEST = 3
LONGEST = 64


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a lower-case word. Very short and very long words stay as they are."""
    if len(word) < SHORTEST or len(word.encode()) > LONGEST:
        return word
    word = _plural(word)
    word = _past(word)
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    word = _swap(word, STEP_2)
    word = _swap(word, STEP_3)
    word = _drop(word)
    return _tidy(word)


def _consonants(word: str) -> list[bool]:
    flags: list[bool] = []
    for place, letter in enumerate(word):
        if letter in "aeiou":
            flags.append(False)
        elif letter == "y":
            flags.append(place == 0 or not flags[-1])
        else:
            flags.append(True)
    return flags


def _measure(word: str) -> int:
    """How often a consonant follows a vowel: Porter's m."""
    flags = _consonants(word)
    return sum(1 for before, after in pairwise(flags) if not before and after)


def _has_vowel(word: str) -> bool:
    return not all(_consonants(word))


def _double(word: str) -> bool:
    return len(word) > 1 and word[-1] == word[-2] and _consonants(word)[-1]


def _short_end(word: str) -> bool:
    """Consonant, vowel, consonant, the last not w, x or y."""
    return len(word) > 2 and _consonants(word)[-3:] == [True, False, True] and word[-1] not in "wxy"


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) else word
    for end in ("ed", "ing"):
        if word.endswith(end):
            rest = word[: -len(end)]
            return _mended(rest) if _has_vowel(rest) else word
    return word


def _mended(word: str) -> str:
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if _double(word) and word[-1] not in "lsz":
        return word[:-1]
    return word + "e" if _measure(word) == 1 and _short_end(word) else word


def _swap(word: str, endings: list[tuple[str, str]]) -> str:
    for end, new in endings:
        if word.endswith(end):
            rest = word[: -len(end)]
            return rest + new if _measure(rest) > 0 else word
    return word


def _drop(word: str) -> str:
    for end in STEP_4:
        if word.endswith(end):
            rest = word[: -len(end)]
            return rest if _measure(rest) > 1 else word
    if word.endswith("ion") and word[:-3].endswith(("s", "t")) and _measure(word[:-3]) > 1:
        return word[:-3]
    return word


def _tidy(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        many = _measure(rest)
        if many > 1 or (many == 1 and not _short_end(rest)):
            word = rest
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word
