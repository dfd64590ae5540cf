"""The settings and the mapping of an index, and the digest that tells one of another version.

Texts come folded from `search.analysis` and stemmed by `search.analysis`, so that every engine
holds the same terms; the index takes them apart where the blanks are.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from functools import cache
from typing import Any

from search import floor
from search.analysis import stemmed
from search.engines.contract import Position
from search.engines.plan import DEEPEST
from search.indexing import rows
from search.indexing.rows import LINES, NUMBERS, REPEATS, IndexRow, weighted
from search.query import LINE_FACETS, PLAIN_FACETS

# In which texts a record holds a concept, for the floor.
WORDS, SUBJECT, FILED = floor.FIELDS
STEMS = "stems"
POUNDS = "pounds"
# The values of all facets as “facet=value”: counted in one pass, which takes a fraction of the time
# of one pass for each.
COUNTED = "counted"
# One document says how far the index has come. No search is for entries of its type.
POSITION = "position"
# A word of so many characters, each of which may count as two, is not cut into several.
LONGEST_TOKEN = 1_024

SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    # A copy on a second node as soon as there is one.
    "auto_expand_replicas": "0-1",
    "max_result_window": DEEPEST,
    # A change that arrives late must not bring back what was deleted, for as long as one may.
    "gc_deletes": "1h",
    "analysis": {
        "tokenizer": {"words": {"type": "whitespace", "max_token_length": LONGEST_TOKEN}},
        "analyzer": {STEMS: {"type": "custom", "tokenizer": "words"}},
    },
}

_KEYWORD = {"type": "keyword"}
# Made ready to be counted when documents are written, not by the first search after that.
_FACET = {"type": "keyword", "eager_global_ordinals": True}
_NUMBER = {"type": "long"}


def mapping() -> dict[str, Any]:
    """The mapping. A field that it does not name is refused."""
    properties: dict[str, Any] = {
        "id": _NUMBER,
        "type": _KEYWORD,
        "access": {"type": "byte"},
        "trust": _KEYWORD,
        **dict.fromkeys(NUMBERS, _NUMBER),
        **{f"f_{name}": _FACET for name in PLAIN_FACETS},
        # The values of a line's facets stand here beside the lines too: while nothing is chosen of
        # a line, that spares joining each line to its record.
        COUNTED: _FACET,
        LINES: {
            "type": "nested",
            "properties": {**dict.fromkeys(LINE_FACETS, _KEYWORD), POUNDS: _NUMBER},
        },
        **{name: {"type": "text", "analyzer": STEMS} for name in floor.FIELDS},
        "version": _NUMBER,
        "token": _NUMBER,
        "layout": _KEYWORD,
    }
    return {"dynamic": "strict", "properties": properties}


def digest() -> str:
    """Another one for each layout of an index, and for each way to write a document of it."""
    told = json.dumps([SETTINGS, mapping(), _written_by()], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


@cache
def _written_by() -> str:
    """What writes a document. Kept, because every search compares the digest."""
    parts = (inspect.getsource(document), REPEATS, rows.digest())
    return "/".join(map(str, parts))


def document(row: IndexRow) -> dict[str, Any]:
    """A row as a document of the index."""
    lines = [
        dict(zip((*LINE_FACETS, POUNDS), [*kind.split("/"), pounds], strict=True))
        for kind, pounds in row.lines()
    ]
    plain = {name: [one for one in row.facets.get(name, ()) if one] for name in PLAIN_FACETS}
    of_lines = {name: sorted({line[name] for line in lines}) for name in LINE_FACETS}
    return {
        **{name: getattr(row, name) for name in ("id", "type", "access", "trust", *NUMBERS)},
        **{f"f_{name}": values for name, values in plain.items()},
        COUNTED: [
            f"{name}={value}"
            for name, values in (plain | of_lines).items()
            for value in values
            if value
        ],
        LINES: lines,
        WORDS: [stemmed(text) for text in weighted(row.words.texts)],
        SUBJECT: stemmed(row.words.subject),
        FILED: stemmed(row.words.filed),
    }


def position_document(position: Position) -> dict[str, Any]:
    """How far the index has come, as a document of it."""
    return {
        "type": POSITION,
        "version": position.version,
        "token": position.token,
        "layout": digest(),
    }


def read_position(told: dict[str, Any]) -> Position | None:
    """From such a document; None if it is of an index of another layout."""
    return Position(told["version"], told["token"]) if told.get("layout") == digest() else None


def position_id(index: str) -> str:
    """The number of that document. Each index has its own, so that what is meant for the index
    behind an alias never reaches the one that took its place.
    """
    return f"{POSITION}-{index}"
