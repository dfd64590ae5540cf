"""The entries of case studies that an import writes: worked out ahead, added to search at once.

Working one out takes longer than all else that makes a case study visible, and while entries are
written no other change of them can be. So an import keeps them until its end (`ImportedRecord`),
where nothing searches, and hands them over in its last step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from casestudies.models import ImportedRecord
from casestudies.signals import case_studies_shown, case_studies_staged
from search import entries, history, suppliers
from search.case_study_documents import case_study_documents
from search.documents import PUBLIC, Document
from search.models import SearchEntry

# What is worked out from the texts, and takes longest.
FOLDED = ("folded", "folded_by")


@receiver(case_studies_staged)
def prepare(*, case_study_ids: Iterable[int], **_: Any) -> dict[int, dict[str, Any]]:
    """The entries of these case studies as if they were live, as JSON by id."""
    documents = case_study_documents(case_study_ids, today=timezone.localdate(), staged=True)
    return {pk: _prepared(document) for pk, document in documents.items()}


@receiver(case_studies_shown)
def show(*, prepared: Mapping[int, dict[str, Any]], **_: Any) -> None:
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
    entries.save(shown)


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
    entry = entries.filled(None, document)
    return {**asdict(document), **{name: getattr(entry, name) for name in FOLDED}}
