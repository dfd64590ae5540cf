"""What a person may know of in the editor: the one place that its lists and its doors ask.

Titles of drafts, of pages for members only and of files belong to their trust until it publishes
them. Whoever publishes sees everything.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from casestudies.models import CaseStudyPage
from portal.accounts import permissions
from portal.accounts.permissions import Action

PAGE_RIGHTS = {"add", "change", "publish"}


def knows_everything(user: Any) -> bool:
    """True for those who publish case studies of any trust, and for superusers."""
    # Wagtail lets superusers do everything in the editor, with no role in the matrix.
    return bool(user.is_superuser) or permissions.can(user, Action.CASE_STUDY_PUBLISH)


def pages_known_to(user: Any, pages: PageQuerySet | None = None) -> PageQuerySet:
    """Of these pages (all, if not given): one's own, and what is live and no case study.

    A live case study of another trust is left out as well: the editor shows the title of its
    latest draft, which nobody outside has read.
    """
    pages = Page.objects.all() if pages is None else pages
    if knows_everything(user):
        return pages
    own = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(user, PAGE_RIGHTS)
    case_study = ContentType.objects.get_for_model(CaseStudyPage)
    open_to_all = Page.objects.filter(live=True).exclude(content_type=case_study)
    return pages.filter(Q(pk__in=own.values("pk")) | Q(pk__in=open_to_all.values("pk")))
