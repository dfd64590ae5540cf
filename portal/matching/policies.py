"""State rules of requests, matches and a pair at work.

`check_x` raises a sentence for the user; `can_x` answers, where a page needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from casestudies.areas import AreaTree, ancestors_of
from casestudies.choices import HelpKind
from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.matching import ruled_out
from portal.matching.choices import (
    BROKERED_HELP,
    OPEN_STATUSES,
    DesignationStatus,
    MatchStatus,
    RequestStatus,
    Side,
)
from portal.matching.models import (
    Cohort,
    ExemplarDesignation,
    GroupSession,
    HelpRequest,
    Match,
    Meeting,
    Need,
    Offer,
    Programme,
    Survey,
    Task,
)
from portal.matching.scoring import formula

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
    if formula.is_below_floor(value, floor) and not broker_note.strip():
        why = formula.why_below_floor(value, floor)
        why = f"{why} Say in the note why you propose it all the same."
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


INACTIVE_AFTER = timedelta(days=30)
MOST_TASKS = 50
NO_SPONSOR = "Name the sponsor: who gives your people the time for this?"
NO_SPONSOR_ROLE = "Enter the sponsor’s role, such as chief operating officer."


def needs_sponsor(match: Match, side: Side) -> bool:
    """True where this side's yes needs a sponsor: only the one that asked, for a long pairing."""
    return side == Side.SEEKER and match.request.help_kind == HelpKind.PAIRING


def check_sponsor(match: Match, side: Side, name: str, role: str) -> None:
    """A long pairing takes people's time, so someone who can give it stands behind it."""
    if not needs_sponsor(match, side):
        return
    missing = {}
    if not name.strip():
        missing["sponsor_name"] = NO_SPONSOR
    if not role.strip():
        missing["sponsor_role"] = NO_SPONSOR_ROLE
    if missing:
        raise ValidationError(missing)


def has_agreed(match: Match, side: Side) -> bool:
    """True if this side agrees to the page as it now stands."""
    at = match.agreed_seeker_at if side == Side.SEEKER else match.agreed_helper_at
    return at is not None


def is_agreed(match: Match) -> bool:
    """True if both sides agree to the page as it now stands."""
    return all(has_agreed(match, side) for side in Side)


def is_written(match: Match) -> bool:
    """True once somebody has written the page."""
    return any(has_agreed(match, side) for side in Side) or bool(
        match.aim or match.who or match.how_often or match.expenses or match.goals.exists()
    )


def missing_from_page(match: Match, *, goals: int, goal_days: int) -> dict[str, str]:
    """What an agreement still lacks, by field: what to reach, who does it, and by when.

    `goals` is the number of its goals, `goal_days` how many of them have a day.
    """
    found = {}
    if not goals and not match.aim:
        found["aim"] = "Say what you want to reach, or write a goal with a figure."
    if not match.who:
        found["who"] = "Say who works together. Roles are enough."
    if not goal_days and match.finish_by is None:
        found["finish_by"] = "Enter the day the work is to be done by, or a day at a goal."
    return found


def missing(match: Match) -> dict[str, str]:
    """What the agreement of a match lacks as it is stored."""
    days = list(match.goals.values_list("by_when", flat=True))
    return missing_from_page(match, goals=len(days), goal_days=sum(day is not None for day in days))


def check_page(match: Match, *, goals: int, goal_days: int) -> None:
    """An agreement with nothing in it cannot be agreed; each gap is named at its field."""
    found = missing_from_page(match, goals=goals, goal_days=goal_days)
    if found:
        raise ValidationError(found)


def check_agreement(match: Match, side: Side) -> None:
    """A side says yes, once, to a page that somebody has written and that says enough."""
    check_work(match)
    if not is_written(match):
        raise ValidationError("Nothing is written down yet. Write what you want to agree.")
    if gaps := missing(match):
        raise ValidationError(["This page cannot be agreed yet.", *gaps.values()])
    if has_agreed(match, side):
        raise ValidationError("Your trust agrees to this page already.")


def can_agreement(match: Match, side: Side) -> bool:
    return allowed(check_agreement, match, side)


def check_check_in(match: Match, answer: str = "") -> None:
    """A brokered pair at work says how it goes; it may say something else later."""
    check_work(match)
    if match.offer_id is None:
        raise ValidationError("Only a pairing or a review is asked how it goes.")
    if answer and answer == match.check_in_answer:
        raise ValidationError({"answer": "Your trust has said this already."})


def can_check_in(match: Match, answer: str = "") -> bool:
    return allowed(check_check_in, match, answer)


def check_add_task(match: Match) -> None:
    check_work(match)
    if match.tasks.count() >= MOST_TASKS:
        raise ValidationError(f"Keep it to {MOST_TASKS} tasks.")


def can_add_task(match: Match) -> bool:
    return allowed(check_add_task, match)


def check_task(task: Task, *, done: bool) -> None:
    """A task is ticked off, or opened again, while the pair is at work."""
    check_work(task.match)
    if done and task.done_at is not None:
        raise ValidationError("This task is done already.")
    if not done and task.done_at is None:
        raise ValidationError("This task is open already.")


def is_inactive(match: Match, *, now: datetime) -> bool:
    """True for a pair at work that has done nothing for 30 days."""
    return match.status == MatchStatus.ACTIVE and match.last_activity_at < now - INACTIVE_AFTER


def check_member(cohort: Cohort, match: Match) -> None:
    """A group is made of pairs at work under one offer, each in one group at most."""
    if cohort.closed_at is not None:
        raise ValidationError("This group has finished.")
    if match.status != MatchStatus.ACTIVE or match.offer_id != cohort.offer_id:
        raise ValidationError({"matches": "Choose followers that you work with in this area now."})
    if match.cohort_id is not None:
        raise ValidationError({"matches": f"{match.seeker} is in a group already."})


def check_plan(cohort: Cohort, day: date) -> None:
    if cohort.closed_at is not None:
        raise ValidationError("This group has finished.")
    if day < timezone.localdate():
        raise ValidationError({"planned_for": "Enter a day that is still to come."})


def check_session(session: GroupSession) -> None:
    """Sessions are written down afterwards. Hours beyond the exemplar's limit are warned of."""
    held_on, hours = session.held_on, session.helper_hours
    if held_on is None or hours is None:
        raise ValidationError({"held_on": "Enter the day it was held, and the hours given."})
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": "Enter the day it was held, not one to come."})
