"""Search entries: written as things change, or staged by an import.

Writing the rows that every index is built from.

Everything here runs in one transaction with the change that caused it; the indexes follow once it
is committed (`search.indexing.catching_up`). A thing that can no longer be found leaves a
tombstone.

The entries of case studies that an import writes: worked out ahead, added to search at once.

Working one out takes longer than all else that makes a case study visible, and while entries are
written no other change of them can be. So an import keeps them until its end (`ImportedRecord`),
where nothing searches, and hands them over in its last step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from casestudies.models import CaseStudyPage, EfficiencyArea, ImportedRecord
from portal.background import jobs
from portal.trusts.former_trusts import former_names
from portal.trusts.models import Trust
from search import suppliers
from search.indexing import catching_up, history, rows
from search.indexing.documents import (
    PUBLIC,
    Document,
    area_document,
    case_study_documents,
    trust_document,
)
from search.indexing.rows import TEXTS
from search.models import SearchEntry

BATCH = 100
# How long a machine may be away without building its index anew.
TOMBSTONES_KEPT = timedelta(days=30)
CASE_STUDY, AREA, TRUST = SearchEntry.Type.values


@transaction.atomic
def refresh_case_studies(ids: Iterable[int]) -> int:
    """Bring these case studies' entries up to date. Returns how many changed."""
    ids = _concerned(list(ids))
    if not ids:
        return 0
    history.take_turn()
    changed = 0
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        documents = case_study_documents(batch, today=timezone.localdate())
        changed += _write(CASE_STUDY, batch, documents)
    return changed


@transaction.atomic
def refresh_areas(ids: Iterable[int]) -> int:
    """Bring these areas' entries up to date. Returns how many changed."""
    ids = list(ids)
    history.take_turn()
    areas = EfficiencyArea.objects.filter(pk__in=ids)
    return _write(AREA, ids, {area.pk: area_document(area) for area in areas})


@transaction.atomic
def refresh_trusts(ids: Iterable[int]) -> int:
    """Bring these trusts' entries up to date. Returns how many changed."""
    ids = list(ids)
    history.take_turn()
    trusts = list(Trust.objects.filter(pk__in=ids))
    formerly = former_names(trusts)
    documents = {one.pk: trust_document(one, formerly=formerly[one.pk]) for one in trusts}
    return _write(TRUST, ids, documents)


def repair() -> int:
    """Compare every entry with its page, area or trust and mend what differs.

    Returns how many differed: none, unless something was written past the handlers, or a record
    grew a year older. What other code folded is folded again, which no index needs to hear of.
    Batches, each in its own transaction.
    """
    batches = []
    for type, model, refresh in (
        (CASE_STUDY, CaseStudyPage, refresh_case_studies),
        (AREA, EfficiencyArea, refresh_areas),
        (TRUST, Trust, refresh_trusts),
    ):
        present = set(model.objects.values_list("pk", flat=True))
        held = SearchEntry.objects.filter(type=type, gone=False)
        ids = sorted(present | set(held.values_list("object_id", flat=True)))
        for start in range(0, len(ids), BATCH):
            batches.append((refresh, ids[start : start + BATCH]))
    return jobs.each(batches, lambda batch: batch[0](batch[1]))


@transaction.atomic
def set_availability(*, places: int, case_study_ids: Iterable[int]) -> int:
    """Say how many places to follow are free now at these case studies. Matching calls this when
    an offer changes. Returns how many entries changed.
    """
    history.take_turn()
    entries = SearchEntry.objects.filter(type=CASE_STUDY, object_id__in=list(case_study_ids))
    changed = list(entries.exclude(places=places))
    for entry in changed:
        entry.places = places
    save(changed)
    return len(changed)


def sweep(now: datetime) -> int:
    """Delete tombstones that have stood long enough. Returns how many."""
    old = SearchEntry.objects.filter(gone=True, updated_at__lt=now - TOMBSTONES_KEPT)
    with transaction.atomic():
        history.take_turn()
        last = old.aggregate(last=Max("version"))["last"]
        if last is None:
            return 0
        history.note_swept(last)
        return old.filter(version__lte=last).delete()[0]


def _concerned(ids: list[int]) -> list[int]:
    """Without drafts that were never published, which most saves are of."""
    live = set(CaseStudyPage.objects.current().filter(pk__in=ids).values_list("pk", flat=True))
    held = SearchEntry.objects.filter(type=CASE_STUDY, gone=False, object_id__in=ids)
    known = live | set(held.values_list("object_id", flat=True))
    return [pk for pk in dict.fromkeys(ids) if pk in known]


def _write(type: str, ids: Iterable[int], documents: dict[int, Document]) -> int:
    known = {
        entry.object_id: entry
        for entry in SearchEntry.objects.filter(type=type, object_id__in=list(ids))
    }
    changed, folded_anew = [], []
    for object_id in ids:
        entry, document = known.get(object_id), documents.get(object_id)
        if document is not None:
            if entry is None or entry.gone or entry.digest != document.digest:
                changed.append(filled(entry, document))
                names = document.card.get("suppliers", {})
                suppliers.note(names, is_open=document.access == PUBLIC)
            elif entry.folded_by != rows.digest():
                folded_anew.append(_folded(entry))
        elif entry is not None and not entry.gone:
            changed.append(_buried(entry))
    save(changed)
    SearchEntry.objects.bulk_update(folded_anew, ["folded", "folded_by"], batch_size=BATCH)
    return len(changed)


def filled(entry: SearchEntry | None, document: Document) -> SearchEntry:
    """The entry, or a new one, with all that the document says. It is not saved."""
    entry = entry or SearchEntry(type=document.type, object_id=document.object_id)
    for name, value in asdict(document).items():
        setattr(entry, name, value)
    entry.digest, entry.gone = document.digest, False
    return _folded(entry)


def _folded(entry: SearchEntry) -> SearchEntry:
    """The entry with its texts as every index takes them."""
    entry.folded = rows.fold_texts([getattr(entry, name) for name in TEXTS]).stored()
    entry.folded_by = rows.digest()
    return entry


def _buried(entry: SearchEntry) -> SearchEntry:
    """The entry as a tombstone, with nothing in it."""
    blank = Document(type=entry.type, object_id=entry.object_id, title="", url="", label="")
    for name, value in asdict(blank).items():
        setattr(entry, name, value)
    entry.digest, entry.gone = "", True
    entry.folded = entry.folded_by = ""
    return entry


def save(changed: Sequence[SearchEntry]) -> None:
    """Write entries, each with a version of its own, and tell the indexes once it is committed."""
    if not changed:
        return
    versions = history.next_versions(len(changed))
    for version, entry in enumerate(changed, start=versions.first):
        entry.version = version
        # The row is found by what it is of, and keeps its number.
        entry.pk = None
    names = [
        field.name
        for field in SearchEntry._meta.concrete_fields
        if field.name not in ("id", "type", "object_id")
    ]
    SearchEntry.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["type", "object_id"], update_fields=names
    )
    transaction.on_commit(catching_up.after_change, robust=True)


# What is worked out from the texts, and takes longest.
FOLDED = ("folded", "folded_by")


def prepare(*, case_study_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The entries of these case studies as if they were live, as JSON by id."""
    documents = case_study_documents(case_study_ids, today=timezone.localdate(), staged=True)
    return {pk: _prepared(document) for pk, document in documents.items()}


def show(*, prepared: Mapping[int, dict[str, Any]]) -> None:
    """Write the entries that were prepared: from now on everybody finds them."""
    if not prepared:
        return
    history.take_turn()
    day = timezone.localdate().toordinal()
    shown = []
    for values in prepared.values():
        folded = {name: values[name] for name in FOLDED}
        told = {name: value for name, value in values.items() if name not in FOLDED}
        document = Document(**{**told, "newest": day})
        entry = SearchEntry(**asdict(document), digest=document.digest, **folded)
        shown.append(entry)
        names = document.card.get("suppliers", {})
        suppliers.note(names, is_open=document.access == PUBLIC)
    save(shown)


def refresh(ids: Iterable[int]) -> None:
    """Prepare anew those of these case studies that are being imported: an area, a trust or
    whatever else they were worked out from has changed meanwhile. One query where there are none.
    """
    records = {
        record.page_id: record
        for record in ImportedRecord.objects.filter(is_shown=False, page__in=list(ids))
    }
    if not records:
        return
    prepared = prepare(case_study_ids=list(records))
    for pk, record in records.items():
        record.prepared = {**record.prepared, **prepared.get(pk, {})}
    ImportedRecord.objects.bulk_update(records.values(), ["prepared"], batch_size=100)


def _prepared(document: Document) -> dict[str, Any]:
    entry = filled(None, document)
    return {**asdict(document), **{name: getattr(entry, name) for name in FOLDED}}
