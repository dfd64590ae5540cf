"""Changing a published case study as readers see it and in its latest version, both alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.log_actions import log

from casestudies import signals
from casestudies.models import CaseStudyPage
from portal.accounts.models import User


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
