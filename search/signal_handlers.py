"""What the search hears. Each handler brings the entries concerned up to date, and decides nothing.

`case_studies_changed` comes inside the transaction of the change. Wagtail sends its own signals
outside of any, so they are a second look at what a save has already brought, and the only one
for moves, addresses and restrictions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from casestudies.areas import AreaTree
from casestudies.models import CaseStudyPage, EfficiencyArea, TrustCaseStudiesPage
from casestudies.signals import (
    announce,
    area_changed,
    case_studies_changed,
    case_studies_shown,
    case_studies_staged,
)
from portal.trusts import succession
from portal.trusts.models import Trust, succession_links
from portal.trusts.signals import register_changed
from search.indexing import entries
from search.models import SearchEntry


@receiver(case_studies_changed)
def follow_case_studies(*, case_study_ids: Sequence[int], **_: Any) -> None:
    entries.refresh_case_studies(case_study_ids)


@receiver(case_studies_staged)
def prepare_staged(*, case_study_ids: Iterable[int], **_: Any) -> dict[int, dict[str, Any]]:
    return entries.prepare(case_study_ids=case_study_ids)


@receiver(case_studies_shown)
def show_staged(*, prepared: Mapping[int, dict[str, Any]], **_: Any) -> None:
    entries.show(prepared=prepared)


@receiver(page_published)
@receiver(page_unpublished)
def follow_publication(*, instance: Any, **_: Any) -> None:
    if isinstance(instance, CaseStudyPage):
        announce(instance.pk)


@receiver(post_page_move)
@receiver(page_slug_changed)
def follow_address(*, instance: Any, **_: Any) -> None:
    """A page that moved, or whose address changed, takes all below it along."""
    _refresh_below(Page.objects.get(pk=instance.pk))


@receiver([post_save, post_delete], sender=PageViewRestriction)
def follow_restriction(*, instance: PageViewRestriction, **_: Any) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        _refresh_below(page)


@receiver(post_delete, sender=CaseStudyPage)
def follow_deletion(*, instance: CaseStudyPage, **_: Any) -> None:
    entries.refresh_case_studies([instance.pk])


@receiver(post_save, sender=TrustCaseStudiesPage)
def follow_shelf(*, instance: TrustCaseStudiesPage, created: bool, **_: Any) -> None:
    if not created:
        _refresh_below(instance)


@receiver(area_changed)
def follow_area(*, area_id: int, **_: Any) -> None:
    """An area's words stand in its own records and in those of everything below it."""
    pages = _pages_of_areas(AreaTree().ids_within(area_id))
    if not EfficiencyArea.objects.filter(pk=area_id).exists():
        pages = _pages_that_name(area_id)
    entries.refresh_areas([area_id])
    _refresh(pages)


@receiver([post_save, post_delete], sender=Trust)
def follow_trust(*, instance: Trust, **_: Any) -> None:
    _refresh_trusts([instance.pk])


@receiver(register_changed)
def follow_register(*, ods_codes: Iterable[str], **_: Any) -> None:
    """An import writes in bulk, without a signal for each trust."""
    found = Trust.objects.filter(ods_code__in=list(ods_codes))
    _refresh_trusts(list(found.values_list("pk", flat=True)))


@receiver(m2m_changed, sender=Trust.successors.through)
def follow_succession(*, instance: Trust, action: str, pk_set: set[int] | None, **_: Any) -> None:
    """A trust is found by the names of those that it took over."""
    if action.startswith("post_"):
        _refresh_trusts([instance.pk, *(pk_set or ())])


def _refresh_trusts(ids: list[int]) -> None:
    # A name also stands with those that carry the trust on.
    entries.refresh_trusts([*ids, *succession.everything_after(succession_links(), ids)])
    theirs = CaseStudyPage.objects.filter(trust_id__in=ids)
    _refresh(theirs.values_list("pk", flat=True))


def _refresh_below(page: Page) -> None:
    below = CaseStudyPage.objects.filter(path__startswith=page.path)
    _refresh(below.values_list("pk", flat=True))


def _refresh(case_study_ids: Iterable[int]) -> None:
    """Case studies that are being imported too, whose entries wait for the import's end."""
    ids = list(case_study_ids)
    entries.refresh_case_studies(ids)
    entries.refresh(ids)


def _pages_of_areas(area_ids: set[int]) -> list[int]:
    pages = CaseStudyPage.objects.filter(areas__in=area_ids)
    return sorted(set(pages.values_list("pk", flat=True)))


def _pages_that_name(area_id: int) -> list[int]:
    """For an area that is gone: the pages whose entry still has it."""
    area = SearchEntry.objects.filter(type=entries.AREA, object_id=area_id).first()
    if area is None:
        return []
    case_studies = SearchEntry.objects.filter(type=entries.CASE_STUDY)
    held = case_studies.values_list("object_id", "facets")
    return [pk for pk, facets in held if area.slug in facets.get("area", ())]
