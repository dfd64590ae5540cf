"""Who may read a case study: the one place that lists and pages ask."""

from __future__ import annotations

from typing import Any

from casestudies.choices import Visibility
from casestudies.models import CaseStudyPage
from casestudies.models.case_study import CaseStudyQuerySet
from portal.accounts import permissions
from portal.accounts.permissions import Action


def visible_to(user: Any) -> CaseStudyQuerySet:
    """Case studies that this person may see in a list: without restricted and retired ones."""
    found = CaseStudyPage.objects.current().order_by("-first_published_at", "-pk")
    if permissions.can(user, Action.CASE_STUDY_READ_NETWORK):
        return super(CaseStudyQuerySet, found).public()
    return found.public()


def retired_of(user: Any, shelf: Any) -> CaseStudyQuerySet:
    """The retired case studies of a shelf that this person may read."""
    found = CaseStudyPage.objects.live().exclude(retired_on=None).child_of(shelf)
    if permissions.can(user, Action.CASE_STUDY_READ_NETWORK):
        return super(CaseStudyQuerySet, found).public()
    return found.public()


def can_read(user: Any, page: CaseStudyPage) -> bool:
    """True if this person may read this page, as far as its own visibility goes."""
    public = page.visibility == Visibility.PUBLIC
    action = Action.CASE_STUDY_READ_PUBLIC if public else Action.CASE_STUDY_READ_NETWORK
    return permissions.can(user, action)
