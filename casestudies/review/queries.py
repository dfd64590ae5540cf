"""Records that wait for a peer, in the order in which this person would do most good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from casestudies.models import CaseStudyPage, PeerReview
from casestudies.permissions import can_review
from casestudies.review import services as review_services
from casestudies.review import states as review_states
from casestudies.review.states import PROMISES, Step


@dataclass(frozen=True)
class Offered:
    """A record that waits for a peer, and why it suits this one."""

    page: CaseStudyPage
    draft: Any
    since: date
    due: date
    why: str
    mine: bool

    @property
    def overdue(self) -> bool:
        return self.due < timezone.localdate()


def offered_to(user: Any) -> list[Offered]:
    """What this person may check: taken by them first, then what suits them, the longest first."""
    if not review_services.may_review_any(user):
        return []
    open_states = review_states.open_at(Step.PEER)
    read_with = ("trust", "latest_revision")
    pages = CaseStudyPage.objects.select_related(*read_with).in_bulk(open_states)
    taken = dict(
        PeerReview.objects.filter(page__in=open_states, done_at=None).values_list(
            "page_id", "reviewer_id"
        )
    )
    areas, types = _known_to(user)
    found = []
    for page_id, state in open_states.items():
        page = pages.get(page_id)
        if page is None or taken.get(page_id) not in (None, user.pk):
            continue
        if page.latest_revision is not None:
            # Just read, so that it is not read again for its own version.
            page.latest_revision.content_object = page
        draft = page.get_latest_revision_as_object()
        if not can_review(user, draft):
            continue
        since = timezone.localdate(state.started_at)
        found.append(
            Offered(
                page=page,
                draft=draft,
                since=since,
                due=PROMISES[Step.PEER].due(since),
                why=_why(draft, areas, types),
                mine=taken.get(page_id) == user.pk,
            )
        )
    return sorted(found, key=lambda one: (not one.mine, not one.why, one.since))


def _known_to(user: Any) -> tuple[set[int], set[str]]:
    """The areas in which this person's trusts have published, and the types of those trusts."""
    held = user.role_assignments.select_related("trust")
    trusts = {one.trust for one in held if one.trust is not None}
    published = CaseStudyPage.objects.live().filter(trust__in=trusts)
    areas = set(published.values_list("areas", flat=True)) - {None}
    return areas, {trust.type for trust in trusts} - {""}


def _why(draft: Any, areas: set[int], types: set[str]) -> str:
    shared = [area.name for area in draft.areas.all() if area.pk in areas]
    if shared:
        return f"Your trust has published on {shared[0]}."
    if draft.trust is not None and draft.trust.type in types:
        return "From a trust of the same type as yours."
    return ""
