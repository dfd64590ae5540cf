"""A new index beside the live one, and the swap. Searches are answered throughout."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction

from search import entries, outbox, problems
from search.engines.elastic import indices, writing
from search.engines.elastic.client import answering
from search.engines.rows import IndexRow
from search.models import IndexMark, SearchEntry

NAME = "elasticsearch"
BATCH = 500


def rebuild() -> int:
    """Build, catch up with what changed meanwhile, swap. Returns how many entries it holds."""
    alias = settings.ELASTICSEARCH_INDEX
    with answering():
        fresh = indices.create_fresh(alias)
        try:
            upto, refused = _fill(fresh)
            indices.compact(fresh)
            return _finish(alias, fresh, upto, refused)
        except BaseException:
            indices.drop(fresh)
            raise


def _fill(index: str) -> tuple[int, dict[int, str]]:
    """Everything, then what changed while that was sent. Returns the version that it holds."""
    upto = entries.counter()
    refused = writing.send(index, _changes(SearchEntry.objects.filter(gone=False)))
    while (now := entries.counter()) - upto > BATCH:
        refused |= writing.send(index, _changes_after(upto))
        upto = now
    return upto, refused


def _finish(alias: str, index: str, upto: int, refused: dict[int, str]) -> int:
    """The last changes and the swap, while no entry is written."""
    with transaction.atomic():
        entries.take_turn()
        version = entries.counter()
        refused |= writing.send(index, _changes_after(upto))
        present = set(SearchEntry.objects.filter(gone=False).values_list("pk", flat=True))
        held = indices.ids(index)
        stray = [(entry_id, version, None) for entry_id in held - present]
        missing = SearchEntry.objects.filter(pk__in=present - held - refused.keys())
        writing.send(index, [*stray, *_changes(missing)])
        indices.swap(alias, index)
        IndexMark.objects.update_or_create(name=NAME, defaults={"version": version})
        problems.replace(NAME, refused)
        outbox.sweep()
    return len(present) - len(refused)


def _changes_after(version: int) -> Iterator[tuple[int, int, IndexRow | None]]:
    return _changes(SearchEntry.objects.filter(version__gt=version))


def _changes(found: object) -> Iterator[tuple[int, int, IndexRow | None]]:
    for entry in found.order_by("pk").iterator(chunk_size=BATCH):  # type: ignore[attr-defined]
        yield entry.pk, entry.version, None if entry.gone else entries.index_row(entry)
