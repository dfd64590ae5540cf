"""The moment at which all that an import brought becomes visible; or how it is taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from casestudies.importing import runs
from casestudies.models import Adoption, CaseStudyPage, ImportedRecord, ImportRun
from casestudies.signals import case_studies_shown, case_studies_staged, unannounced

BATCH = 500
TAKEN_AT_ONCE = 5


def prepare(records: Sequence[ImportedRecord]) -> None:
    """Put into these records what those who list case studies need to list them at once.

    Writes nothing.
    """
    ids = [record.page_id for record in records]
    prepared: dict[int, Any] = {}
    for _, answer in case_studies_staged.send(sender=None, case_study_ids=ids):
        prepared |= answer or {}
    for record in records:
        record.prepared = prepared.get(record.page_id, {})


def show(run: ImportRun) -> None:
    """Make everything visible. Call it in the transaction that moves the run on.

    A fixed number of statements, and one for each few hundred records. Wagtail's own signals are
    not sent: they come with a page in memory each. `case_studies_shown` says it of all.
    """
    records = ImportedRecord.objects.filter(run=run, is_shown=False)
    published = records.filter(publish=True)
    now = timezone.now()
    Page.objects.filter(pk__in=published.values("page")).update(
        live=True,
        has_unpublished_changes=False,
        first_published_at=now,
        last_published_at=now,
        live_revision=F("latest_revision"),
    )
    rows = list(published.values_list("page_id", "page__title", "version", "prepared"))
    kind = ContentType.objects.get_for_model(CaseStudyPage)
    PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                page_id=page_id,
                content_type=kind,
                label=title,
                action="wagtail.publish",
                timestamp=now,
                user=run.by,
                revision_id=version,
                content_changed=True,
            )
            for page_id, title, version, _ in rows
        ],
        batch_size=BATCH,
    )
    records.update(is_shown=True, prepared={})
    if rows:
        case_studies_shown.send(
            sender=None,
            case_study_ids=[page_id for page_id, *_ in rows],
            prepared={page_id: prepared for page_id, _, _, prepared in rows if prepared},
        )


def take_away(run: ImportRun) -> int:
    """Delete what a run wrote and nobody has seen. Returns how many pages.

    Short transactions: an end in between is gone on with by the next who calls.
    """
    taken = 0
    while True:
        with transaction.atomic(), unannounced():
            runs.beat(run)
            waiting = ImportedRecord.objects.filter(run=run, is_shown=False)
            pages = CaseStudyPage.objects.filter(
                pk__in=list(waiting.values_list("page", flat=True)[:TAKEN_AT_ONCE])
            )
            if not pages:
                return taken
            for page in pages:
                Adoption.objects.filter(case_study=page).delete()
                page.delete()
                taken += 1
