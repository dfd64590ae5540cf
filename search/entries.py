"""Writing the rows that every index is built from, with the `database` index in step.

Everything here runs in one transaction with the change that caused it. A thing that can no
longer be found leaves a tombstone until every index has taken note.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.accounts import due
from portal.trusts.carrying_on import former_names
from portal.trusts.models import Trust
from search import outbox, suppliers
from search.case_study_documents import case_study_documents
from search.case_study_facets import PLACE
from search.documents import PUBLIC, Document, area_document, trust_document
from search.engines import DEFAULT, get_engine
from search.engines.rows import TEXTS, IndexRow
from search.models import IndexMark, SearchEntry

BATCH = 100
CASE_STUDY, AREA, TRUST = SearchEntry.Type.values


@transaction.atomic
def refresh_case_studies(ids: Iterable[int]) -> int:
    """Bring these case studies' entries up to date. Returns how many changed."""
    ids = _concerned(list(ids))
    if not ids:
        return 0
    take_turn()
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
    take_turn()
    areas = EfficiencyArea.objects.filter(pk__in=ids)
    return _write(AREA, ids, {area.pk: area_document(area) for area in areas})


@transaction.atomic
def refresh_trusts(ids: Iterable[int]) -> int:
    """Bring these trusts' entries up to date. Returns how many changed."""
    ids = list(ids)
    take_turn()
    trusts = list(Trust.objects.filter(pk__in=ids))
    formerly = former_names(trusts)
    documents = {one.pk: trust_document(one, formerly=formerly[one.pk]) for one in trusts}
    return _write(TRUST, ids, documents)


def repair() -> int:
    """Compare every entry with its page, area or trust and mend what differs.

    Returns how many differed: none, unless something was written past the handlers, or a record
    grew a year older. Batches, each in its own transaction.
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
    return due.each(batches, lambda batch: batch[0](batch[1]))


@transaction.atomic
def set_availability(
    *,
    places: int,
    case_study_ids: Iterable[int] = (),
    trust_id: int | None = None,
    area_ids: Iterable[int] = (),
) -> int:
    """Say how many places to follow are free now. Matching calls this when an offer changes.

    Either for case studies by id, or for those of a trust (in these areas only, if any are
    given). Returns how many entries changed.
    """
    ids, area_ids = list(case_study_ids), list(area_ids)
    pages = CaseStudyPage.objects.filter(pk__in=ids)
    if trust_id is not None:
        of_trust = CaseStudyPage.objects.filter(trust_id=trust_id)
        if area_ids:
            of_trust = of_trust.filter(areas__in=area_ids)
        pages = CaseStudyPage.objects.filter(Q(pk__in=ids) | Q(pk__in=of_trust.values("pk")))
    entries = SearchEntry.objects.filter(
        type=CASE_STUDY, object_id__in=list(pages.values_list("pk", flat=True))
    ).exclude(places=places)
    changed = 0
    for entry in entries:
        entry.places = places
        entry.version = next_version()
        entry.save()
        get_engine(DEFAULT).put(index_row(entry))
        changed += 1
    if changed:
        outbox.acknowledge(DEFAULT, entry.version)
    return changed


def next_version() -> int:
    """A higher number than any before. Holds its lock until the transaction ends."""
    counter = IndexMark.objects.filter(name=IndexMark.COUNTER)
    if not counter.update(version=F("version") + 1):
        IndexMark.objects.create(name=IndexMark.COUNTER, version=1)
    return counter.get().version


def counter() -> int:
    """The version of the latest change that was committed."""
    return IndexMark.objects.get_or_create(name=IndexMark.COUNTER)[0].version


def take_turn() -> None:
    """Wait until no other transaction writes entries, then read: the last to write saw it all."""
    counters = IndexMark.objects.filter(name=IndexMark.COUNTER)
    if connection.features.has_select_for_update:
        counters = counters.select_for_update()
    if not list(counters):
        IndexMark.objects.get_or_create(name=IndexMark.COUNTER)


def index_row(entry: SearchEntry) -> IndexRow:
    """An entry as an index takes it."""
    return IndexRow(
        id=entry.pk,
        type=entry.type,
        access=entry.access,
        trust=entry.trust_code,
        label=entry.label,
        newest=entry.newest,
        adopters=entry.adopters,
        evidence=entry.evidence,
        signed=entry.signed_saving,
        share=entry.saving_share,
        prior=entry.prior,
        facets=_with_places(entry),
        texts={name: getattr(entry, name) for name in TEXTS},
    )


def _with_places(entry: SearchEntry) -> dict[str, list[str]]:
    """The facets, a free place among the help that is to be had now."""
    if not entry.places:
        return entry.facets
    return {**entry.facets, "help": [*entry.facets.get("help", ()), PLACE]}


def _concerned(ids: list[int]) -> list[int]:
    """Without drafts that were never published, which most saves are of."""
    live = set(CaseStudyPage.objects.current().filter(pk__in=ids).values_list("pk", flat=True))
    held = SearchEntry.objects.filter(type=CASE_STUDY, gone=False, object_id__in=ids)
    known = live | set(held.values_list("object_id", flat=True))
    return [pk for pk in dict.fromkeys(ids) if pk in known]


def _write(type: str, ids: Iterable[int], documents: dict[int, Document]) -> int:
    held = {
        entry.object_id: entry
        for entry in SearchEntry.objects.filter(type=type, object_id__in=list(ids))
    }
    last = 0
    changed = 0
    for object_id in ids:
        entry, document = held.get(object_id), documents.get(object_id)
        if document is not None:
            if entry is None or entry.gone or entry.digest != document.digest:
                last = _put(entry, document)
                changed += 1
        elif entry is not None and not entry.gone:
            last = _bury(entry)
            changed += 1
    if changed:
        outbox.acknowledge(DEFAULT, last)
    return changed


def _put(entry: SearchEntry | None, document: Document) -> int:
    entry = entry or SearchEntry(type=document.type, object_id=document.object_id)
    for name, value in asdict(document).items():
        setattr(entry, name, value)
    entry.digest = document.digest
    entry.gone = False
    entry.version = next_version()
    entry.save()
    suppliers.note(document.card.get("suppliers", {}), is_open=document.access == PUBLIC)
    get_engine(DEFAULT).put(index_row(entry))
    return entry.version


def _bury(entry: SearchEntry) -> int:
    """Blank the entry and leave it as a tombstone."""
    get_engine(DEFAULT).remove(entry.pk)
    blank = Document(type=entry.type, object_id=entry.object_id, title="", url="", label="")
    for name, value in asdict(blank).items():
        setattr(entry, name, value)
    entry.digest, entry.gone, entry.version = "", True, next_version()
    entry.save()
    return entry.version
