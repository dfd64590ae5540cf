"""Bringing the indexes into step with the entries, once a change is committed.

Whichever process comes first does it: the one that made the change, the next search, or the
worker. Nobody waits for another: one writes at a time, and whoever finds the index being written
goes on with it as it stands. What a reader or an editor does here is little, and to this machine's
own index only; a longer way is gone by a thread of this process, and the way to Elasticsearch,
which may be far or busy, by the worker.

An index that is lost or damaged, or that holds changes this database never had, is built anew
from the entries beside the old one (`search.indexing.history`).
"""

from __future__ import annotations

import logging
from functools import partial

from django.conf import settings
from django.db import connection

from portal.background import scheduling, threads
from search.engines.contract import ELASTICSEARCH, EMBEDDED, EngineAway, Position
from search.engines.elastic.engine import ElasticsearchEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.indexing import history
from search.indexing.rows import all_changes, changes_between
from search.models import SearchEntry

logger = logging.getLogger(__name__)

JOB = "search.send"
"""The scheduled job that brings every index of the site into step."""

# Up to so many changes are taken along by whoever comes by, which takes less than a moment.
A_FEW = 50
# An index of so many entries is built by whoever comes by.
SMALL = 1_000
# So many changes are written in one step.
BATCH = 2_000

KeptEngine = EmbeddedEngine | ElasticsearchEngine


def kept_engines() -> list[KeptEngine]:
    """The engines whose indexes this machine keeps in step: its own always."""
    if settings.SEARCH_ENGINE == ELASTICSEARCH:
        return [EmbeddedEngine(), ElasticsearchEngine()]
    return [EmbeddedEngine()]


def after_change() -> None:
    """Follow a change that was committed. Never raises: what is left is taken by the next."""
    for engine in kept_engines():
        try:
            if engine.name == EMBEDDED:
                in_passing(engine)
            else:
                # It may be far away or busy, and no editor waits for it.
                _in_background(engine)
        except Exception:
            logger.exception("The %s index waits for the next who comes by.", engine.name)


def in_passing(engine: KeptEngine) -> None:
    """Bring an index into step if that is soon done; if not, see to it that it is being done."""
    if not _may_look():
        return
    now = history.position()
    position = engine.position()
    if position == now:
        return
    if position is not None and _leads(position, now):
        bring, is_little = follow, now.version - position.version <= A_FEW
    else:
        bring, is_little = build, SearchEntry.objects.filter(gone=False).count() <= SMALL
    if is_little:
        bring(engine)
    else:
        _in_background(engine)


def after_answer(engine: KeptEngine, position: Position | None) -> None:
    """Follow up on how far an index had come that gave an answer: one that is behind is brought
    into step meanwhile. Raises EngineAway if the index is no index of these entries.
    """
    if not _may_look():
        return
    now = history.position()
    if position == now:
        return
    _in_background(engine)
    if position is None or not _leads(position, now):
        raise EngineAway(f"The {engine.name} index is not of these entries. It is built anew.")


def bring_up_to_date(engine: KeptEngine) -> int:
    """Bring an index into step, however long that takes. Returns how many changes it took: all
    entries where it was built anew, none where somebody else is at it. Raises EngineAway.
    """
    return follow(engine) if can_follow(engine) else build(engine) or 0


def can_follow(engine: KeptEngine) -> bool:
    """True if an index lacks nothing but the changes since; else it is to be built anew."""
    position = engine.position()
    return position is not None and _leads(position, history.position())


def follow(engine: KeptEngine) -> int:
    """Take the changes since, in order. Returns how many. Raises EngineAway."""
    taken = 0
    with engine.writing() as is_ours:
        while is_ours:
            now, position = history.position(), engine.position()
            if position is None or position == now or not _leads(position, now):
                break
            upto = min(now.version, position.version + BATCH)
            changes = list(changes_between(position.version, upto))
            engine.write(changes, Position(upto, now.token))
            taken += len(changes)
            if upto == now.version:
                break
    return taken


def build(engine: KeptEngine) -> int | None:
    """Build an index anew beside the live one, catch up, swap. Returns how many entries it holds;
    None if somebody else is building it. Raises EngineAway.
    """
    with engine.building() as is_ours:
        if not is_ours:
            return None
        start = history.position()
        index = engine.build(all_changes(), start)
        # Somebody may be writing to the old index: what they take is taken again by the next.
        with engine.writing():
            now = history.position()
            if now != start:
                index.write(changes_between(start.version, now.version), now)
            engine.swap(index)
    return engine.count()


def _leads(position: Position, now: Position) -> bool:
    return position.version <= now.version and history.leads_from(position)


def _may_look() -> bool:
    """Inside a transaction this connection sees what may yet be undone."""
    return not connection.in_atomic_block or settings.SEARCH_FOLLOWS_IN_TRANSACTIONS


def bring_own_index_up_to_date() -> None:
    """What each machine with a worker does every few seconds: its own index follows the entries."""
    bring_up_to_date(EmbeddedEngine())


def wait_for_background() -> None:
    """Wait until no thread of this process brings an index into step any more."""
    threads.wait()


def _in_background(engine: KeptEngine) -> None:
    """Have an index brought into step: this machine's own by a thread of this process, the
    cluster's by whoever does the tasks.
    """
    if connection.in_atomic_block:
        # Nobody else can see yet what this connection does.
        return
    if engine.name == EMBEDDED:
        threads.run_soon(f"index-{engine.name}", partial(_quietly, engine))
    else:
        scheduling.request(JOB)


def _quietly(engine: KeptEngine) -> None:
    try:
        bring_up_to_date(engine)
    except EngineAway as away:
        logger.warning("The %s index waits: %s", engine.name, away)
    except Exception:
        logger.exception("The %s index could not be brought into step.", engine.name)
