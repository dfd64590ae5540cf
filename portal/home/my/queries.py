"""What waits for one person, and what is theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Window
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState

from casestudies.adoptions import finance as adoption_finance
from casestudies.adoptions import follow_up
from casestudies.choices import SignOffLevel
from casestudies.maintenance.review_dates import REMIND_BEFORE
from casestudies.models import CaseStudyPage
from casestudies.permissions import authors_by_page
from casestudies.review import progress, readiness
from casestudies.review import states as review_states
from casestudies.review.queries import offered_to
from casestudies.review.states import PROMISES, Step
from casestudies.savings import queries as savings_queries
from casestudies.savings import same_money
from portal.accounts import failures
from portal.accounts.models import Notice, RoleAssignment, User
from portal.accounts.permissions import (
    Action,
    Role,
    can,
    trust_ids_for,
)
from portal.matching.invitations import queries as invitation_queries
from portal.matching.matches import queries as match_queries
from portal.matching.matches.queries import Waiting, waiting_for
from portal.matching.models import Match
from portal.matching.requests import queries as request_queries
from portal.matching.requests.queries import RequestRow
from portal.trusts.models import Trust

SHOWN = 10
# Those whom Wagtail lets into the editor at /cms/: by its groups, which follow roles (`roles`,
# `shelves`), not by the matrix. Asked of the roles, so that the page needs no query for them.
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
    where: str
    url: str


@dataclass(frozen=True)
class MyPage:
    """Everything on /my/."""

    trusts: list[Trust]
    roles: list[RoleAssignment]
    waiting: list[Waiting]
    notices: list[Notice]
    unread: int
    requests: list[RequestRow]
    matches: list[Match]
    drafts: list[Draft]
    is_author: bool
    uses_editor: bool
    has_desk: bool
    reads_failures: bool
    failed: int
    manages_programmes: bool

    @property
    def has_trust(self) -> bool:
        return bool(self.trusts)


def my_page(user: User) -> MyPage:
    """The page of one person now. A fixed number of queries, however much waits."""
    roles = list(user.role_assignments.select_related("trust").order_by("role", "trust__name"))
    trusts = {held.trust.pk: held.trust for held in roles if held.trust is not None}
    # Counted over all of them, in the statement that reads the first.
    unread = Window(Count("pk", filter=Q(read_at=None)))
    notices = list(user.notices.annotate(unread_in_all=unread)[:SHOWN])
    open_matches = list(match_queries.open_matches_of(user))
    return MyPage(
        trusts=sorted(trusts.values(), key=lambda trust: trust.name),
        roles=roles,
        waiting=[
            *waiting_for(user, open_matches),
            *invitation_queries.waiting_for(user),
            *figures_to_sign(user),
            *reviews_for(user),
            *records_to_keep(user),
            *asks_for(user),
            *adopters_figures(user),
            *money_questions(user),
        ],
        notices=notices,
        unread=notices[0].unread_in_all if notices else 0,
        requests=request_queries.rows(list(match_queries.requests_of(user)[:SHOWN])),
        matches=open_matches[:SHOWN],
        drafts=drafts_of(user),
        is_author=bool(_authored(user)),
        uses_editor=any(held.role in EDITOR_ROLES for held in roles),
        has_desk=can(user, Action.CASE_STUDY_PUBLISH),
        reads_failures=(administers := can(user, Action.AUDIT_READ)),
        failed=failures.number() if administers else 0,
        manages_programmes=can(user, Action.PROGRAMME_MANAGE),
    )


def reviews_for(user: User) -> list[Waiting]:
    """Case studies that wait for this person's check or grade, the longest waiting first."""
    found = [
        _waiting(f"Check {one.draft.title}", "peer_review", one.page, one.since, one.due)
        for one in offered_to(user)[:SHOWN]
    ]
    if not can(user, Action.EVIDENCE_GRADE):
        return found
    at_editor = review_states.open_at(Step.EDITOR)
    pages = {
        page.pk: page for page in _not_own(user, CaseStudyPage.objects.in_bulk(at_editor).values())
    }
    open_for_them = [(pages[pk], state) for pk, state in at_editor.items() if pk in pages]
    for page, state in open_for_them[:SHOWN]:
        since = timezone.localdate(state.started_at)
        due = PROMISES[Step.EDITOR].due(since)
        found.append(_waiting(f"Grade {page.draft_title}", "grade", page, since, due))
    return found


def _waiting(title: str, name: str, page: CaseStudyPage, since: date, due: date) -> Waiting:
    late = due < timezone.localdate()
    url = reverse(f"casestudies:{name}", args=[page.pk])
    return Waiting(title, url, since, due, "late" if late else "")


def records_to_keep(user: User) -> list[Waiting]:
    """Published records of the trusts this person writes for that are due to be looked at."""
    authored = _authored(user)
    if not authored:
        return []
    today = timezone.localdate()
    before = timedelta(days=max(REMIND_BEFORE))
    due = CaseStudyPage.objects.current().whole().filter(trust__in=authored)
    return [
        Waiting(
            f"Is it still true? {page.title}",
            reverse("casestudies:keep", args=[page.pk]),
            page.review_by - before,
            page.review_by,
            "late" if page.review_by < today else "",
        )
        for page in due.filter(review_by__lte=today + before).order_by("review_by", "pk")[:SHOWN]
    ]


def asks_for(user: User) -> list[Waiting]:
    """Changes that trusts of this person took up, and of which they are asked: still going?"""
    return [
        Waiting(
            f"Is it still going at {ask.adoption.trust.name}? {ask.adoption.case_study.title}",
            reverse("casestudies:adoption_ask", args=[ask.pk]),
            ask.due,
            None,
            "soon" if ask.reminded_at else "",
        )
        for ask in follow_up.due_for(user)[:SHOWN]
    ]


def adopters_figures(user: User) -> list[Waiting]:
    """What trusts of this person took up: pounds to sign, or pounds that finance asks about."""
    to_sign = [
        Waiting(
            f"Sign what {one.trust.name} saved: {one.case_study.title}",
            adoption_finance.address_of(one),
            one.last_confirmed or timezone.localdate(),
            None,
            "",
        )
        for one in adoption_finance.waiting_for(user)[:SHOWN]
    ]
    return to_sign + [
        Waiting(
            f"Trust finance asks about your figures: {one.case_study.title}",
            reverse("casestudies:adoption", args=[one.case_study_id, one.trust.ods_code.lower()]),
            one.last_confirmed or timezone.localdate(),
            None,
            "",
        )
        for one in adoption_finance.questioned_for(user)[:SHOWN]
    ]


def money_questions(user: User) -> list[Waiting]:
    """Published records of this person's trusts with savings that may be the same money."""
    trust_ids = _authored(user) | trust_ids_for(user, Action.FIGURES_SIGN)
    if not trust_ids:
        return []
    pages = CaseStudyPage.objects.current().whole().filter(trust__in=trust_ids).order_by("title")
    return [
        Waiting(
            f"Is it the same money? {page.title}",
            reverse("casestudies:figure_questions", args=[page.pk]),
            _day_of(page),
            None,
            "",
        )
        for page in pages.filter(pk__in=same_money.pages_with_look_alikes())
        if same_money.open_questions(page)
    ][:SHOWN]


def _authored(user: User) -> frozenset[int]:
    """The trusts this person writes for now."""
    return trust_ids_for(user, Action.CASE_STUDY_EDIT)


def figures_to_sign(user: User) -> list[Waiting]:
    """Case studies of the trusts whose figures this person approves, with unsigned figures.

    First those that their authors sent and that wait for a signature: all figures of the latest
    version, with the promised day. Then published ones, whose savings could make a headline.
    """
    trust_ids = trust_ids_for(user, Action.FIGURES_SIGN)
    if not trust_ids:
        return []
    pages = CaseStudyPage.objects.whole().filter(trust__in=trust_ids).order_by("title")
    sent = review_states.open_at(Step.FINANCE)
    waiting = _not_own(user, pages.filter(pk__in=sent))[:SHOWN]
    in_review = WorkflowState.objects.active().values_list("object_id", flat=True)
    published = pages.current().exclude(pk__in=[int(pk) for pk in in_review])
    found = []
    for page in waiting:
        number = readiness.unsigned(page.get_latest_revision_as_object())
        since = timezone.localdate(sent[page.pk].started_at)
        due = PROMISES[Step.FINANCE].due(since)
        found.append(_waiting(_to_sign(number, page), "sign", page, since, due))
    published = _not_own(user, published)
    for page_id, lines in savings_queries.lines_of_many(published).items():
        number = sum(line.level == SignOffLevel.ESTIMATED for line in lines)
        if number:
            page = next(one for one in published if one.pk == page_id)
            url = reverse("casestudies:sign", args=[page.pk])
            found.append(Waiting(_to_sign(number, page), url, _day_of(page), None, ""))
    return found


def _not_own(user: User, pages: Iterable[CaseStudyPage]) -> list[CaseStudyPage]:
    """Without those that this person wrote in: somebody else signs and judges them."""
    pages = list(pages)
    authors = authors_by_page(pages)
    return [page for page in pages if user.pk not in authors[page.pk]]


def _to_sign(number: int, page: CaseStudyPage) -> str:
    return f"Sign {number} figure{'' if number == 1 else 's'}: {page.draft_title}"


def _day_of(page: CaseStudyPage) -> date:
    changed = page.latest_revision_created_at or timezone.now()
    return timezone.localdate(changed)


def drafts_of(user: User) -> list[Draft]:
    """Unpublished work of the trusts this person writes for, the latest first."""
    authored = _authored(user)
    if not authored:
        return []
    pages = (
        CaseStudyPage.objects.not_being_imported()
        .filter(Q(live=False) | Q(has_unpublished_changes=True), trust__in=authored)
        .order_by("-latest_revision_created_at")[:SHOWN]
    )
    where = progress.progress_of_many(pages)
    return [
        Draft(
            page=page,
            state=_state_of(page, where[page.pk]),
            where=where[page.pk].in_words,
            url=reverse("casestudies:progress", args=[page.pk]),
        )
        for page in pages
    ]


def _state_of(page: CaseStudyPage, found: progress.Progress) -> str:
    if found.in_review:
        return "In review"
    if found.returned:
        return "Sent back"
    return "Published, with changes that are not" if page.live else "Draft"
