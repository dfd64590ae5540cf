"""The settings and the mapping of an index, and the digest that tells whether one has drifted.

Texts come folded from `search.analysis`, the same words that every other engine gets; the index
stems them by the same rules. Only filters of a plain Elasticsearch are used.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from search import floor
from search.engines.plan import DEEPEST
from search.engines.position import Position
from search.engines.rows import LINES, NUMBERS, IndexRow, weighted
from search.query import LINE_FACETS, PLAIN_FACETS

# In which texts a record holds a concept, for the floor.
WORDS, SUBJECT, FILED = floor.FIELDS
POUNDS = "pounds"
# The values of all facets as “facet=value”: counted in one pass, which takes a fraction of the time
# of one pass for each.
COUNTED = "counted"
# One document says how far the index has come. No search is for entries of its type.
POSITION, POSITION_ID = "position", "position"

SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    # A copy on a second node as soon as there is one.
    "auto_expand_replicas": "0-1",
    "max_result_window": DEEPEST,
    "analysis": {
        "filter": {"word_stems": {"type": "stemmer", "language": "porter2"}},
        "analyzer": {
            WORDS: {"type": "custom", "tokenizer": "whitespace", "filter": ["word_stems"]},
        },
    },
}

_KEYWORD = {"type": "keyword"}
# Made ready to be counted when documents are written, not by the first search after that.
_FACET = {"type": "keyword", "eager_global_ordinals": True}
_NUMBER = {"type": "long"}


def mapping() -> dict[str, Any]:
    """The mapping, with the digest of itself and of the settings in its `_meta`."""
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
        **{name: {"type": "text", "analyzer": WORDS} for name in floor.FIELDS},
        "version": _NUMBER,
        "token": _NUMBER,
    }
    body: dict[str, Any] = {"dynamic": "strict", "properties": properties}
    told = json.dumps([SETTINGS, body], sort_keys=True)
    return {**body, "_meta": {"digest": hashlib.sha256(told.encode()).hexdigest()}}


def digest() -> str:
    """What `_meta` of an index says that was made by this code."""
    return mapping()["_meta"]["digest"]


def document(row: IndexRow) -> dict[str, Any]:
    """A row as a document of the index."""
    lines = [
        dict(zip((*LINE_FACETS, POUNDS), [*kind.split("/"), pounds], strict=True))
        for kind, pounds in row.lines()
    ]
    plain = {name: list(row.facets.get(name, ())) for name in PLAIN_FACETS}
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
        WORDS: weighted(row.folded()),
        SUBJECT: " ".join(row.subject()),
        FILED: " ".join(row.filed_under()),
    }


def position_document(position: Position) -> dict[str, Any]:
    """How far the index has come, as a document of it."""
    return {"type": POSITION, "version": position.version, "token": position.token}
