"""What an index holds of one entry, the same for every engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from search.feedback import gist
from search.folding import FoldedTexts, fold_texts
from search.query import BEST_FIT, SIGNPOST
from search.ranking import CROWDED_OUT

# The texts by weight, heaviest first.
TEXTS = ("title", "result", "context", "body", "blueprint")
# A text's weight is how often it stands in the one field of words. With whole numbers that is
# BM25F (S. Robertson, H. Zaragoza, M. Taylor, "Simple BM25 extension to multiple weighted fields",
# 2004), on every engine alike. The context is areas, their synonyms, trusts.
REPEATS = (3, 2, 1, 1, 1)
# `lines` holds the savings, each as effect/recurrence/sign-off/band/pounds.
LINES = "lines"
CASE_STUDY = "case-study"
# What each order looks at, largest first.
SORTS = {
    BEST_FIT: "newest",
    "newest": "newest",
    "adopted": "adopters",
    "evidence": "evidence",
    "saving": "signed",
    "saving_share": "share",
}
NUMBERS = ("newest", "adopters", "evidence", "signed", "share")


@dataclass(frozen=True)
class IndexRow:
    """One entry as an index takes it: texts, facet values, what it is sorted by.

    `facets["lines"]` holds effect/recurrence/sign-off/band/pounds of each saving. `stored` is what
    came of the texts (`FoldedTexts.stored`), and `stored_gist` the words that tell most of them
    (`search.feedback`); where they are blank, they are worked out when needed.
    """

    id: int
    type: str = CASE_STUDY
    access: int = 0
    trust: str = ""
    label: str = ""
    newest: int = 0
    adopters: int = 0
    evidence: int = 0
    signed: int = 0
    share: int = 0
    prior: float = 1.0
    facets: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    stored: str = ""
    stored_gist: str = ""

    @cached_property
    def words(self) -> FoldedTexts:
        """The words of the texts, as an index takes them."""
        if self.stored:
            return FoldedTexts.read(self.stored)
        return fold_texts([self.texts.get(name, "") for name in TEXTS])

    @property
    def folded(self) -> list[list[str]]:
        """The words of each text, in the order of `TEXTS`."""
        return [text.split() for text in self.words.texts]

    @property
    def gist(self) -> str:
        """The words that tell most of it, by stem."""
        return self.stored_gist or gist(self.folded)

    @property
    def is_crowded_out(self) -> bool:
        """Of a trust type that others crowd out (`search.ranking`)."""
        return not CROWDED_OUT.isdisjoint(self.facets.get("trust_type", ()))

    @property
    def is_signpost(self) -> bool:
        """Of a case that is published elsewhere."""
        return SIGNPOST in self.facets.get("record", ())

    def lines(self) -> list[tuple[str, int]]:
        """(effect/recurrence/sign-off/band, pounds) of each saving."""
        parted = (line.rpartition("/") for line in self.facets.get(LINES, ()))
        return [(kind, int(pounds)) for kind, _, pounds in parted]


class Change(NamedTuple):
    """What became of an entry; a row of None takes it out of an index."""

    entry_id: int
    version: int
    row: IndexRow | None


def weighted(texts: Sequence[str]) -> list[str]:
    """The folded texts of an entry as the field of words takes them, each as often as it weighs."""
    return [text for text, times in zip(texts, REPEATS, strict=True) for _ in range(times) if text]
