"""Notices to people, letters to addresses, and the e-mail of other packages.

A notice is stored, sent once after the commit (`delivery`), and stands on /my/ whatever becomes of
the e-mail. A letter goes to an address rather than to a person's list, in the background: whoever
asks for one waits for no mail server, and is told that it is on its way. What fails is tried again
and shown to administrators. E-mail of other packages (Wagtail's about comments, Django's to
administrators) goes into the same queue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from portal.accounts import delivery, tasks
from portal.accounts.delivery import subject_line
from portal.accounts.models import Letter, Notice, User


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
                "subject": delivery.subject_line(subject),
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
    subject, body = delivery.words_of(letter, context or {})
    return send(to=people, kind=kind, key=key, subject=subject, body=body, url=url)


def _enqueue(ids: list[int]) -> None:
    for start in range(0, len(ids), tasks.AT_ONCE):
        tasks.send_by_email.enqueue("notice", ids[start : start + tasks.AT_ONCE])


def post(message: EmailMessage, *, kind: str) -> list[Letter]:
    """Have a message sent to each of its addresses. `kind` tells administrators what it is.

    It goes with the change it belongs to: where that is undone, nothing is sent.
    """
    letters = [_store(message, to, kind) for to in message.recipients()]
    tasks.send_by_email.enqueue("letter", [letter.pk for letter in letters])
    return letters


def send_now(message: EmailMessage, *, kind: str) -> bool:
    """Send a message and wait: for commands. True if it went to every address.

    What failed waits and is tried again, as with `post`.
    """
    ids = [_store(message, to, kind).pk for to in message.recipients()]
    try:
        return delivery.deliver(Letter, ids) == len(ids)
    except delivery.MailServerAway:
        delivery.logger.exception("%s letters wait.", len(ids))
        return False


def _store(message: EmailMessage, to: str, kind: str) -> Letter:
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    html = next((str(one[0]) for one in alternatives if one[1] == "text/html"), "")
    return Letter.objects.create(
        kind=kind,
        to=to,
        subject=subject_line(str(message.subject)),
        body=str(message.body),
        html=html,
        headers=dict(message.extra_headers),
    )


KIND = "other"


class EmailBackend(BaseEmailBackend):
    """For `EMAIL_BACKEND`; `MAIL_SERVER_BACKEND` is what letters leave by."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue each message. One with files, which the queue does not keep, is sent at once."""
        for message in email_messages:
            if message.attachments:
                get_connection(delivery.server()).send_messages([message])
            else:
                post(message, kind=KIND)
        return len(email_messages)
