"""Writing a case study and its version: new ones, and changes to published ones.

A new case study with its first version, saved once.

To save a draft, then a version of it, and then what that version says as the page, writes the
page and each of its lines twice. Nothing else is different: the gate, the history and the signals
are those of a draft that is published.

Changing a published case study as readers see it and in its latest version, both alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision
from wagtail.signals import page_published
from wagtail.signals import published as published_signal

from casestudies import signals
from casestudies.maintenance import review_dates
from casestudies.models import CaseStudyPage, TrustCaseStudiesPage
from casestudies.publishing import indexes as publishing_indexes
from casestudies.publishing import requirements as publishing_requirements
from portal.accounts.models import User


@transaction.atomic
def add(
    page: CaseStudyPage,
    *,
    shelf: TrustCaseStudiesPage,
    by: User | None = None,
    publish: bool = False,
    hidden: bool = False,
    questions: bool = True,
) -> CaseStudyPage:
    """Put an unsaved page on a shelf, with its first version. Returns it with its lines in memory.

    With `hidden` it is written as it will be published, and is not live: an import shows it later.

    Raises ValidationError, where it is published, for what the gate misses; without `questions`,
    open ones about its figures hold nothing up. The caller asks whether a person may publish.
    """
    page.locale_id = shelf.locale_id
    page.trust_id = shelf.trust_id or page.trust_id
    page.has_unpublished_changes = not publish
    if publish:
        publishing_requirements.check(page, questions=questions)
        if hidden and not page.signpost and page.review_by is None:
            # What a save of a live page sets.
            page.review_by = review_dates.next_review(page.stage, timezone.localdate())
    if publish and not hidden:
        page.live = True
        page.first_published_at = page.last_published_at = timezone.now()
    # No site can begin at a page that did not exist until now.
    page._is_site_root = False
    relations = publishing_indexes.relations_in_memory(page)
    with signals.gathered():
        shelf.add_child(instance=page)
        saved = _as_saved(page, relations)
        version = _first_version(saved, by)
        if page.live:
            _tell_published(saved, version, by)
    return saved


def _as_saved(page: CaseStudyPage, relations: dict[str, list[Any]]) -> CaseStudyPage:
    """The page with its lines as the database holds them: their figures are rounded there."""
    stored = {
        name: list(getattr(page, name).all()) if lines else [] for name, lines in relations.items()
    }
    return publishing_indexes.with_relations(page, {**stored, "areas": relations["areas"]})


def _first_version(page: CaseStudyPage, by: User | None) -> Revision:
    version = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        user=by,
        content=page.serializable_data(),
        object_str=str(page),
    )
    page.draft_title = page.title
    page.latest_revision = version
    page.latest_revision_created_at = version.created_at
    page.live_revision = version if page.live else None
    Page.objects.filter(pk=page.pk).update(
        draft_title=page.title,
        latest_revision=version,
        latest_revision_created_at=version.created_at,
        live_revision=page.live_revision,
    )
    return version


def _tell_published(page: CaseStudyPage, version: Revision, by: User | None) -> None:
    page_published.send(sender=CaseStudyPage, instance=page, revision=version)
    published_signal.send(sender=CaseStudyPage, instance=page, revision=version)
    log(
        instance=page,
        action="wagtail.publish",
        user=by,
        revision=version,
        content_changed=True,
    )


def change_both(
    page: CaseStudyPage,
    *,
    by: User,
    change: Callable[[Any], None],
    change_draft: Callable[[Any], None] | None = None,
) -> None:
    """Change what readers see and the latest version, so that publishing that undoes nothing.

    `change_draft` where the draft wants another change than the live page. Call it in a
    transaction: the row is locked to its end, so that two people do not overwrite each other.
    """
    live = CaseStudyPage.objects.select_for_update().get(pk=page.pk)
    change(live)
    live.save(clean=False)
    draft = live.get_latest_revision_as_object()
    (change_draft or change)(draft)
    # Keeping a record is not writing it: without a user, this version makes nobody its author.
    revision = draft.save_revision(changed=live.has_unpublished_changes, clean=False)
    log(instance=draft, action="wagtail.edit", user=by, revision=revision, content_changed=True)
    signals.announce(page.pk)
