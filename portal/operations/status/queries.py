"""How each part of the site is, for whoever keeps it alive. No part's fault hides another's.

Nothing here tells a password, an address of a part or a person: a part that does not answer is
named with the kind of its error, and the log has the rest.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from time import perf_counter
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from portal.accounts.failures import Failures, failures
from portal.background.models import BackgroundProcess
from portal.background.processes import Kind, alive
from portal.operations import versions
from portal.operations.backups.services import broken_off
from portal.operations.models import Backup
from portal.text.dates import moment_in_words
from search.engines.contract import ELASTICSEARCH, Position
from search.engines.elastic.engine import ElasticsearchEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.indexing import history

logger = logging.getLogger(__name__)

BACKUP_DUE = timedelta(hours=26)
"""A backup each night, with two hours to spare."""
WAITS_LONG = timedelta(minutes=15)
"""Longer than letters and tasks wait where a worker keeps up."""
LITTLE_ROOM = 1 << 30
LITTLE_SHARE = 0.1
"""A disk with less than a gigabyte or a tenth left needs somebody."""
MANY_CHANGES = 2_000
"""So many changes behind, an index is no longer brought into step in passing."""
RESTORE_BROKEN_OFF = (
    "A restore was broken off. The database is whole, the one of before or the restored one; the "
    "files may be of the other."
)

Fact = str | int | float | bool | None
Facts = dict[str, Fact]


class State(StrEnum):
    """Well; somebody should look at it; people notice it now."""

    WELL = "well"
    ATTENTION = "attention"
    FAILED = "failed"


@dataclass(frozen=True)
class Part:
    """One part of the site: how it is, in a sentence, and the figures of it, for programs."""

    key: str
    label: str
    state: State
    says: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    hint: str = ""
    """What to do, where it is not well."""


@dataclass(frozen=True)
class SiteStatus:
    """Every part, at one moment."""

    at: datetime
    parts: list[Part]

    @property
    def state(self) -> State:
        """The worst of them."""
        found = {part.state for part in self.parts}
        return next((one for one in (State.FAILED, State.ATTENTION) if one in found), State.WELL)


def site_status() -> SiteStatus:
    """Look at every part. It asks the database, the cache and the index, and waits for each."""
    looks: list[tuple[str, str, Callable[[], Part]]] = [
        ("version", "Version", _version),
        ("database", "Database", _database),
        ("cache", "Cache", _cache),
        ("index", "Search index of this machine", _own_index),
        ("elasticsearch", "Elasticsearch", _elasticsearch),
        ("worker", "Worker", lambda: _process(Kind.WORKER, "worker", "Worker")),
        ("scheduler", "Scheduler", lambda: _process(Kind.SCHEDULER, "scheduler", "Scheduler")),
        ("disk", "Disk", _disk),
        ("backup", "Backup", _backup),
    ]
    if settings.SEARCH_ENGINE != ELASTICSEARCH:
        looks = [look for look in looks if look[0] != "elasticsearch"]
    parts = [_guarded(key, label, look) for key, label, look in looks]
    try:
        now = failures()
        parts[-2:-2] = [_tasks(now), _jobs(now), _mail(now)]
    except Exception as error:
        parts[-2:-2] = [_away(key, label, error) for key, label in WORK]
    return SiteStatus(timezone.now(), parts)


WORK = [("tasks", "Tasks"), ("jobs", "Scheduled jobs"), ("mail", "Mail")]


def _guarded(key: str, label: str, look: Callable[[], Part]) -> Part:
    try:
        return look()
    except Exception as error:
        return _away(key, label, error)


def _away(key: str, label: str, error: Exception) -> Part:
    logger.warning("The status of %s could not be read.", key, exc_info=error)
    says = f"Does not answer ({type(error).__name__})."
    return Part(key, label, State.FAILED, says, hint="The log says more.")


def _version() -> Part:
    waiting = versions.waiting_migrations()
    facts: Facts = {"version": versions.version(), "migrations_waiting": waiting}
    if unfinished := broken_off():
        return Part(
            "version",
            "Version",
            State.FAILED,
            RESTORE_BROKEN_OFF,
            facts,
            hint=f"uv run manage.py restore {unfinished}",
        )
    if waiting:
        says = f"{versions.version()}, with {waiting} migrations to run."
        hint = "uv run manage.py migrate"
        return Part("version", "Version", State.FAILED, says, facts, hint=hint)
    return Part("version", "Version", State.WELL, f"{versions.version()}.", facts)


def _database() -> Part:
    started = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    taken = round((perf_counter() - started) * 1000, 1)
    facts: Facts = {"kind": connection.vendor, "milliseconds": taken}
    says = f"{connection.display_name} answers in {taken} ms."
    return Part("database", "Database", State.WELL, says, facts)


def _cache() -> Part:
    key, value, started = f"status-{uuid4()}", uuid4().hex, perf_counter()
    cache.set(key, value, timeout=60)
    is_kept = cache.get(key) == value
    cache.delete(key)
    taken = round((perf_counter() - started) * 1000, 1)
    facts: Facts = {"keeps": is_kept, "milliseconds": taken}
    if not is_kept:
        says = "Forgets at once what it is given, so limits on tries do not hold."
        return Part("cache", "Cache", State.FAILED, says, facts, hint="See CACHE_URL.")
    return Part("cache", "Cache", State.WELL, f"Answers in {taken} ms.", facts)


def _own_index() -> Part:
    return _index("index", "Search index of this machine", EmbeddedEngine().position())


def _elasticsearch() -> Part:
    return _index("elasticsearch", "Elasticsearch", ElasticsearchEngine().position())


def _index(key: str, label: str, position: Position | None) -> Part:
    now = history.position()
    if position is None or not (position == now or history.leads_from(position)):
        return Part(
            key,
            label,
            State.ATTENTION if now.version else State.WELL,
            "Is of another history or version, or not there yet. It builds itself anew.",
            {"behind": None},
            hint="uv run manage.py rebuild_index",
        )
    behind = now.version - position.version
    says = f"Behind by {behind:,} changes." if behind else "In step with the database."
    # The next search or worker takes what it lacks: a few are no fault.
    state = State.ATTENTION if behind > MANY_CHANGES else State.WELL
    return Part(key, label, state, says, {"behind": behind}, hint="Keep a worker running.")


def _process(kind: BackgroundProcess.Kind, key: str, label: str) -> Part:
    living = [one for one in alive() if one.kind == kind]
    last = BackgroundProcess.objects.filter(kind=kind).aggregate(last=Max("beat_at"))["last"]
    facts: Facts = {"alive": len(living), "last_beat": last.isoformat() if last else None}
    if living:
        seconds = max(0, int((timezone.now() - last).total_seconds()))
        says = f"{len(living)} alive; the last beat {seconds} seconds ago."
        return Part(key, label, State.WELL, says, facts)
    if last:
        says = f"None alive: the last one fell silent on {moment_in_words(last)}."
        return Part(key, label, State.FAILED, says, facts, hint=f"uv run manage.py {key}")
    if settings.BACKGROUND_IN_WEB:
        says = "None runs. The web server does its work, which is enough for a small site."
        return Part(key, label, State.WELL, says, facts)
    says = "None runs, and what it does waits."
    return Part(key, label, State.FAILED, says, facts, hint=f"uv run manage.py {key}")


def _tasks(now: Failures) -> Part:
    status = now.status
    age = _age(status.oldest)
    facts: Facts = {"waiting": status.waiting, "oldest_seconds": age, "failed": status.failed}
    says = f"{status.waiting:,} waiting, {status.failed:,} failed."
    state = State.ATTENTION if status.failed or age > WAITS_LONG.total_seconds() else State.WELL
    return Part("tasks", "Tasks", state, says, facts, hint=FAILURES)


def _jobs(now: Failures) -> Part:
    facts: Facts = {"failed": len(now.jobs)}
    if not now.jobs:
        return Part("jobs", "Scheduled jobs", State.WELL, "None failed at its last run.", facts)
    says = f"Failed at their last run: {', '.join(job.label for job in now.jobs)}."
    return Part("jobs", "Scheduled jobs", State.ATTENTION, says, facts, hint=FAILURES)


def _mail(now: Failures) -> Part:
    waiting, age = now.waiting_letters.number, _age(now.waiting_letters.oldest)
    facts: Facts = {"waiting": waiting, "oldest_seconds": age, "failed": now.number_of_letters}
    says = f"{waiting:,} letters waiting, {now.number_of_letters:,} failed."
    is_late = now.number_of_letters or age > WAITS_LONG.total_seconds()
    state = State.ATTENTION if is_late else State.WELL
    return Part("mail", "Mail", state, says, facts, hint=FAILURES)


FAILURES = "See Failed letters and jobs."


def _disk() -> Part:
    usage = shutil.disk_usage(settings.DATA_DIR)
    facts: Facts = {"free_bytes": usage.free, "total_bytes": usage.total}
    says = f"{usage.free / (1 << 30):,.1f} GB of {usage.total / (1 << 30):,.1f} GB free."
    is_little = usage.free < LITTLE_ROOM or usage.free < LITTLE_SHARE * usage.total
    state = State.ATTENTION if is_little else State.WELL
    return Part("disk", "Disk", state, says, facts, hint="Make room, or take a larger disk.")


def _backup() -> Part:
    last = Backup.objects.first()
    hint = "Each night: uv run manage.py backup FILE"
    if last is None:
        says = "No backup has been made."
        return Part("backup", "Backup", State.ATTENTION, says, {"age_seconds": None}, hint=hint)
    age = timezone.now() - last.made_at
    facts: Facts = {"age_seconds": int(age.total_seconds()), "bytes": last.bytes}
    says = f"The last on {moment_in_words(last.made_at)} ({last.name})."
    state = State.ATTENTION if age > BACKUP_DUE else State.WELL
    return Part("backup", "Backup", state, says, facts, hint=hint)


def _age(moment: datetime | None) -> int:
    return max(0, int((timezone.now() - moment).total_seconds())) if moment else 0
