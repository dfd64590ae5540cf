"""The texts of an entry as an index takes them, folded once: when the entry is written.

Folding is most of the work of building an index. So an entry keeps what came of it, and the digest
of the code that did it (`SearchEntry.folded`, `folded_by`). What other code folded, or nobody yet,
is folded by whoever needs it, and kept when the entry is next written or repaired.
"""

from __future__ import annotations

import hashlib
import inspect
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import NamedTuple

from portal.text import amounts, money_in_text, normalising
from search import analysis, floor, stemming, variants
from search.analysis import words

# What decides how a text is folded: this project's modules, and the packages that they use.
MODULES = (analysis, variants, stemming, normalising, money_in_text, amounts)
PACKAGES = ("anyascii", "ftfy", "tantivy")
DIGEST_LENGTH = 16


class FoldedTexts(NamedTuple):
    """Folded words with a blank between them.

    `texts` in the order of `search.engines.rows.TEXTS`; `subject` and `filed` for the fields of
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
