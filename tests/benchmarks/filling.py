"""The records in a database, as the site has them: pages, entries, areas and trusts.

Written in bulk: saved one by one, a hundred thousand pages would take a day.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import Page

from casestudies.choices import Stage
from casestudies.models import CaseStudyPage, EfficiencyArea
from casestudies.shelves import open_shelf
from portal.trusts.models import Trust
from search import relevance_feedback
from search.indexing import entries, history, rows
from search.indexing.rows import TEXTS
from search.models import SearchEntry
from tests.benchmarks.corpus import Record, card, records
from tests.benchmarks.vocabulary import SUBJECTS, Vocabulary

TRUSTS = 200
BATCH = 500


def grow(vocabulary: Vocabulary, size: int) -> None:
    """Bring the database to this many case studies. It never shrinks."""
    trusts = _trusts(vocabulary)
    shelf = open_shelf(None)
    held = CaseStudyPage.objects.count()
    missing = records(vocabulary, held, size, trusts=len(trusts))
    while batch := list(islice(missing, BATCH)):
        with transaction.atomic():
            _write(batch, shelf, trusts)
    Page.objects.filter(pk=shelf.pk).update(numchild=size)
    with connection.cursor() as cursor:
        # Without it Wagtail's own search takes many times as long.
        cursor.execute("ANALYZE")


def _trusts(vocabulary: Vocabulary) -> list[Trust]:
    """Invented trusts and the areas, with their entries; made once."""
    if not Trust.objects.exists():
        types, regions = Trust.Type.values, Trust.Region.values
        Trust.objects.bulk_create(
            Trust(
                ods_code=f"ZZ{number:03}",
                name=f"{vocabulary.words[2_000 + number].title()} Vale NHS Trust",
                type=types[number % len(types)],
                region=regions[number % len(regions)],
                illustrative=True,
            )
            for number in range(TRUSTS)
        )
        EfficiencyArea.objects.bulk_create(
            EfficiencyArea(
                name=f"Area {number}",
                slug=f"area-{number}",
                description=" ".join(vocabulary.subjects[number][:12]),
                synonyms=vocabulary.subjects[number][:4],
            )
            for number in range(SUBJECTS)
        )
        entries.refresh_trusts(Trust.objects.values_list("pk", flat=True))
        entries.refresh_areas(EfficiencyArea.objects.values_list("pk", flat=True))
    return list(Trust.objects.order_by("ods_code"))


def _write(batch: list[Record], shelf: Page, trusts: list[Trust]) -> None:
    pages = [_page(record, shelf, trusts[record.trust]) for record in batch]
    of_page = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    plain = [Page(**{name: getattr(page, name) for name in of_page}) for page in pages]
    for page, written in zip(pages, Page.objects.bulk_create(plain), strict=True):
        page.pk = page.page_ptr_id = written.pk
    # Django's own `bulk_create` does not write the second table of a model that inherits.
    fields = CaseStudyPage._meta.local_concrete_fields
    for start in range(0, len(pages), BATCH // 5):
        CaseStudyPage._base_manager._insert(
            pages[start : start + BATCH // 5], fields=fields, using=connection.alias
        )
    first = history.next_versions(len(batch)).first
    made = [
        _entry(record, page.pk, trusts[record.trust], version)
        for version, (record, page) in enumerate(zip(batch, pages, strict=True), start=first)
    ]
    SearchEntry.objects.bulk_create(made)


def _page(record: Record, shelf: Page, trust: Trust) -> CaseStudyPage:
    slug = f"case-{record.number}"
    return CaseStudyPage(
        title=record.texts["title"],
        draft_title=record.texts["title"],
        slug=slug,
        path=CaseStudyPage._get_path(shelf.path, shelf.depth + 1, record.number + 1),
        depth=shelf.depth + 1,
        url_path=f"{shelf.url_path}{slug}/",
        content_type=ContentType.objects.get_for_model(CaseStudyPage),
        locale_id=shelf.locale_id,
        first_published_at=datetime.combine(record.published, time(9), UTC),
        trust=trust,
        stage=Stage.EMBEDDED,
        visibility="network" if record.access else "public",
        result=record.texts["result"][:160],
        problem=f"<p>{record.texts['body']}</p>",
        not_where=record.texts["blueprint"],
        summary=record.texts["context"],
    )


def _entry(record: Record, page_id: int, trust: Trust, version: int) -> SearchEntry:
    folded = rows.fold_texts([record.texts.get(name, "") for name in TEXTS])
    return SearchEntry(
        type=SearchEntry.Type.CASE_STUDY,
        object_id=page_id,
        version=version,
        digest=f"{record.number:064}",
        access=record.access,
        illustrative=True,
        url=f"/case-studies/elsewhere/case-{record.number}/",
        label=record.texts["title"].lower(),
        facets=record.facets,
        card=card(record, trust),
        trust_code=trust.ods_code,
        newest=record.published.toordinal(),
        adopters=record.adopters,
        evidence=1 + record.number % 4,
        signed_saving=record.signed,
        saving_share=record.signed // 40,
        prior=record.prior,
        gist=relevance_feedback.gist([text.split() for text in folded.texts]),
        folded=folded.stored(),
        folded_by=rows.digest(),
        **record.texts,
    )


def rows_indexed() -> int:
    """Everything that an index takes: case studies, areas and trusts."""
    return SearchEntry.objects.filter(gone=False).count()
