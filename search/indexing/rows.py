"""Index rows: what an index holds of each entry, the same for every engine.

The texts of an entry are folded once: when the entry is written.

Folding is most of the work of building an index. So an entry keeps what came of it, and the digest
of the code that did it (`SearchEntry.folded`, `folded_by`). What other code folded, or nobody yet,
is folded by whoever needs it, and kept when the entry is next written or repaired.
"""

from __future__ import annotations

import hashlib
import inspect
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import version
from itertools import islice
from typing import NamedTuple

from django.db.models import QuerySet

from portal.text import amounts, money_in_text, normalising
from search import analysis, floor
from search.analysis import words
from search.models import SearchEntry
from search.query import BEST_FIT, PLACE, SIGNPOST
from search.ranking import CROWDED_OUT
from search.relevance_feedback import gist

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
    (`search.relevance_feedback`); where they are blank, they are worked out when needed.
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


# What decides how a text is folded: this project's modules, and the packages that they use.
MODULES = (analysis, normalising, money_in_text, amounts)
PACKAGES = ("anyascii", "ftfy", "tantivy")
DIGEST_LENGTH = 16


class FoldedTexts(NamedTuple):
    """Folded words with a blank between them.

    `texts` in the order of `search.indexing.rows.TEXTS`; `subject` and `filed` for the fields of
    these names (`search.floor`).
    """

    texts: tuple[str, ...]
    subject: str
    filed: str

    @classmethod
    def read(cls, stored: str) -> FoldedTexts:
        """From the form in which an entry keeps it."""
        *texts, subject, filed = stored.split("\n")
        return cls(tuple(texts), subject, filed)

    def stored(self) -> str:
        """As an entry keeps it: a line for each. No word holds the end of a line."""
        return "\n".join((*self.texts, self.subject, self.filed))


def fold_texts(texts: Sequence[str]) -> FoldedTexts:
    """Fold the texts of an entry: title, result, context, body, blueprint."""
    title, result, context, body, blueprint = (words(text) for text in texts)
    return FoldedTexts(
        tuple(map(" ".join, (title, result, context, body, blueprint))),
        " ".join(floor.subject(title, result, body, blueprint)),
        " ".join(floor.filed_under(texts[2])),
    )


@cache
def digest() -> str:
    """Another one for each way of folding: of the code, its word lists, and the packages."""
    parts = [inspect.getsource(part) for part in (*MODULES, floor.subject, floor.filed_under)]
    parts += [inspect.getsource(fold_texts), str((floor.OFTEN, floor.ONCE_IN))]
    parts += [*map(version, PACKAGES), unicodedata.unidata_version]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:DIGEST_LENGTH]


BATCH = 500


class _Stored(NamedTuple):
    """What an index takes of an entry. The texts are fetched only where nobody folded them yet."""

    pk: int
    version: int
    gone: bool
    type: str
    access: int
    trust_code: str
    label: str
    newest: int
    adopters: int
    evidence: int
    signed_saving: int
    saving_share: int
    prior: float
    facets: dict[str, list[str]]
    places: int
    folded: str
    folded_by: str
    gist: str


def all_changes() -> Iterator[Change]:
    """Every entry that can be found, as a change that brings it."""
    return _changes(SearchEntry.objects.filter(gone=False).order_by("pk"))


def changes_between(after: int, upto: int) -> Iterator[Change]:
    """The entries whose last change has a version above the one and up to the other, in order."""
    changed = SearchEntry.objects.filter(version__gt=after, version__lte=upto)
    return _changes(changed.order_by("version"))


def _changes(entries: QuerySet[SearchEntry]) -> Iterator[Change]:
    today = digest()
    rows = map(_Stored._make, entries.values_list(*_Stored._fields).iterator(chunk_size=BATCH))
    while batch := list(islice(rows, BATCH)):
        other = [one.pk for one in batch if not one.gone and one.folded_by != today]
        texts = _texts_of(other) if other else {}
        for one in batch:
            row = None if one.gone else _index_row(one, texts.get(one.pk))
            yield Change(one.pk, one.version, row)


def _texts_of(ids: list[int]) -> dict[int, dict[str, str]]:
    rows = SearchEntry.objects.filter(pk__in=ids).values_list("pk", *TEXTS)
    return {pk: dict(zip(TEXTS, texts, strict=True)) for pk, *texts in rows}


def _index_row(entry: _Stored, texts: dict[str, str] | None) -> IndexRow:
    return IndexRow(
        id=entry.pk,
        type=entry.type,
        access=entry.access,
        trust=entry.trust_code,
        label=entry.label,
        newest=entry.newest,
        adopters=entry.adopters,
        evidence=entry.evidence,
        signed=entry.signed_saving,
        share=entry.saving_share,
        prior=entry.prior,
        facets=_with_places(entry),
        texts=texts or {},
        stored="" if texts else entry.folded,
        stored_gist="" if texts else entry.gist,
    )


def _with_places(entry: _Stored) -> dict[str, list[str]]:
    """The facets, a free place among the help that is to be had now."""
    if not entry.places:
        return entry.facets
    return {**entry.facets, "help": [*entry.facets.get("help", ()), PLACE]}
