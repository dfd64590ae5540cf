"""Reading invitations: before one is sent, the list of them all, and one person's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.permissions import Action, Role, people_with, trust_ids_for
from portal.matching.choices import InvitationStatus
from portal.matching.invitations import notifications, policies, services
from portal.matching.invitations.evidence import Evidence, evidence_for
from portal.matching.matches.queries import Waiting
from portal.matching.models import ExemplarInvitation, Programme
from portal.matching.notifications import team
from portal.performance.measures import Measure
from portal.trusts.models import Trust


@dataclass(frozen=True)
class InvitePage:
    """What a manager reads before inviting. `refusal` says why it cannot be done, if it cannot.

    `declined` is the trust's last refusal where it is less than a year old. `subject` and `body`
    are the letter as it would go out, blank without evidence.
    """

    programme: Programme
    trust: Trust
    measure: Measure
    evidence: Evidence | None
    refusal: str
    declined: ExemplarInvitation | None
    receivers: tuple[User, ...]
    has_author: bool
    subject: str = ""
    body: str = ""


def invite_page(programme: Programme, trust: Trust, measure: Measure, *, by: User) -> InvitePage:
    """The page of one invitation before it is sent."""
    evidence = evidence_for(trust, measure)
    letter = ("", "")
    if evidence is not None:
        unsent = services.unsent(programme, evidence, by=by)
        letter = notifications.words_of_letter(unsent)
    return InvitePage(
        programme=programme,
        trust=trust,
        measure=measure,
        evidence=evidence,
        refusal=_refusal(programme, evidence, trust),
        declined=policies.declined_lately(programme, trust),
        receivers=tuple(team([trust])),
        has_author=bool(people_with(Role.AUTHOR, [trust.pk])),
        subject=letter[0],
        body=letter[1],
    )


def _refusal(programme: Programme, evidence: Evidence | None, trust: Trust) -> str:
    """Why it cannot be sent, whatever the manager confirms; blank if it can."""
    try:
        policies.check_invite(programme, evidence, trust, is_confirmed=True)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def invitations() -> QuerySet[ExemplarInvitation]:
    """Invitations with all that a page shows of them."""
    return ExemplarInvitation.objects.select_related(
        "programme", "trust", "area", "invited_by", "answered_by", "designation", "case_study"
    )


@dataclass(frozen=True)
class InvitationRow:
    """One invitation with what became of it, in words.

    `rests` if another invitation of the trust to the programme is not due: see `policies.rests`.
    """

    invitation: ExemplarInvitation
    state: str
    is_overdue: bool
    rests: bool


@dataclass(frozen=True)
class InvitationCount:
    """So many invitations are in one state."""

    state: str
    number: int


@dataclass(frozen=True)
class InvitationList:
    """The invitations of a manager's list, the newest first, and how many are in which state."""

    rows: tuple[InvitationRow, ...]

    @property
    def counts(self) -> list[InvitationCount]:
        """Counted from the rows, so that no number can differ from its list."""
        found = Counter(row.state for row in self.rows)
        return [InvitationCount(state, number) for state, number in found.most_common()]


def invitation_list(*, programme: str = "", area: str = "", trust_type: str = "") -> InvitationList:
    """All invitations, or those of a programme, an area (by their slugs) or a type of trust."""
    rows = invitations()
    if programme:
        rows = rows.filter(programme__slug=programme)
    if area:
        rows = rows.filter(area__slug=area)
    if trust_type:
        rows = rows.filter(trust__type=trust_type)
    return InvitationList(tuple(row_of(one) for one in rows))


def row_of(invitation: ExemplarInvitation) -> InvitationRow:
    """One invitation with what became of it today."""
    today = timezone.localdate()
    is_overdue = policies.is_overdue(invitation, today)
    state = "No answer for four weeks" if is_overdue else invitation.get_status_display()
    return InvitationRow(invitation, state, is_overdue, policies.rests(invitation, today))


def latest_by_trust(programme: Programme) -> dict[str, InvitationRow]:
    """The last invitation of each trust to a programme, by ODS code: for a longlist. One query."""
    found = {}
    for one in invitations().filter(programme=programme).order_by("invited_on", "pk"):
        found[one.trust.ods_code] = row_of(one)
    return found


def application_start(invitation: ExemplarInvitation) -> dict[str, object]:
    """The application, filled in: what shows that the trust can help, from the figures."""
    lines = [
        f"{one['year']}: {one['value']}, place {one['place']} like trusts"
        + (f" ({one['source']})" if one["source"] else "")
        for one in invitation.figures
    ]
    evidence = "\n".join([f"{invitation.measure_name}, in national figures:", *lines])
    return {"ceiling": 2, "evidence": evidence}


def waiting_for(user: User) -> list[Waiting]:
    """The invitations that this person can answer, the longest waiting first. One query."""
    trust_ids = trust_ids_for(user, Action.INVITATION_ANSWER)
    if not trust_ids:
        return []
    rows: Iterable[ExemplarInvitation] = (
        ExemplarInvitation.objects.filter(trust__in=trust_ids, status=InvitationStatus.SENT)
        .select_related("trust", "area")
        .order_by("invited_on", "pk")
    )
    return [
        Waiting(
            f"Be an exemplar for {one.area}? An invitation to {one.trust.name}",
            reverse("matching:invitations:invitation", args=[one.pk]),
            one.invited_on,
            one.invited_on + policies.ANSWER_WITHIN,
            "late" if policies.is_overdue(one, timezone.localdate()) else "",
        )
        for one in rows
    ]
