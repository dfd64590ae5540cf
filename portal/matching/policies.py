"""State rules of matching: `check_x` raises a sentence; `can_x` answers, where a page needs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from casestudies.areas import AreaTree, ancestors_of
from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.matching import fit_floor, ruled_out
from portal.matching.choices import (
    BROKERED_HELP,
    OPEN_STATUSES,
    DesignationStatus,
    MatchStatus,
    RequestStatus,
    Side,
)
from portal.matching.models import (
    ExemplarDesignation,
    HelpRequest,
    Match,
    Meeting,
    Need,
    Offer,
    Programme,
    Survey,
)

WAITING = (RequestStatus.OPEN, RequestStatus.MATCHED)
SERVED = (*OPEN_STATUSES, MatchStatus.COMPLETED)
FINISHED = (MatchStatus.COMPLETED, MatchStatus.ENDED)
OVER = "This match is over. Ask for help again if you need it."
NOT_YET = "Both trusts have to accept this match first."


def allowed(check: Callable[..., object], *args: Any) -> bool:
    """True unless the check refuses."""
    try:
        check(*args)
    except ValidationError:
        return False
    return True


def check_withdraw(request: HelpRequest) -> None:
    if request.status == RequestStatus.WITHDRAWN:
        raise ValidationError("This request has been withdrawn already.")
    if request.status == RequestStatus.ANSWERED:
        raise ValidationError("This request has been answered: there is nothing to withdraw.")


def can_withdraw(request: HelpRequest) -> bool:
    return allowed(check_withdraw, request)


def has_accepted(match: Match, side: Side) -> bool:
    """True if this side has said yes."""
    at = match.seeker_accepted_at if side == Side.SEEKER else match.helper_accepted_at
    return at is not None


def check_accept(match: Match, side: Side) -> None:
    if match.status == MatchStatus.ACTIVE:
        raise ValidationError("Both trusts have accepted this match already.")
    _check_proposed(match)
    if has_accepted(match, side):
        raise ValidationError("Your trust has accepted already. We are waiting for the other.")


def can_accept(match: Match, side: Side) -> bool:
    return allowed(check_accept, match, side)


def check_decline(match: Match) -> None:
    if match.status == MatchStatus.ACTIVE:
        raise ValidationError("This match has begun. End it instead, and say why.")
    _check_proposed(match)


def can_decline(match: Match) -> bool:
    return allowed(check_decline, match)


def check_reply(match: Match) -> None:
    if not match.is_open:
        raise ValidationError(OVER)


def can_reply(match: Match) -> bool:
    return allowed(check_reply, match)


def check_work(match: Match) -> None:
    """Goals, meetings and completion belong to an active match."""
    if match.status == MatchStatus.PROPOSED:
        raise ValidationError(NOT_YET)
    if match.status != MatchStatus.ACTIVE:
        raise ValidationError(OVER)


def can_work(match: Match) -> bool:
    return allowed(check_work, match)


def check_complete(match: Match) -> None:
    check_work(match)


def can_complete(match: Match) -> bool:
    return allowed(check_complete, match)


def check_end(match: Match) -> None:
    """Only what has begun is ended; a proposal is declined."""
    if match.status == MatchStatus.PROPOSED:
        raise ValidationError("This match has not begun. Decline it instead.")
    if match.status != MatchStatus.ACTIVE:
        raise ValidationError("This match is over already.")


def can_end(match: Match) -> bool:
    return allowed(check_end, match)


def check_call_off(match: Match) -> None:
    """The broker takes back a proposal that is still open."""
    _check_proposed(match)


def can_call_off(match: Match) -> bool:
    return allowed(check_call_off, match)


def check_survey(match: Match, side: Side) -> None:
    if match.status not in FINISHED:
        raise ValidationError("You can say how it went when the work is over.")
    if Survey.objects.filter(match=match, side=side).exists():
        raise ValidationError("Your trust has said already how it went.")


def can_survey(match: Match, side: Side) -> bool:
    return allowed(check_survey, match, side)


def _check_proposed(match: Match) -> None:
    sentences = {
        MatchStatus.DECLINED: "This match has been declined.",
        MatchStatus.LAPSED: "This match lapsed before both trusts had accepted it.",
        MatchStatus.COMPLETED: "This match has been completed.",
        MatchStatus.ENDED: "This match is over.",
        MatchStatus.ACTIVE: "Both trusts have accepted this match already.",
    }
    if match.status != MatchStatus.PROPOSED:
        raise ValidationError(sentences[MatchStatus(match.status)])


def check_propose(
    need: Need, offer: Offer, broker_note: str = "", *, overruled: bool = False
) -> None:
    """A free need, a live offer with a place, and nothing that either side has ruled out.

    `overruled` where the programme manager has said why it should be all the same: what may be
    overruled (`ruled_out.against`) then does not count, and the rules that stay do.
    """
    request, designation = need.help_request, offer.designation
    if request.status not in (RequestStatus.OPEN, RequestStatus.MATCHED):
        raise ValidationError("This request is closed: it needs no partner.")
    if any(match.is_open for match in need.matches.all()):
        raise ValidationError("This need has a match already. Wait for the answer, or end it.")
    if designation.status != DesignationStatus.DESIGNATED or _is_over(designation):
        raise ValidationError(f"{designation.trust} is not a designated exemplar now.")
    check_pair(request, offer)
    if not overruled and (against := ruled_out.against(need, offer)):
        raise ValidationError(against)
    if offer.area_id != need.area_id and not broker_note.strip():
        raise ValidationError(
            {"broker_note": f"This offer is for {offer.area}. Say in the note why it fits."}
        )


def can_propose(
    need: Need, offer: Offer, broker_note: str = "", *, overruled: bool = False
) -> bool:
    try:
        check_propose(need, offer, broker_note, overruled=overruled)
    except ValidationError:
        return False
    return True


def check_fit(value: float, offer: Offer, broker_note: str = "") -> None:
    """Below its programme's floor of fit, a pair needs the broker's reason."""
    floor = offer.designation.programme.fit_floor
    if fit_floor.is_below(value, floor) and not broker_note.strip():
        why = f"{fit_floor.why(value, floor)} Say in the note why you propose it all the same."
        raise ValidationError({"broker_note": why})


def _is_over(designation: ExemplarDesignation) -> bool:
    """True from the day after the last of its term, whether the clock has ended it or not."""
    return designation.until is not None and designation.until < timezone.localdate()


def check_pair(request: HelpRequest, offer: Offer) -> None:
    """The rules of a pair that nobody may overrule: itself, the populations, closed trusts."""
    helper = offer.designation.trust
    if helper.pk == request.trust_id or helper in request.members.all():
        raise ValidationError("A trust cannot help itself. Choose another exemplar.")
    if helper.illustrative != request.trust.illustrative:
        raise ValidationError("Illustrative and real trusts are not mixed.")
    if helper.why_not_open:
        raise ValidationError(f"{helper.why_not_open} Choose an open trust.")


def can_pair(request: HelpRequest, offer: Offer) -> bool:
    return allowed(check_pair, request, offer)


def check_followed(match: Match, case_study: CaseStudyPage | None) -> None:
    """The case study that a pair follows is the helper's own, published and whole."""
    if case_study is None:
        return
    if case_study.trust_id != match.helper_id:
        raise ValidationError({"case_study": f"Choose a case study of {match.helper}."})
    if case_study.signpost or not case_study.live:
        raise ValidationError({"case_study": "Choose a case study that is published here."})


def check_meeting(meeting: Meeting) -> None:
    """Meetings are written down afterwards. Hours beyond the exemplar's limit are warned of."""
    match = meeting.match
    if meeting.held_on > timezone.localdate():
        raise ValidationError({"held_on": "Enter the day it was held, not one to come."})
    if meeting.held_on < timezone.localdate(match.proposed_at):
        raise ValidationError({"held_on": "Enter a day after the match was proposed."})


def is_historical(programme: Programme) -> bool:
    """True for a programme that is over: it is kept to be read and to try the scoring on."""
    return programme.ends is not None and programme.ends < timezone.localdate()


def check_programme_runs(programme: Programme) -> None:
    if is_historical(programme):
        raise ValidationError({"programme": f"{programme} has ended."})
    if programme.starts > timezone.localdate():
        raise ValidationError({"programme": f"{programme} has not begun yet."})


def can_run(programme: Programme) -> bool:
    return allowed(check_programme_runs, programme)


def areas_of(programme: Programme) -> set[EfficiencyArea]:
    """The areas of a programme with those below them."""
    tree, found = AreaTree(), set[EfficiencyArea]()
    for area in programme.areas.all():
        found |= {area, *tree.below(area.pk)}
    return found


def needs_of_rounds(programme: Programme) -> Q:
    """The needs that rounds of this programme take: asked for it, or for none in its areas.

    `RoundCalendar` reads the same rule from the need: change both together.
    """
    named = Q(help_request__programme=programme)
    inside = Q(help_request__programme=None, area__in=areas_of(programme))
    served = Match.objects.filter(status__in=SERVED).values("need")
    return (
        (named | inside)
        & Q(
            help_request__help_kind__in=BROKERED_HELP,
            help_request__status__in=WAITING,
            help_request__trust__illustrative=programme.illustrative,
        )
        & ~Q(pk__in=served)
    )


def programmes_named_or_inside(need: Need) -> Q:
    """The programmes that a need belongs to, whatever its state: named, or by its area."""
    request = need.help_request
    if request.programme_id is not None:
        named_or_inside = Q(pk=request.programme_id)
    else:
        # A programme of an area covers what lies below it.
        path = [need.area, *ancestors_of(need.area)]
        named_or_inside = Q(pk__in=Programme.objects.filter(areas__in=path).values("pk"))
    return named_or_inside & Q(illustrative=request.trust.illustrative)
