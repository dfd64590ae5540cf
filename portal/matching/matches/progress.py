"""Where a match stands, in words: for one side, what happens next and by when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from casestudies.choices import HelpKind
from portal.accounts import working_days
from portal.matching import policies, reply_clock
from portal.matching.choices import (
    SMALL_HELP,
    CheckInAnswer,
    EndReason,
    MatchStatus,
    RequestStatus,
    Side,
)
from portal.matching.models import HelpRequest, Match, Meeting, Need
from portal.matching.round_calendar import BROKER_LOOKS, RoundCalendar, Wait, WaitsFor
from portal.text.dates import day_in_words

Day = date
CHECK_IN_AFTER = timedelta(days=30)


@dataclass(frozen=True)
class Progress:
    """`tone` colours the tag; `waits_for` are the sides to move, `task` what they have to do.

    `task` ends before the name of the other trust.
    """

    label: str
    tone: str
    next_step: str
    waits_for: tuple[Side, ...] = ()
    due: date | None = None
    late: bool = False
    flagged: bool = False
    task: str = "Answer"


def of_match(match: Match, *, side: Side | None, today: date | None = None) -> Progress:
    """The standing of a match, told to one side (None for the broker)."""
    today = today or timezone.localdate()
    if match.status == MatchStatus.PROPOSED:
        return _proposed(match, side, today)
    if match.status == MatchStatus.ACTIVE:
        return _active(match, side)
    return _closed(match, side)


def _proposed(match: Match, side: Side | None, today: date) -> Progress:
    waits = waiting_sides(match)
    mine = side in waits
    since = timezone.localdate(match.proposed_at)
    flagged = reply_clock.is_flagged(since, today=today)
    due = match.reply_due
    if mine:
        label, step = "Your answer is needed", f"Accept or decline by {day_in_words(due)}."
    elif len(waits) == 2:
        label, step = "Waiting for both", f"Both trusts answer by {day_in_words(due)}."
    else:
        label = f"Waiting for {match.trust_of(waits[0]).name}"
        step = f"They answer by {day_in_words(due)}."
    if due < today:
        step = f"The answer was due on {day_in_words(due)}."
    tone = "bad" if due < today else "warn" if flagged or mine else ""
    return Progress(label, tone, step, waits, due, late=due < today, flagged=flagged)


def waiting_sides(match: Match) -> tuple[Side, ...]:
    """The sides that have not answered a proposal."""
    if match.status != MatchStatus.PROPOSED:
        return ()
    return tuple(side for side in Side if not policies.has_accepted(match, side))


def _active(match: Match, side: Side | None) -> Progress:
    if policies.is_inactive(match, now=timezone.now()):
        return _quiet(match)
    if is_small(match):
        step = "Write below. When it is answered, the trust that asked closes it."
        if side == Side.SEEKER:
            step = "Write below. When you have what you need, close it and say what came of it."
        return Progress("Talking", "good", step)
    return _agreeing(match, side) or _at_work(match, side)


def _quiet(match: Match) -> Progress:
    step = "Write what you have done, finish the work, or end it and change partner."
    if is_small(match):
        step = "Write below, or close it if it is answered."
    waits = (Side.SEEKER, Side.HELPER)
    task = "Take up the work with"
    return Progress("Quiet for 30 days", "warn", step, waits, flagged=True, task=task)


def _agreeing(match: Match, side: Side | None) -> Progress | None:
    """Until both sides agree the page; None once they do."""
    waits = tuple(one for one in Side if not policies.has_agreed(match, one))
    if not waits:
        return None
    task = "Agree the work with"
    if len(waits) == len(Side):
        step = "Agree what you work towards: the case study, the goals, who, and how often."
        return Progress("Agree the work", "warn", step, waits, task=task)
    if side in waits:
        step = "The other trust has written down what you agreed. Read it, and agree or change it."
        return Progress("Do you agree?", "warn", step, waits, task=task)
    who = match.trust_of(waits[0])
    step = "One side has agreed the page; the other has not yet."
    return Progress(f"Waiting for {who.name} to agree", "", step, waits, task=task)


def _at_work(match: Match, side: Side | None) -> Progress:
    if match.check_in_answer == CheckInAnswer.NEEDS_HELP and side is None:
        step = (
            f"{match.seeker.name} asked for the broker’s help. {match.helper.name} does not know."
        )
        return Progress("Asks for help", "warn", step, flagged=True)
    if asks_to_check_in(match) and side != Side.HELPER:
        step = "30 days have passed. Say whether this is the right partner: it is one tap."
        return Progress("At work", "good", step, (Side.SEEKER,), task="Say how it goes with")
    step = "Meet, write down each meeting, and record the result when the work is done."
    return Progress("At work", "good", step)


def asks_to_check_in(match: Match) -> bool:
    """True 30 days into a brokered pair, until the trust that asked has answered."""
    begun = match.started_at
    return (
        match.offer_id is not None
        and match.checked_in_at is None
        and begun is not None
        and begun <= timezone.now() - CHECK_IN_AFTER
    )


def _closed(match: Match, side: Side | None) -> Progress:
    if match.status == MatchStatus.COMPLETED:
        return Progress("Completed", "good", "The work is done.")
    label, step = {
        MatchStatus.DECLINED: _declined,
        MatchStatus.LAPSED: _lapsed,
        MatchStatus.ENDED: _ended,
    }[MatchStatus(match.status)](match, side)
    waits = match.request.status == RequestStatus.OPEN
    if side == Side.SEEKER and waits and match.status in (MatchStatus.DECLINED, MatchStatus.LAPSED):
        step += " Your request stays open: another team may be asked."
    return Progress(label, "", step)


def _declined(match: Match, side: Side | None) -> tuple[str, str]:
    if match.declined_side == side:
        return "Declined", "Your trust declined."
    who = match.trust_of(match.declined_side)
    return "Declined", f"{who.name} will not take part. That is no judgement."


def _lapsed(match: Match, side: Side | None) -> tuple[str, str]:
    """No yes of both in time; or the exemplar was one no longer before the answer was due."""
    closed = timezone.localdate(match.closed_at) if match.closed_at else match.reply_due
    if closed < match.reply_due:
        return "Lapsed", f"{match.helper.name} was no longer an exemplar before it was answered."
    silent = [
        name
        for name, at in (
            (match.seeker.name, match.seeker_accepted_at),
            (match.helper.name, match.helper_accepted_at),
        )
        if at is None
    ]
    return "Lapsed", f"No answer came in time from {' and '.join(silent)}."


def _ended(match: Match, side: Side | None) -> tuple[str, str]:
    if match.started_at is not None:
        return "Ended early", "The work stopped before it was completed."
    if match.end_reason == EndReason.WITHDRAWN:
        return "Withdrawn", "The request was withdrawn before this was answered."
    return "Taken back", "The broker took this proposal back before both trusts had accepted."


def is_small(match: Match) -> bool:
    """True for a question, a talk or a visit."""
    return match.request.help_kind in SMALL_HELP


@dataclass(frozen=True)
class Event:
    """One step of the way so far. `at` is a day or a moment; `done` is False for what is next."""

    label: str
    at: date | datetime | None = None
    detail: str = ""
    done: bool = True


def timeline(match: Match, meetings: Iterable[Meeting]) -> list[Event]:
    """What has happened in a match, oldest first. Says nothing of why someone declined."""
    seeker, helper = match.seeker.name, match.helper.name
    events = [
        Event(f"Sent to {helper}" if is_small(match) else "Proposed", match.proposed_at),
        Event(f"{seeker} said yes", match.seeker_accepted_at),
        Event(f"{helper} said yes", match.helper_accepted_at),
        *(Event("Met", meeting.held_on, meeting.note) for meeting in meetings),
        Event("" if match.closed_at is None else _closed(match, None).label, match.closed_at),
    ]
    happened = [event for event in events if event.at is not None]
    return sorted(happened, key=lambda event: _moment(event.at))


def _moment(at: date | datetime | None) -> date:
    return timezone.localdate(at) if isinstance(at, datetime) else at or date.max


@dataclass(frozen=True)
class Standing:
    """Where a whole request stands."""

    label: str
    tone: str
    next_step: str


def of_request(
    asked: HelpRequest,
    *,
    broker: bool = False,
    today: date | None = None,
    calendar: RoundCalendar | None = None,
) -> Standing:
    """The standing of a request, told to the trust that asked or to the broker.

    `calendar` is read once for many requests.
    """
    today = today or timezone.localdate()
    if asked.status == RequestStatus.WITHDRAWN:
        return Standing("Withdrawn", "", "This request was taken back.")
    if asked.status == RequestStatus.ANSWERED:
        return Standing("Answered", "good", "This request is done.")
    live = [match for need in asked.needs.all() for match in need.matches.all() if match.is_open]
    if live:
        first = of_match(live[0], side=None if broker else Side.SEEKER, today=today)
        return Standing(first.label, first.tone, first.next_step)
    tried = any(need.matches.all() for need in asked.needs.all())
    if not asked.brokered and tried and not broker:
        return Standing("No team yet", "warn", "Ask another team, or wait for the broker.")
    wait = wait_of(asked, calendar)
    if wait.waits_for != WaitsFor.BROKER:
        return _before_a_round(wait, broker=broker)
    due = reply_clock.due_after(timezone.localdate(asked.created_at))
    if broker:
        by = "Propose one by" if due >= today else "One was due by"
        return Standing("Needs a team", "warn", f"{by} {day_in_words(due)}.")
    when = f"You hear from them by {day_in_words(due)}."
    if due < today:
        when = f"An answer was due by {day_in_words(due)}: the broker’s desk shows it as late."
    return Standing("With the broker", "warn", f"The broker looks for a team that fits. {when}")


def wait_of(asked: HelpRequest, calendar: RoundCalendar | None = None) -> Wait:
    """What a request without a team waits for: of several needs, the one that needs a person most.

    Small help and requests that are closed wait for no round.
    """
    if not asked.brokered or asked.status not in policies.WAITING:
        return BROKER_LOOKS
    calendar = calendar or RoundCalendar()
    waits = [calendar.wait_of(need) for need in asked.needs.all() if not _is_served(need)]
    return min(waits, key=lambda wait: NEEDS_A_PERSON.index(wait.waits_for), default=BROKER_LOOKS)


def _is_served(need: Need) -> bool:
    return any(match.status in policies.SERVED for match in need.matches.all())


# What a person has to act on stands first.
NEEDS_A_PERSON = (WaitsFor.BROKER, WaitsFor.LATE_ROUND, WaitsFor.PLAN, WaitsFor.ROUND)


def _before_a_round(wait: Wait, *, broker: bool) -> Standing:
    """A request that a round decides: which one, or that none is planned."""
    if wait.round is None:
        if broker:
            step = f"No round of {wait.programme} is planned. Plan one, or propose a team."
            return Standing("No round is planned", "warn", step)
        step = (
            f"No round of {wait.programme} is planned yet. Planning one is on the programme "
            "manager’s list of tasks; they may also propose a team before."
        )
        return Standing("With the programme manager", "warn", step)
    held = day_in_words(wait.round.held_on)
    if wait.coming is None:
        step = f"The round of {wait.programme} was to be held on {held}, and is not sent yet."
        more = "Run it and send it." if broker else "The programme manager’s desk shows it as late."
        return Standing("The round is late", "warn", f"{step} {more}")
    step = f"It takes part in the round of {wait.programme} on {held}."
    more = "You can propose a team before." if broker else "You hear after it what came of it."
    return Standing("Waits for a round", "", f"{step} {more}")


def kind_of_help(kind: str) -> str:
    """A kind of help as the one who asks calls it."""
    return "Question" if kind == HelpKind.QUESTION else str(HelpKind(kind).label)


def today() -> date:
    """The day it is in England."""
    return timezone.localdate()


def age_of(asked: HelpRequest, *, today: date) -> int:
    """Working days since a request was made."""
    return working_days.between(timezone.localdate(asked.created_at), today)
