"""The steps of one import, each a row of short transactions. `loading` says why they are so."""

from __future__ import annotations

import hashlib
import json
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from time import monotonic, sleep
from typing import Any, NamedTuple, TypeVar

from django.db import IntegrityError, OperationalError, transaction

from casestudies.importing import runs, schema, showing, writing
from casestudies.importing.building import Built
from casestudies.importing.runs import State
from casestudies.importing.writing import Written
from casestudies.models import CaseStudyPage, ImportedRecord, ImportRun, TrustCaseStudiesPage
from casestudies.publishing import indexes as publishing_indexes
from casestudies.shelves import open_shelf
from casestudies.signals import gathered, unannounced
from portal.accounts import audit
from portal.accounts.models import User

logger = logging.getLogger(__name__)
Item = TypeVar("Item")

BATCH_SECONDS = 0.2
"""A batch takes no further record after so long: nobody waits much longer for their turn."""

BATCH = 20
"""No batch has more records than this."""

TRIES = 3
"""A batch is tried again so often where somebody wrote to the same place at the same moment."""

Progress = Callable[[State, int, int], None]
"""Told after each batch: the step, how many records are done in it, of how many."""


@dataclass(frozen=True)
class Loaded:
    """What became of a file, in the order of its lines."""

    records: tuple[Written, ...]
    run_id: int | None = None

    @property
    def created(self) -> int:
        return sum(record.created for record in self.records)

    @property
    def updated(self) -> int:
        return len(self.records) - self.created

    @property
    def signposts(self) -> int:
        return sum(record.signpost for record in self.records)

    @property
    def live(self) -> int:
        return sum(record.live for record in self.records)


class UpdatesFailed(Exception):
    """Some records of the site could not be updated and are as they were; all else is done."""

    def __init__(self, loaded: Loaded, faults: list[str]) -> None:
        self.loaded, self.faults = loaded, faults
        super().__init__("\n".join(faults))


class Known(NamedTuple):
    """A page that came from a file, and its last import where that is known."""

    page_id: int
    import_id: str
    title: str
    live: bool
    signpost: bool
    has_unpublished_changes: bool
    latest_revision_id: int | None
    run_id: int | None
    digest: str | None
    version: int | None
    is_new: bool | None
    publish: bool | None
    is_shown: bool | None


@dataclass
class Import:
    """The records of one file on their way in."""

    built: Sequence[Built]
    publish: bool
    by: User | None = None
    progress: Progress | None = None
    pause: float = 0
    run: ImportRun | None = None
    _shelves: dict[int | None, TrustCaseStudiesPage] = field(default_factory=dict)
    _opened: dict[int | None, int] = field(default_factory=dict)
    _written: dict[str, Written] = field(default_factory=dict)

    def carry_out(self) -> Loaded:
        """What is left of the run. Raises UpdatesFailed, and whatever made staging fail."""
        run = self._own
        if run.state == State.STAGING:
            try:
                self._stage()
            except runs.RunLost:
                raise
            except Exception as error:
                showing.take_away(run)
                runs.finish(run, State.FAILED, faults=[in_words(error)])
                raise
            with transaction.atomic():
                showing.show(run)
                if len(self._written) == len(self.built):
                    return self._finish([])
                runs.beat(run, state=State.PUBLISHING, done=0)
        return self._update()

    def trial(self) -> Loaded:
        """What would become of the file. Each batch is undone before the next."""
        known = self._known().keys()

        def write(records: Iterator[Built]) -> None:
            with transaction.atomic():
                with unannounced(), publishing_indexes.gathered():
                    for one in records:
                        self._write(one, known=one.record.id in known)
                transaction.set_rollback(True)
            # A shelf that was made was undone too.
            self._opened.clear()

        self._in_batches(self.built, write, step=State.STAGING)
        return self._loaded()

    def _stage(self) -> None:
        run = self._own
        known = self._known()
        new = []
        for one in self.built:
            held = known.get(one.record.id)
            if held is None:
                new.append(one)
            elif held.run_id == run.pk and not held.is_shown:
                self._written[one.record.id] = _as_it_is(one, held, created=True)

        def write(records: Iterator[Built]) -> None:
            with transaction.atomic():
                with unannounced(), publishing_indexes.gathered():
                    written = [(one, self._write(one, known=False)) for one in records]
                    ImportedRecord.objects.bulk_create(
                        ImportedRecord(page_id=record.page_id, **self._noted(one, record))
                        for one, record in written
                    )
                runs.beat(run, done=len(self._written))

        self._in_batches(new, write, step=State.STAGING, before=len(self._written))
        if self.publish:
            self._prepare()

    def _prepare(self) -> None:
        """Let search work out what it needs, outside of any transaction, and keep it."""
        run = self._own
        waiting = ImportedRecord.objects.filter(run=run, is_shown=False, publish=True, prepared={})
        left = list(waiting.order_by("pk").only("page_id"))
        for start in range(0, len(left), BATCH):
            records = left[start : start + BATCH]
            showing.prepare(records)
            with transaction.atomic():
                if start:
                    runs.beat(run)
                ImportedRecord.objects.bulk_update(records, ["prepared"])
            sleep(self.pause)

    def _update(self) -> Loaded:
        run = self._own
        faults: list[str] = []
        left = []
        others = [one for one in self.built if one.record.id not in self._written]
        known = self._known() if others else {}
        for one in others:
            held = known[one.record.id]
            if held.run_id == run.pk:
                self._written[one.record.id] = _as_it_is(one, held, created=bool(held.is_new))
            elif self._is_same(one, held):
                self._written[one.record.id] = _as_it_is(one, held, created=False)
            else:
                left.append(one)

        def write(records: Iterator[Built]) -> None:
            with transaction.atomic():
                with gathered(), publishing_indexes.gathered():
                    found = [fault for one in records for fault in self._update_one(one)]
                runs.beat(run, done=len(self._written))
            faults.extend(found)

        self._in_batches(left, write, step=State.PUBLISHING, before=len(self._written))
        with transaction.atomic():
            loaded = self._finish(faults)
        if faults:
            raise UpdatesFailed(loaded, faults)
        return loaded

    def _finish(self, faults: list[str]) -> Loaded:
        loaded = self._loaded()
        numbers = {"created": loaded.created, "updated": loaded.updated, "live": loaded.live}
        audit.record(by=self.by, action="case_studies.imported", subject=None, **numbers)
        state = State.FAILED if faults else State.DONE
        runs.finish(self._own, state, faults=faults, done=len(loaded.records), **numbers)
        return loaded

    def _update_one(self, one: Built) -> list[str]:
        """Bring one known record up to date. Returns why it could not be."""
        try:
            with transaction.atomic():
                written = self._write(one, known=True)
                ImportedRecord.objects.update_or_create(
                    page_id=written.page_id, defaults=self._noted(one, written)
                )
        except (OperationalError, runs.RunLost):
            raise
        except Exception as error:
            logger.exception("The record %s was not updated.", one.record.id)
            self._written.pop(one.record.id, None)
            self._shelves.clear()
            self._opened.clear()
            return [f"{one.record.id} was not updated and is as it was: {in_words(error)}"]
        return []

    def _write(self, one: Built, *, known: bool) -> Written:
        written = writing.write(
            one, self._shelf(one), known=known, publish=self.publish, by=self.by
        )
        self._written[one.record.id] = written
        return written

    def _shelf(self, one: Built) -> TrustCaseStudiesPage:
        """The shelf of a record, read anew in each batch: others may have added to it."""
        key = one.trust.pk if one.trust else None
        if key not in self._shelves:
            if key in self._opened:
                shelf = TrustCaseStudiesPage.objects.get(pk=self._opened[key])
                shelf.trust = one.trust
            else:
                shelf = open_shelf(one.trust)
            self._shelves[key], self._opened[key] = shelf, shelf.pk
        return self._shelves[key]

    def _noted(self, one: Built, written: Written) -> dict[str, Any]:
        return {
            "run": self.run,
            "digest": _digest(one),
            "version": written.version_id,
            "is_new": written.created,
            "publish": written.live,
            "is_shown": not written.created,
        }

    def _is_same(self, one: Built, held: Known) -> bool:
        """True for a record that is as at its last import, and that nobody changed since."""
        is_out = held.live and not held.has_unpublished_changes
        return (
            held.version == held.latest_revision_id
            and held.digest == _digest(one)
            and (is_out or not self.publish)
        )

    def _known(self) -> dict[str, Known]:
        """The pages that came from a file, by the record's id. One query."""
        pages = CaseStudyPage.objects.exclude(import_id="").values_list(
            "pk", "import_id", "title", "live", "signpost", "has_unpublished_changes",
            "latest_revision_id", "imported__run_id", "imported__digest", "imported__version",
            "imported__is_new", "imported__publish", "imported__is_shown",
        )  # fmt: skip
        return {known.import_id: known for known in map(Known._make, pages)}

    def _in_batches(
        self,
        items: Sequence[Item],
        write: Callable[[Iterator[Item]], None],
        *,
        step: State,
        before: int = 0,
    ) -> None:
        """Write them, as many at a time as fit into a batch, and let others have their turn."""
        left = deque(items)
        total = before + len(left)
        while left:
            for attempt in range(1, TRIES + 1):
                rest = deque(left)
                self._shelves.clear()
                try:
                    write(_batch(rest))
                    break
                except (IntegrityError, OperationalError):
                    # Two who add to one shelf at the same moment want the same place in the tree.
                    self._opened.clear()
                    if attempt == TRIES:
                        raise
                    logger.warning("A batch of an import is tried again.", exc_info=True)
            left = rest
            if self.progress:
                self.progress(step, total - len(left), total)
            sleep(self.pause)

    def _loaded(self) -> Loaded:
        in_order = (self._written.get(one.record.id) for one in self.built)
        records = tuple(record for record in in_order if record is not None)
        return Loaded(records, run_id=self.run.pk if self.run else None)

    @property
    def _own(self) -> ImportRun:
        assert self.run is not None, "a trial has no run"
        return self.run


def in_words(error: Exception) -> str:
    """What went wrong, in a line."""
    messages = getattr(error, "messages", None)
    said = " ".join(messages) if messages else str(error)
    return said or type(error).__name__


def _batch(left: deque[Item]) -> Iterator[Item]:
    """Take from these as long as it is a batch's time. At least one."""
    until = monotonic() + BATCH_SECONDS
    for taken in range(BATCH):
        if not left or (taken and monotonic() > until):
            return
        yield left.popleft()


def _as_it_is(one: Built, held: Known, *, created: bool) -> Written:
    """What is to be said of a record that needs no writing now."""
    is_out = held.live and not held.has_unpublished_changes
    if held.is_shown is False:
        # It is not visible before the end, and what it is to be is known.
        is_out = bool(held.publish)
    return Written(
        id=one.record.id,
        title=held.title,
        page_id=held.page_id,
        created=created,
        signpost=held.signpost,
        live=is_out,
        missing=() if is_out and not held.signpost else tuple(writing.missing_from(one)),
        version_id=held.latest_revision_id or 0,
    )


def _digest(one: Built) -> str:
    """Of the record as it is read here today: by its keys, trust and areas."""
    told = asdict(one.record)
    told.pop("line")
    meant = [one.trust.pk if one.trust else None, [area.pk for area in one.areas]]
    read = json.dumps([told, meant, _schema()], sort_keys=True, default=str)
    return hashlib.sha256(read.encode()).hexdigest()


@cache
def _schema() -> str:
    """What of a record is read at all. A newer version of the code may read more."""
    return hashlib.sha256(json.dumps(schema.json_schema(), sort_keys=True).encode()).hexdigest()
