"""Bringing the index of the site's engine into step, with a rebuild only where it is not."""

from __future__ import annotations

from dataclasses import dataclass

from search import checks, draining, entries, outbox
from search.engines import get_engine
from search.engines.away import EngineAway
from search.models import SearchEntry


@dataclass(frozen=True)
class BuiltIndex:
    """The index as it stands. `away` is why the cluster could not be reached, or blank."""

    engine: str
    entries: int
    rebuilt: bool
    away: str = ""


def ensure_index(*, anew: bool) -> BuiltIndex:
    """Bring every entry up to date, and rebuild the engine's index if asked or out of step.

    A cluster that is away is told, not raised: the database answers the same searches meanwhile.
    """
    repaired = entries.repair()
    engine = get_engine()
    try:
        rebuilt = bool(anew or repaired or _is_out_of_step())
        if rebuilt:
            # The database's own too: it answers while a cluster is away.
            for name in outbox.indexes():
                get_engine(name).rebuild()
    except EngineAway as away:
        return BuiltIndex(engine.name, _number_of_entries(), rebuilt=False, away=str(away))
    return BuiltIndex(engine.name, _number_of_entries(), rebuilt=rebuilt)


def _number_of_entries() -> int:
    return SearchEntry.objects.filter(gone=False).count()


def _is_out_of_step() -> bool:
    """True if the tables or the cluster's index are missing, old or behind the entries."""
    if not SearchEntry.objects.exists() or checks.index_is_in_step(["default"]):
        return True
    return draining.is_needed() and bool(checks.cluster_is_in_step() or draining.drain().away)
