"""Bringing an index outside the database up to date: everything above its mark, in order.

Nothing is lost where the cluster is away: the mark stays, and the next run goes on from it. Two
workers at once do no harm, because a document carries its entry's version.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from django.conf import settings

from search import entries, outbox, problems
from search.engines import ELASTICSEARCH
from search.engines.away import EngineAway
from search.engines.elastic import writing
from search.engines.elastic.client import answering
from search.engines.failover import rest

logger = logging.getLogger(__name__)
BATCH = 500


@dataclass(frozen=True)
class Drained:
    """What one run did. `away` is why the cluster could not be reached, or blank."""

    sent: int = 0
    refused: int = 0
    away: str = ""


def is_needed() -> bool:
    """True if this site keeps an index outside the database."""
    return settings.SEARCH_ENGINE == ELASTICSEARCH


def drain() -> Drained:
    """Send everything that is pending. Never raises for a cluster that is away."""
    sent = refused = 0
    try:
        while batch := outbox.pending(ELASTICSEARCH, limit=BATCH):
            changes = (
                (entry.pk, entry.version, None if entry.gone else entries.index_row(entry))
                for entry in batch
            )
            with answering():
                no = writing.send(settings.ELASTICSEARCH_INDEX, changes, live=True)
            problems.note(ELASTICSEARCH, [entry.pk for entry in batch], no)
            outbox.acknowledge(ELASTICSEARCH, batch[-1].version)
            sent += len(batch)
            refused += len(no)
    except EngineAway as away:
        logger.warning("The index waits: %s", away)
        return Drained(sent, refused, str(away))
    if sent:
        # It answers: readers need not wait until their rest is over.
        rest.end()
    return Drained(sent, refused)


def watch(stop: threading.Event, *, every: float) -> None:
    """Drain again and again until told to stop, `every` so many seconds."""
    while not stop.is_set():
        done = drain()
        if done.sent:
            logger.info("Sent %d entries, %d refused.", done.sent, done.refused)
        stop.wait(every)
