"""What the ranking knows of case studies beside their words, as the index on this machine has it.

Whichever engine answers, it comes from here: to read 200 rows of the database takes longer than
the search itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import compress
from typing import Any

from tantivy import DocAddress, Searcher

from search.engines.embedded import queries
from search.engines.embedded.schema import CROWDED_OUT, GIST, IS_SIGNPOST, PRIOR, TRUST
from search.engines.plan import Hit


class Signals:
    """What is known of some case studies beside their words (`search.ranking`).

    `priors` are the products of the factors of their own standing, by entry id; `crowded_out` are
    of trust types that others crowd out. An entry that the index does not hold is in none of these.
    """

    def __init__(self, searcher: Searcher, hits: Iterable[Hit]) -> None:
        self._searcher = searcher
        self._addresses: dict[int, DocAddress] = {}
        self.priors: dict[int, float] = {}
        self.newest: dict[int, int] = {}
        self.crowded_out: set[int] = set()
        self.signposts: set[int] = set()
        self.add(hits)

    def add(self, hits: Iterable[Hit]) -> None:
        """Read the signals of more case studies."""
        told = {entry: address for entry, _, address in hits}
        whole = {entry: address for entry, address in told.items() if address is not None}
        if len(whole) < len(told):
            whole = _addresses(self._searcher, told)
        entries, addresses = list(whole), list(whole.values())
        column = partial(self._searcher.fast_field_values, doc_addresses=addresses)
        self._addresses.update(whole)
        self.priors.update(zip(entries, column(PRIOR), strict=True))  # type: ignore[arg-type]
        self.newest.update(zip(entries, column("newest"), strict=True))  # type: ignore[arg-type]
        self.crowded_out.update(compress(entries, column(CROWDED_OUT)))
        self.signposts.update(compress(entries, column(IS_SIGNPOST)))

    def gist(self, entry: int) -> str:
        """The words that tell most of a case study (`search.relevance_feedback`)."""
        told = self._stored(entry, GIST)
        return bytes(told).decode() if told else ""

    def trust(self, entry: int) -> str:
        """The ODS code of the trust whose case study it is; blank if it has none."""
        return str(self._stored(entry, TRUST) or "")

    def _stored(self, entry: int, field: str) -> Any:
        address = self._addresses.get(entry)
        return address and self._searcher.doc(address).get_first(field)


def _addresses(searcher: Searcher, entry_ids: Iterable[int]) -> dict[int, DocAddress]:
    """Where the entries lie in the index; without those that it does not hold."""
    wanted = list(entry_ids)
    hits = searcher.search(queries.one_of("id", wanted), limit=len(wanted), count=False).hits
    places = [address for _, address in hits]
    return dict(zip(searcher.fast_field_values("id", places), places, strict=True))  # type: ignore[arg-type]
