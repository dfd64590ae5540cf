"""Entries as the rows that an index takes."""

from __future__ import annotations

from collections.abc import Iterator

from search.case_study_facets import PLACE
from search.engines.rows import TEXTS, Change, IndexRow
from search.models import SearchEntry

BATCH = 500


def index_row(entry: SearchEntry) -> IndexRow:
    """An entry as an index takes it."""
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
        texts={name: getattr(entry, name) for name in TEXTS},
    )


def all_changes() -> Iterator[Change]:
    """Every entry that can be found, as a change that brings it."""
    present = SearchEntry.objects.filter(gone=False).order_by("pk")
    return map(_change, present.iterator(chunk_size=BATCH))


def changes_between(after: int, upto: int) -> Iterator[Change]:
    """The entries whose last change has a version above the one and up to the other, in order."""
    changed = SearchEntry.objects.filter(version__gt=after, version__lte=upto)
    return map(_change, changed.order_by("version").iterator(chunk_size=BATCH))


def _change(entry: SearchEntry) -> Change:
    return Change(entry.pk, entry.version, None if entry.gone else index_row(entry))


def _with_places(entry: SearchEntry) -> dict[str, list[str]]:
    """The facets, a free place among the help that is to be had now."""
    if not entry.places:
        return entry.facets
    return {**entry.facets, "help": [*entry.facets.get("help", ()), PLACE]}
