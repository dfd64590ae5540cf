"""What an index refused, kept until it takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from search.models import IndexProblem, SearchEntry


@transaction.atomic
def note(index: str, sent: Iterable[int], refused: Mapping[int, str]) -> None:
    """Of the entries that were sent, keep those refused with the reason; let go of the rest."""
    known = IndexProblem.objects.filter(index=index)
    again = set(known.values_list("entry", flat=True)).intersection(sent)
    known.filter(entry__in=again).delete()
    there = set(SearchEntry.objects.filter(pk__in=refused).values_list("pk", flat=True))
    IndexProblem.objects.bulk_create(
        IndexProblem(index=index, entry_id=entry_id, reason=reason)
        for entry_id, reason in refused.items()
        if entry_id in there
    )


def forget(index: str) -> None:
    """Before every entry is sent anew."""
    IndexProblem.objects.filter(index=index).delete()
