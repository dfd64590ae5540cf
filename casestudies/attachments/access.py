"""Who may open an attached document: whoever may read a case study that it belongs to.

Pictures differ: the pages show renditions, small copies served by their file's name, which holds
a random part. A rendition that nobody links is found by nobody; the originals are not served at
all (`portal.urls`). A document can hold more than a page shows, so it is asked for each time.
"""

from __future__ import annotations

from typing import Any

from casestudies import visibility
from casestudies.models import CaseStudyPage, PeerReview
from casestudies.permissions import can_review
from portal.accounts import permissions
from portal.accounts.permissions import Action


def can_open(user: Any, document: Any) -> bool:
    """Readers of a live case study that offers it; before that its own trust, editors, its peer."""
    live = CaseStudyPage.objects.live().filter(resources__document=document).distinct()
    if any(_readable(user, page) for page in live):
        return True
    if not user.is_authenticated:
        return False
    if permissions.can(user, Action.CASE_STUDY_PUBLISH):
        return True
    owner = document.uploaded_by_user
    if owner is not None and (owner.pk == user.pk or _shares_a_trust(user, owner)):
        return True
    return _is_reviewed_by(user, document)


def _readable(user: Any, page: CaseStudyPage) -> bool:
    return not page.get_view_restrictions().exists() and visibility.can_read(user, page)


def _shares_a_trust(user: Any, owner: Any) -> bool:
    return bool(permissions.trust_ids_of(user) & permissions.trust_ids_of(owner))


def _is_reviewed_by(user: Any, document: Any) -> bool:
    """A peer opens what the draft in their hands offers."""
    for review in PeerReview.objects.filter(reviewer=user, done_at=None).select_related("page"):
        draft = review.page.get_latest_revision_as_object()
        offered = {resource.document_id for resource in draft.resources.all()}
        if document.pk in offered and can_review(user, draft):
            return True
    return False
