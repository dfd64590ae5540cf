"""Where the ranking reads what it knows of entries beside their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from search import feedback
from search.engines.rows import IndexRow, Signals
from search.models import SearchEntry
from search.prepared import Prepared
from search.query import SIGNPOST
from search.ranking import CROWDED_OUT

_stored = Prepared(
    lambda ids: SearchEntry.objects.filter(pk__in=ids).values_list(
        "pk", "prior", "trust_code", "newest", "crowded_out", "signpost", "gist"
    )
)


class Signalling(Protocol):
    """What is known of entries."""

    def signals(self, entry_ids: Sequence[int]) -> dict[int, Signals]:
        """The signals of each entry that is there."""
        ...


class StoredSignals:
    """From the site's entries, as they stand in the database now."""

    def signals(self, entry_ids: Sequence[int]) -> dict[int, Signals]:
        """One query."""
        rows = _stored.rows(list(entry_ids)) if entry_ids else []
        return {row[0]: Signals._make(row[1:]) for row in rows}


class RowSignals:
    """Of rows that were given by hand, noted as they pass."""

    def __init__(self) -> None:
        self._signals: dict[int, Signals] = {}

    def noting(self, rows: Iterable[IndexRow]) -> Iterator[IndexRow]:
        """The same rows."""
        for row in rows:
            self._signals[row.id] = Signals(
                prior=row.prior,
                trust=row.trust,
                newest=row.newest,
                crowded_out=not CROWDED_OUT.isdisjoint(row.facets.get("trust_type", ())),
                signpost=SIGNPOST in row.facets.get("record", ()),
                gist=feedback.gist(row.folded),
            )
            yield row

    def signals(self, entry_ids: Sequence[int]) -> dict[int, Signals]:
        """The signals of each that passed."""
        return {one: self._signals[one] for one in entry_ids if one in self._signals}
