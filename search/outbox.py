"""What an index outside the database has yet to take: entries above its mark."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from search.engines import DEFAULT
from search.models import IndexMark, SearchEntry


def indexes() -> list[str]:
    """The indexes that this site keeps. The database's own is kept by every write."""
    return list(dict.fromkeys([DEFAULT, settings.SEARCH_ENGINE]))


def pending(index: str, *, limit: int) -> list[SearchEntry]:
    """The next entries for an index, tombstones among them, oldest change first."""
    above = SearchEntry.objects.filter(version__gt=mark_of(index))
    return list(above.order_by("version")[:limit])


def mark_of(index: str) -> int:
    """The version up to which an index has taken everything."""
    found = IndexMark.objects.filter(name=index).values_list("version", flat=True).first()
    return found or 0


@transaction.atomic
def acknowledge(index: str, version: int) -> None:
    """Note that an index has everything up to this version, and drop what no index waits for."""
    mark, _ = IndexMark.objects.get_or_create(name=index)
    if version > mark.version:
        IndexMark.objects.filter(pk=mark.pk).update(version=version)
    sweep()


def sweep() -> int:
    """Delete tombstones that every index has taken note of. Returns how many."""
    seen_by_all = min(mark_of(index) for index in indexes())
    return SearchEntry.objects.filter(gone=True, version__lte=seen_by_all).delete()[0]
