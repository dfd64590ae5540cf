"""Entries as the rows that an index takes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from django.db.models import QuerySet

from search import folding
from search.case_study_facets import PLACE
from search.engines.rows import TEXTS, Change, IndexRow
from search.models import SearchEntry

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
    today = folding.digest()
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
