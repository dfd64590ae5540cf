"""State rules of a pair at work, as in `policies`: sponsor, agreement, tasks, sessions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from casestudies.choices import HelpKind
from portal.matching import policies
from portal.matching.choices import MatchStatus, Side
from portal.matching.models import Cohort, GroupSession, Match, Task
from portal.matching.policies import allowed

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
    policies.check_work(match)
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
    policies.check_work(match)
    if match.offer_id is None:
        raise ValidationError("Only a pairing or a review is asked how it goes.")
    if answer and answer == match.check_in_answer:
        raise ValidationError({"answer": "Your trust has said this already."})


def can_check_in(match: Match, answer: str = "") -> bool:
    return allowed(check_check_in, match, answer)


def check_add_task(match: Match) -> None:
    policies.check_work(match)
    if match.tasks.count() >= MOST_TASKS:
        raise ValidationError(f"Keep it to {MOST_TASKS} tasks.")


def can_add_task(match: Match) -> bool:
    return allowed(check_add_task, match)


def check_task(task: Task, *, done: bool) -> None:
    """A task is ticked off, or opened again, while the pair is at work."""
    policies.check_work(task.match)
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
