"""What waits for one person, and what is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from casestudies import figures
from casestudies.choices import SignOffLevel
from casestudies.models import CaseStudyPage
from portal.accounts.models import Notice, RoleAssignment, User
from portal.accounts.permissions import (
    Action,
    Role,
    has_role,
    holdings_of,
    trust_ids_for,
    trust_ids_of,
)
from portal.matching.models import HelpRequest, Match
from portal.matching.reads import matching_rows
from portal.matching.reads.waiting import Waiting, waiting_for
from portal.trusts.models import Trust

SHOWN = 10
# Those who work in the editor at /cms/.
EDITOR_ROLES = {
    Role.AUTHOR.value,
    Role.EDITOR.value,
    Role.PROGRAMME_MANAGER.value,
    Role.ADMINISTRATOR.value,
}


@dataclass(frozen=True)
class Draft:
    """A case study of one's trust that is not out yet, or has changes that are not."""

    page: CaseStudyPage
    state: str
    url: str


@dataclass(frozen=True)
class MyPage:
    """Everything on /my/."""

    trusts: list[Trust]
    roles: list[RoleAssignment]
    waiting: list[Waiting]
    notices: list[Notice]
    unread: int
    requests: list[HelpRequest]
    matches: list[Match]
    drafts: list[Draft]
    is_author: bool
    uses_editor: bool

    @property
    def has_trust(self) -> bool:
        return bool(self.trusts)


def my_page(user: User) -> MyPage:
    """The page of one person now. A fixed number of queries, however much waits."""
    roles = list(user.role_assignments.select_related("trust").order_by("role", "trust__name"))
    trusts = {held.trust.pk: held.trust for held in roles if held.trust is not None}
    notices = list(user.notices.all()[:SHOWN])
    return MyPage(
        trusts=sorted(trusts.values(), key=lambda trust: trust.name),
        roles=roles,
        waiting=[*waiting_for(user), *figures_to_sign(user), *reviews_for(user)],
        notices=notices,
        unread=user.notices.filter(read_at=None).count(),
        requests=list(matching_rows.requests_of(user)[:SHOWN]),
        matches=list(matching_rows.open_matches_of(user)[:SHOWN]),
        drafts=drafts_of(user),
        is_author=any(held.role == Role.AUTHOR for held in roles),
        uses_editor=any(held.role in EDITOR_ROLES for held in roles),
    )


def reviews_for(user: User) -> list[Waiting]:
    """Case studies in review that this person may approve, the longest waiting first."""
    if not has_role(user, Role.EDITOR):
        return []
    states = (
        TaskState.objects.reviewable_by(user)
        .select_related("revision")
        .order_by("started_at")[:SHOWN]
    )
    pages = CaseStudyPage.objects.in_bulk([int(state.revision.object_id) for state in states])
    found = []
    for state in states:
        page = pages.get(int(state.revision.object_id))
        if page is not None:
            url = reverse("wagtailadmin_pages:edit", args=[page.pk])
            title = f"Review {page.draft_title}"
            found.append(Waiting(title, url, timezone.localdate(state.started_at), None, ""))
    return found


def figures_to_sign(user: User) -> list[Waiting]:
    """Case studies of the trusts whose figures this person approves, with unsigned savings.

    Published ones, and drafts that their authors sent for review: a draft's figures are those
    of its latest version.
    """
    trust_ids = trust_ids_for(user, Action.FIGURES_SIGN)
    if not trust_ids:
        return []
    pages = CaseStudyPage.objects.whole().filter(trust__in=trust_ids).order_by("title")
    sent = WorkflowState.objects.active().values_list("object_id", flat=True)
    in_review = list(pages.filter(pk__in=[int(pk) for pk in sent])[:SHOWN])
    published = [page for page in pages.live() if page not in in_review]
    lines = figures.lines_of_many(published)
    for page in in_review:
        lines[page.pk] = figures.ledger_lines(page.get_latest_revision_as_object())
    found = []
    for page in [*in_review, *published]:
        number = sum(line.level == SignOffLevel.ESTIMATED for line in lines[page.pk])
        if number:
            title = f"Sign {number} figure{'s' if number > 1 else ''}: {page.draft_title}"
            url = reverse("casestudies:sign", args=[page.pk])
            found.append(Waiting(title, url, _day_of(page), None, ""))
    return found


def _day_of(page: CaseStudyPage) -> date:
    changed = page.latest_revision_created_at or timezone.now()
    return timezone.localdate(changed)


def drafts_of(user: User) -> list[Draft]:
    """Unpublished work of the trusts this person writes for, the latest first."""
    authored = {held.trust_id for held in holdings_of(user) if held.role is Role.AUTHOR}
    if not authored & trust_ids_of(user):
        return []
    pages = CaseStudyPage.objects.filter(
        Q(live=False) | Q(has_unpublished_changes=True), trust__in=authored
    ).order_by("-latest_revision_created_at")[:SHOWN]
    return [
        Draft(
            page=page,
            state="Published, with changes that are not" if page.live else "Draft",
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        )
        for page in pages
    ]
