"""What the dictionary of misspelt words takes in every web process."""

from __future__ import annotations

import itertools
import tracemalloc

from search import spelling

PARTS = [first + second for first, second in itertools.product("bcdfglmnprst", "aeiou")]
# 3,600 words that begin in many ways, as words do.
WORDS = [f"{one}{two}ting" for one, two in itertools.product(PARTS, repeat=2)]


class Listed:
    """A vocabulary of these words."""

    stamp = "listed@1"

    def everything(self):
        return ((word, 1) for word in WORDS)


def test_each_word_takes_a_few_hundred_bytes():
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        spelling._speller(Listed())
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        spelling.forget("listed")

    assert (after - before) / len(WORDS) < 1_000
