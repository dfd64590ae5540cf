"""What an index holds of one entry, the same for every engine."""

from __future__ import annotations

from dataclasses import dataclass, field

from search.analysis import words
from search.query import BEST_FIT, PLAIN_FACETS

# The texts by weight, heaviest first.
TEXTS = ("title", "result", "context", "body", "blueprint")
# The context is areas, their synonyms, trusts. Measured on prose collections: a title between 2 and
# 5 times the body is best, and 3 stands in the flat middle.
WEIGHTS = (3.0, 2.0, 1.5, 1.0, 0.7)
# A facet's values stand in one column, separated by spaces. `lines` holds the savings, each as
# effect/recurrence/sign-off/band; `amounts` the same with the pounds, read only when a search asks
# for pounds, because few lines are alike then.
LINES = "lines"
AMOUNTS = "amounts"
FACET_COLUMNS = (*PLAIN_FACETS, LINES)
STORED_COLUMNS = (*FACET_COLUMNS, AMOUNTS)
CASE_STUDY = "case-study"
# What "best fit" and each other order look at, largest first.
SORTS = {
    BEST_FIT: "newest",
    "newest": "newest",
    "adopted": "adopters",
    "evidence": "evidence",
    "saving": "signed",
    "saving_share": "share",
}


@dataclass(frozen=True)
class IndexRow:
    """One entry as an index takes it: folded words, facet values, what it is sorted by.

    `facets["lines"]` holds effect/recurrence/sign-off/band/pounds of each saving.
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

    def facts(self) -> list[object]:
        """The values of the narrow table, in the order of `FACTS`."""
        plain = [getattr(self, name) for name in FACTS[: -len(STORED_COLUMNS)]]
        lines = self.facets.get(LINES, ())
        alike = {
            **self.facets,
            LINES: sorted({line.rpartition("/")[0] for line in lines}),
            AMOUNTS: sorted(set(lines)),
        }
        return [*plain, *(" ".join(alike.get(name, ())) for name in STORED_COLUMNS)]

    def folded(self) -> list[list[str]]:
        """The words of each text, in the order of `TEXTS`."""
        return [words(self.texts.get(name, "")) for name in TEXTS]


FACTS = (
    "id",
    "type",
    "access",
    "trust",
    "label",
    "newest",
    "adopters",
    "evidence",
    "signed",
    "share",
    "prior",
    *(f"f_{name}" for name in STORED_COLUMNS),
)
# Beside the facts, from the texts: how many words they have.
LENGTH = "length"
