"""What a pair has to do, written down where both sides see it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from portal.accounts import audit
from portal.accounts.models import User
from portal.matching import match_states, permissions, work_notices, work_policies
from portal.matching.choices import Side
from portal.matching.models import Match, Task


@transaction.atomic
def add(*, match: Match, by: User, title: str, side: str = "", due: date | None = None) -> Task:
    """Write down a task for one side, or with "" for both; who has to do it is told.

    Raises PermissionDenied for people of other trusts, ValidationError by field, or where the
    match is not active.
    """
    mine = permissions.check_work(by, match)
    match_states.lock(match)
    work_policies.check_add_task(match)
    if not title.strip():
        raise ValidationError({"title": "Say what is to be done."})
    task = Task(match=match, title=title.strip(), side=side, due=due, by=by)
    task.full_clean()
    task.save()
    match_states.touch(match)
    _record(task, "task.added", by, mine)
    work_notices.tell_task(task, mine)
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
    match_states.lock(task.match)
    task.refresh_from_db(fields=["done_at", "done_by"])
    work_policies.check_task(task, done=is_done)
    task.done_at, task.done_by = (timezone.now(), by) if is_done else (None, None)
    task.save(update_fields=["done_at", "done_by"])
    match_states.touch(task.match)
    _record(task, "task.done" if is_done else "task.reopened", by, side)
    return task


def _record(task: Task, action: str, by: User, side: Side) -> None:
    audit.record(by=by, action=action, subject=task, trust=task.match.trust_of(side))
