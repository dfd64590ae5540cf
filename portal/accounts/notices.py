"""The one channel out to people: stored, sent once, delivered after commit (`delivery`).

Whatever becomes of the e-mail, the notice stands on /my/.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from portal.accounts import mail, tasks
from portal.accounts.models import Notice, User


def send(
    *, to: Iterable[User], kind: str, key: str, subject: str, body: str, url: str = ""
) -> list[Notice]:
    """Tell people something. `key` names the event: the same key reaches a person once.

    `url` is a path of this site. The e-mail leaves in the background, after the transaction
    commits; one that fails stays undelivered and is tried again. Returns the new notices only.
    """
    fresh = []
    for user in {user.pk: user for user in to if user.is_active}.values():
        notice, is_new = Notice.objects.get_or_create(
            recipient=user,
            key=key,
            defaults={
                "kind": kind,
                "subject": mail.subject_line(subject),
                "body": body,
                "url": url,
            },
        )
        if is_new:
            fresh.append(notice)
    ids = [notice.pk for notice in fresh]
    if ids:
        # Not told of a queue that is away: the scheduled job finds what was never queued.
        transaction.on_commit(lambda: _enqueue(ids), robust=True)
    return fresh


def send_letter(
    *,
    to: Iterable[User],
    kind: str,
    key: str,
    letter: str,
    context: Mapping[str, Any] | None = None,
    url: str = "",
) -> list[Notice]:
    """As `send`, in the words of a template: `letter` is its path, as `mail.words_of` reads it."""
    people = list(to)
    if not people:
        return []
    subject, body = mail.words_of(letter, context or {})
    return send(to=people, kind=kind, key=key, subject=subject, body=body, url=url)


def _enqueue(ids: list[int]) -> None:
    for start in range(0, len(ids), tasks.AT_ONCE):
        tasks.send_by_email.enqueue("notice", ids[start : start + tasks.AT_ONCE])
