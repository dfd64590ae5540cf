"""Bringing every index of the site into step, with a rebuild only where one is not."""

from __future__ import annotations

from dataclasses import dataclass

from search import catching_up, entries
from search.engines.away import EngineAway
from search.models import SearchEntry
from search.site_engine import get_engine


@dataclass(frozen=True)
class BuiltIndex:
    """The indexes as they stand. `away` is why the cluster could not be reached, or blank."""

    engine: str
    entries: int
    rebuilt: bool
    away: str = ""


def ensure_index(*, anew: bool) -> BuiltIndex:
    """Bring every entry up to date, and every index into step with them; `anew` builds them.

    A cluster that is away is told, not raised: this machine's own index answers meanwhile.
    """
    entries.repair()
    rebuilt, away = False, ""
    for engine in catching_up.kept_engines():
        try:
            if anew or not catching_up.can_follow(engine):
                rebuilt = catching_up.build(engine) is not None or rebuilt
            else:
                catching_up.follow(engine)
        except EngineAway as reason:
            away = str(reason)
    number = SearchEntry.objects.filter(gone=False).count()
    return BuiltIndex(get_engine().name, number, rebuilt, away)
