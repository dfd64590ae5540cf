"""The fields of the index, and an entry as a document of it."""

from __future__ import annotations

import hashlib
import inspect
import sys
from functools import cache, lru_cache
from typing import Any

import tantivy
from tantivy import Document, Filter, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from casestudies.choices import Effect, Recurrence, SignOffLevel
from search import floor
from search.analysis import analyzer
from search.bands import SavingBand
from search.engines.contract import Position
from search.indexing import rows
from search.indexing.rows import CASE_STUDY, NUMBERS, REPEATS, IndexRow, weighted
from search.query import LINE_FACETS, PLAIN_FACETS

# In which texts a record holds a concept, for the floor.
WORDS, SUBJECT, FILED = floor.FIELDS
# The words as they stand, each once: what spelling looks in.
SPELLINGS = "spellings"
LABEL = "label"
# What the ranking knows of a case study beside its words. The last two are read of few, from where
# the document lies as a whole.
PRIOR, CROWDED_OUT, IS_SIGNPOST, GIST, TRUST = "prior", "crowded_out", "signpost", "gist", "trust"
AS_THEY_ARE = ("id", "type", "access", TRUST, LABEL, *NUMBERS, PRIOR)
# To which readers an entry is no result, as `withheld_from` tells it. Few are withheld, so that
# leaving them out takes less time than looking who may see the rest.
WITHHELD = "withheld"
OPEN, NETWORK = "open", "network"
# The values of all facets as “facet=value”, counted in one pass.
COUNTED = "counted"
# Among them what every entry has, so that the same pass tells how many there are.
EVERY = "every"
# Each saving as effect/recurrence/sign-off/band, and as one number with its pounds, so that an
# amount is asked of the same line as the rest.
LINE, LINE_POUNDS = "line", "line_pounds"
POUNDS_BITS = 44
MOST_POUNDS = 2**POUNDS_BITS - 1
_LINE_VALUES = (Effect.values, Recurrence.values, SignOffLevel.values, SavingBand.values)
_VALUE_BITS = 4
# One document says how far the index has come. No search is for entries of its type.
POSITION = "position"
POSITION_ID = 0

_STEMS, _PLAIN = "stems", "plain_words"
# Up to this many characters: tantivy leaves out what is longer, as it does in the other engine.
LONGEST_TERM = 255


def _build() -> tantivy.Schema:
    builder = SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    builder.add_text_field("type", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("access", indexed=True, fast=True)
    builder.add_text_field(WITHHELD, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(
        TRUST, fast=True, stored=True, tokenizer_name="raw", index_option="basic"
    )
    builder.add_text_field(LABEL, tokenizer_name=_PLAIN, index_option="basic")
    builder.add_text_field(WORDS, tokenizer_name=_STEMS, index_option="position")
    for name in (SUBJECT, FILED):
        builder.add_text_field(name, tokenizer_name=_STEMS, index_option="position")
    builder.add_text_field(SPELLINGS, tokenizer_name=_PLAIN, index_option="basic")
    for name in NUMBERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in PLAIN_FACETS:
        builder.add_text_field(f"f_{name}", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(COUNTED, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(LINE, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(LINE_POUNDS, indexed=True, fast=True)
    builder.add_float_field(PRIOR, fast=True)
    for name in (CROWDED_OUT, IS_SIGNPOST):
        builder.add_boolean_field(name, fast=True)
    builder.add_bytes_field(GIST, stored=True, indexed=False)
    for name in ("version", "token"):
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


SCHEMA = _build()


@cache
def digest() -> str:
    """Another one for each layout of the index, so that no code reads the index of another."""
    told = f"{inspect.getsource(sys.modules[__name__])}{REPEATS}{PLAIN_FACETS}{rows.digest()}"
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def register_analyzers(index: tantivy.Index) -> None:
    """Tell an index how its texts are read. Needed each time one is opened."""
    index.register_tokenizer(_STEMS, analyzer())
    plain = TextAnalyzerBuilder(Tokenizer.whitespace())
    index.register_tokenizer(_PLAIN, plain.filter(Filter.remove_long(LONGEST_TERM + 1)).build())


def document(row: IndexRow) -> Document:
    """An entry as a document."""
    texts = row.words
    facets = [
        (name, value)
        for name in PLAIN_FACETS
        for value in dict.fromkeys(row.facets.get(name, ()))
        if value
    ]
    lines = dict.fromkeys(row.lines())
    kinds = dict.fromkeys(kind for kind, _ in lines)
    fields: dict[str, list[Any]] = {name: [getattr(row, name)] for name in AS_THEY_ARE}
    fields[WITHHELD] = [*withheld_from(row.type, row.access)]
    if row.type == CASE_STUDY:
        fields[CROWDED_OUT] = [row.is_crowded_out]
        fields[IS_SIGNPOST] = [row.is_signpost]
        fields[GIST] = [row.gist.encode()]
    fields[WORDS] = weighted(texts.texts)
    fields[SUBJECT] = [texts.subject]
    fields[FILED] = [texts.filed]
    fields[SPELLINGS] = [" ".join(set(" ".join(texts.texts).split()))]
    for name, value in facets:
        fields.setdefault(f"f_{name}", []).append(value)
    fields[LINE] = list(kinds)
    fields[LINE_POUNDS] = [line_number(kind, pounds) for kind, pounds in lines]
    of_lines = (one for kind in kinds for one in _values(kind))
    counted = dict.fromkeys(((EVERY, ""), *facets, *of_lines))
    fields[COUNTED] = [f"{name}={value}" for name, value in counted]
    return Document.from_dict(fields, SCHEMA)


def position_document(position: Position) -> Document:
    """How far the index has come, as a document of it."""
    made = Document()
    made.add_unsigned("id", POSITION_ID)
    made.add_text("type", POSITION)
    for reader in withheld_from(POSITION, 0):
        made.add_text(WITHHELD, reader)
    made.add_unsigned("version", position.version)
    made.add_unsigned("token", position.token)
    return made


def withheld_from(type_: str, access: int) -> tuple[str, ...]:
    """The readers to whom an entry is no result: it is no case study, or not for them."""
    is_result = type_ == CASE_STUDY
    allowed = (is_result and access <= 0, is_result and access <= 1)
    return tuple(reader for reader, may in zip((OPEN, NETWORK), allowed, strict=True) if not may)


def line_number(kind: str, pounds: int) -> int:
    """One saving as a number: its kind, then its pounds. The same kind's sort by their pounds."""
    return _kind_number(kind) << POUNDS_BITS | min(max(pounds, 0), MOST_POUNDS)


@lru_cache(maxsize=10_000)
def _kind_number(kind: str) -> int:
    number = 0
    for value, known in zip(kind.split("/"), _LINE_VALUES, strict=True):
        # 0 is blank; what nobody knows shares the last number.
        place = known.index(value) + 1 if value in known else (2**_VALUE_BITS - 1 if value else 0)
        number = number << _VALUE_BITS | place
    return number


@lru_cache(maxsize=10_000)
def _values(kind: str) -> tuple[tuple[str, str], ...]:
    """(facet, value) of a kind of saving; without those that are not known."""
    pairs = zip(LINE_FACETS, kind.split("/"), strict=True)
    return tuple((name, value) for name, value in pairs if value)
