"""What a pair does together: tasks, messages, agreement, meetings, goals, and how it went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from casestudies.adoptions import services as adoption_services
from casestudies.choices import HelpKind
from casestudies.models import AdoptionMeasure, AdoptionSaving, CaseStudyPage
from portal.accounts import audit
from portal.accounts.models import User
from portal.matching import capacity, notifications, permissions, policies
from portal.matching.choices import MatchStatus, Side
from portal.matching.matches import notifications as match_notifications
from portal.matching.matches import states
from portal.matching.models import Goal, Match, Meeting, Message, Survey, Task


@transaction.atomic
def add(*, match: Match, by: User, title: str, side: str = "", due: date | None = None) -> Task:
    """Write down a task for one side, or with "" for both; who has to do it is told.

    Raises PermissionDenied for people of other trusts, ValidationError by field, or where the
    match is not active.
    """
    mine = permissions.check_work(by, match)
    states.lock(match)
    policies.check_add_task(match)
    if not title.strip():
        raise ValidationError({"title": "Say what is to be done."})
    task = Task(match=match, title=title.strip(), side=side, due=due, by=by)
    task.full_clean()
    task.save()
    states.touch(match)
    _record(task, "task.added", by, mine)
    match_notifications.tell_task(task, mine)
    return task


@transaction.atomic
def done(*, task: Task, by: User) -> Task:
    """Tick a task off. Raises as `add`, and ValidationError if it is done."""
    return _tick(task, by, is_done=True)


@transaction.atomic
def reopen(*, task: Task, by: User) -> Task:
    """Take the tick back. Raises as `add`, and ValidationError if it is open."""
    return _tick(task, by, is_done=False)


def _tick(task: Task, by: User, *, is_done: bool) -> Task:
    side = permissions.check_work(by, task.match)
    states.lock(task.match)
    task.refresh_from_db(fields=["done_at", "done_by"])
    policies.check_task(task, done=is_done)
    task.done_at, task.done_by = (timezone.now(), by) if is_done else (None, None)
    task.save(update_fields=["done_at", "done_by"])
    states.touch(task.match)
    _record(task, "task.done" if is_done else "task.reopened", by, side)
    return task


def _record(task: Task, action: str, by: User, side: Side) -> None:
    audit.record(by=by, action=action, subject=task, trust=task.match.trust_of(side))


MESSAGE_AT_MOST = 5000
FOLLOWER_ONLY = "Only the trust that asked can record what came of it."


@dataclass(frozen=True)
class GoalValues:
    """A goal as the pair writes it down: reach `target` in `unit`, from `baseline` if known."""

    measure: str
    unit: str
    target: Decimal
    baseline: Decimal | None = None
    by_when: date | None = None


@transaction.atomic
def reply(*, match: Match, by: User, body: str) -> Message:
    """Write to the other side. The helper's first answer to a question accepts the match.

    Raises PermissionDenied for people of other trusts, ValidationError for an empty or overlong
    message, or a match that is over.
    """
    side = permissions.check_work(by, match)
    states.lock(match)
    policies.check_reply(match)
    text = body.strip()
    if not text:
        raise ValidationError({"body": "Write your message."})
    if len(text) > MESSAGE_AT_MOST:
        raise ValidationError({"body": f"Keep it to {MESSAGE_AT_MOST:,} characters."})
    message = Message.objects.create(match=match, side=side, by=by, body=text)
    states.touch(match)
    audit.record(by=by, action="match.wrote", subject=match, trust=match.trust_of(side))
    question = match.request.help_kind == HelpKind.QUESTION
    if question and side == Side.HELPER and policies.can_accept(match, side):
        states.accept(match, side=side, by=by)
        audit.record(by=by, action="match.accepted", subject=match, trust=match.helper)
    notifications.tell_message(message)
    return message


@transaction.atomic
def agree(
    *,
    match: Match,
    by: User,
    case_study: CaseStudyPage | None,
    goals: Iterable[GoalValues] = (),
    aim: str = "",
    finish_by: date | None = None,
    who: str = "",
    how_often: str = "",
    expenses: str = "",
) -> Match:
    """Write down what the pair works to; the other side is asked to agree, or to write it anew.

    It holds once both sides agree: writing it is this side's yes, and takes back the other's.
    Goals replace those that are not reached yet. It says at least what to reach (a goal, or an
    `aim` in words), who works together, and by when. Raises PermissionDenied for people of other
    trusts, ValidationError by field, or where the match is not active.
    """
    side = permissions.check_work(by, match)
    states.lock(match)
    policies.check_work(match)
    policies.check_followed(match, case_study)
    match.case_study = case_study
    match.who, match.how_often = who.strip(), how_often.strip()
    match.expenses = expenses.strip()
    match.aim, match.finish_by = aim.strip(), finish_by
    wanted = list(goals)
    kept = match.goals.exclude(reached=None).values_list("by_when", flat=True)
    days = [*kept, *(goal.by_when for goal in wanted)]
    policies.check_page(match, goals=len(days), goal_days=sum(d is not None for d in days))
    match.last_activity_at = now = timezone.now()
    # A member of a place may write, but the yes is the lead's.
    may_agree = permissions.side_of(by, match) is not None
    match.agreed_seeker_at = now if may_agree and side == Side.SEEKER else None
    match.agreed_helper_at = now if may_agree and side == Side.HELPER else None
    match.full_clean()
    match.save()
    match.goals.filter(reached=None).delete()
    for values in wanted:
        goal = Goal(match=match, **vars(values))
        goal.full_clean()
        goal.save()
    entry = audit.record(by=by, action="match.agreed", subject=match, trust=match.trust_of(side))
    notifications.tell_agreed(match, side, version=entry.pk)
    return match


@transaction.atomic
def confirm_agreement(*, match: Match, by: User) -> Match:
    """Agree, for the side that the person answers for, to the page as it stands.

    Raises PermissionDenied for people of other trusts, ValidationError where nothing is written,
    the side agrees already, or the match is not active.
    """
    side = permissions.check_answer(by, match)
    states.lock(match)
    policies.check_agreement(match, side)
    if side == Side.SEEKER:
        match.agreed_seeker_at = timezone.now()
    else:
        match.agreed_helper_at = timezone.now()
    match.last_activity_at = timezone.now()
    match.save()
    entry = audit.record(
        by=by, action="match.agreement_confirmed", subject=match, trust=match.trust_of(side)
    )
    match_notifications.tell_confirmed(match, side, version=entry.pk)
    return match


@transaction.atomic
def log_meeting(
    *, match: Match, by: User, held_on: date, helper_hours: Decimal, note: str = ""
) -> Meeting:
    """Write down a talk or a visit and the hours that the exemplar gave.

    An hour that was really given is written down also beyond those that the exemplar gives a
    quarter: the broker is told then, and `places.words_beyond` warns. Raises PermissionDenied
    for people of other trusts, ValidationError by field, or where the match is not active.
    """
    side = permissions.check_work(by, match)
    bounding = capacity.bounding_designations(match)
    for designation in bounding:
        # The hours of a quarter are shared by all of an exemplar's pairs: one writer at a time.
        type(designation).objects.select_for_update().get(pk=designation.pk)
    states.lock(match)
    policies.check_work(match)
    meeting = Meeting(
        match=match, by=by, held_on=held_on, helper_hours=helper_hours, note=note.strip()
    )
    meeting.full_clean()
    policies.check_meeting(meeting)
    meeting.save()
    states.touch(match)
    audit.record(by=by, action="match.met", subject=match, trust=match.trust_of(side))
    for designation in bounding:
        if words := capacity.words_beyond(designation, day=held_on):
            match_notifications.tell_hours_beyond(
                designation, words, event=f"meeting.{meeting.pk}", match=match
            )
    capacity.announce(match)
    return meeting


@transaction.atomic
def record_goal(*, goal: Goal, by: User, reached: Decimal | None) -> Goal:
    """The follower writes down where it stands now; None takes a value back.

    Raises PermissionDenied for anyone else, ValidationError where the match is not active.
    """
    match = goal.match
    _check_follower(by, match)
    states.lock(match)
    policies.check_work(match)
    goal.reached = reached
    goal.full_clean()
    goal.save()
    states.touch(match)
    audit.record(by=by, action="match.goal_recorded", subject=match, trust=match.seeker)
    return goal


@transaction.atomic
def complete(
    *,
    match: Match,
    by: User,
    outcome: str = "",
    result: str = "",
    how_adapted: str = "",
    stopped_reason: str = "",
    show_name_if_stopped: bool = False,
    started: date | None = None,
    dates_explained: str = "",
    savings: Iterable[AdoptionSaving] | None = None,
    measures: Iterable[AdoptionMeasure] | None = None,
    case_study: CaseStudyPage | None = None,
) -> Match:
    """Finish the work. `outcome` is an adoption status: it becomes the follower's own adoption.

    A pair finishes with an outcome; small help may finish without, and then either side may say
    so. Raises PermissionDenied unless the outcome is recorded by the trust that asked,
    ValidationError by field, or where the match is not active.
    """
    side = permissions.check_answer(by, match)
    if (outcome or match.request.brokered) and side != Side.SEEKER:
        raise PermissionDenied(FOLLOWER_ONLY)
    states.lock(match)
    policies.check_complete(match)
    if match.request.brokered and not outcome:
        raise ValidationError({"outcome": "Say what came of it."})
    if case_study is not None:
        policies.check_followed(match, case_study)
        match.case_study = case_study
    if outcome:
        match.adoption = _record_adoption(
            match,
            by=by,
            status=outcome,
            result=result,
            how_adapted=how_adapted,
            stopped_reason=stopped_reason,
            show_name_if_stopped=show_name_if_stopped,
            started=started,
            dates_explained=dates_explained,
            savings=savings,
            measures=measures,
        )
    states.close(match, status=MatchStatus.COMPLETED)
    audit.record(by=by, action="match.completed", subject=match, trust=match.trust_of(side))
    capacity.announce(match)
    notifications.tell_completed(match, side)
    return match


@transaction.atomic
def survey(
    *,
    match: Match,
    by: User,
    helpful: int,
    again: bool,
    comment: str = "",
    goals_met: str = "",
    fit_place: int | None = None,
    fit_systems: int | None = None,
    fit_culture: int | None = None,
) -> Survey:
    """One side says how it went, once, when the work is over. The fits are 1 (bad) to 5 (good).

    Seen by the parties and the broker. Raises PermissionDenied for people of other trusts,
    ValidationError by field, a second time, or before the end.
    """
    side = permissions.check_answer(by, match)
    states.lock(match)
    policies.check_survey(match, side)
    answer = Survey(
        match=match,
        side=side,
        by=by,
        helpful=helpful,
        again=again,
        comment=comment.strip(),
        goals_met=goals_met,
        fit_place=fit_place,
        fit_systems=fit_systems,
        fit_culture=fit_culture,
    )
    answer.full_clean()
    answer.save()
    audit.record(by=by, action="match.surveyed", subject=match, trust=match.trust_of(side))
    return answer


def _record_adoption(match: Match, *, by: User, status: str, **fields: Any) -> Any:
    if match.case_study is None:
        raise ValidationError({"case_study": "Choose the case study that you followed."})
    return adoption_services.record(
        case_study=match.case_study, trust=match.seeker, status=status, by=by, **fields
    )


def _check_follower(by: User, match: Match) -> None:
    if permissions.check_work(by, match) != Side.SEEKER:
        raise PermissionDenied(FOLLOWER_ONLY)
