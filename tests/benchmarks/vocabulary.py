"""Real words in the proportions of real text: what the records are written in and asked with."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate

SIZE = 50_000
# The ranks by frequency of subject words.
SUBJECT = (600, 12_000)
SUBJECTS = 60
WORDS_A_SUBJECT = 60
# A word that people search for has at least so many letters.
SHORTEST = 3


def _by_frequency() -> list[tuple[str, int]]:
    """English words with how often they stand in text, the commonest first.

    The list comes with the speller that the site uses, so that nothing is fetched.
    """
    text = (files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text("utf-8-sig")
    pairs = (line.split() for line in text.splitlines())
    return sorted(((word, int(count)) for word, count in pairs), key=lambda pair: -pair[1])[:SIZE]


@dataclass(frozen=True)
class Vocabulary:
    """Words, how often each up to here stands in text, and the words of each subject."""

    words: Sequence[str]
    cumulative: Sequence[int]
    subjects: Sequence[Sequence[str]]

    def text(self, draw: random.Random, length: int) -> list[str]:
        """Words as they come in running text."""
        return draw.choices(self.words, cum_weights=self.cumulative, k=length)


def vocabulary() -> Vocabulary:
    """The same each time."""
    pairs = _by_frequency()
    words = [word for word, _ in pairs]
    draw = random.Random(1)
    subject_words = [word for word in words[slice(*SUBJECT)] if len(word) > SHORTEST]
    subjects = [draw.sample(subject_words, WORDS_A_SUBJECT) for _ in range(SUBJECTS)]
    return Vocabulary(words, list(accumulate(count for _, count in pairs)), subjects)
