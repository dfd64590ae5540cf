"""Sending notices and letters by e-mail: each alone, claimed first, tried again with gaps.

The guarantee is *at most once* without a person's word: what goes out is claimed in the database
before it leaves. One that the mail server refused is tried again, with growing gaps; one whose
process died on the way is shown to administrators, who alone know whether to send it again.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import Truncator

from portal.accounts import mail
from portal.accounts.models import Letter, Notice
from portal.text.normalising import clean_line

logger = logging.getLogger(__name__)
Kind = type[Notice] | type[Letter]

JOB = "notices e-mailed"
"""The scheduled job that sends what waits."""

# How long to wait after the first failure, the second, and so on. After the last, people decide.
GAPS = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=3),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=2),
    timedelta(days=4),
)
# No mail server takes this long over one letter: whoever held it is gone.
LEASE = timedelta(minutes=15)
INTERRUPTED = "Sending was interrupted: it is not known whether the letter went out."
ENDED = "Its link ended before it could be sent. The person can ask for a new one."
LONGEST_ERROR = 500
LETTERS_KEPT = timedelta(days=30)


class MailServerAway(Exception):
    """The mail server does not answer: nothing was tried, and everything waits for the next run."""


def deliver_pending(now: datetime | None = None) -> int:
    """E-mail everything that is due for a try, letters of sign-in first. Returns how many went out.

    Raises MailServerAway where the server does not answer.
    """
    now = now or timezone.now()
    end_old_letters(now)
    return _deliver_due(Letter, now) + _deliver_due(Notice, now)


def deliver(kind: Kind, ids: Iterable[int], *, now: datetime | None = None) -> int:
    """E-mail these, each alone: one that fails keeps its error and stops no other.

    Returns how many went out. Raises MailServerAway as `deliver_pending` does.
    """
    now, ids = now or timezone.now(), list(ids)
    if not ids:
        return 0
    connection = get_connection(server())
    try:
        return sum(_deliver_one(kind, pk, connection, now) for pk in ids)
    finally:
        connection.close()


def server() -> str | None:
    """The backend that letters leave by; None for Django's own setting."""
    return settings.MAIL_SERVER_BACKEND


def retry(kind: Kind, pk: int) -> bool:
    """Try once more now, whatever happened before, because a person says so. True if it went.

    Not one that is being sent at this moment.
    """
    being_sent = Q(sending_since__gt=timezone.now() - LEASE)
    waiting = kind.objects.undelivered().filter(~being_sent | Q(sending_since=None), pk=pk)
    if kind is Letter:
        # One whose link has ended says nothing any more.
        waiting = waiting.exclude(body="")
    waiting.update(sending_since=None, gave_up_at=None, next_try_at=None)
    return bool(deliver(kind, waiting.values_list("pk", flat=True)))


def give_up_interrupted(kind: Kind, now: datetime) -> int:
    """Mark what a process took and never finished, so that administrators see it."""
    undelivered = kind.objects.undelivered()
    taken = undelivered.filter(gave_up_at=None, sending_since__lt=now - LEASE)
    return taken.update(gave_up_at=now, last_error=INTERRUPTED)


def end_old_letters(now: datetime) -> int:
    """Empty letters whose link no longer works, and delete those of a month ago. Returns how many
    ended.
    """
    Letter.objects.filter(created_at__lt=now - LETTERS_KEPT).delete()
    ended = now - timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    old = Letter.objects.undelivered().filter(created_at__lt=ended).exclude(body="")
    return old.update(
        gave_up_at=now, next_try_at=None, sending_since=None, last_error=ENDED, body="", html=""
    )


def _deliver_due(kind: Kind, now: datetime) -> int:
    give_up_interrupted(kind, now)
    due = kind.objects.due(now).order_by("pk")
    return deliver(kind, due.values_list("pk", flat=True), now=now)


def _open(connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerAway(f"The mail server does not answer: {in_words(error)}") from error


def _deliver_one(kind: Kind, pk: int, connection: BaseEmailBackend, now: datetime) -> bool:
    _open(connection)
    # The claim is committed before the letter leaves: nobody else takes it meanwhile.
    due = kind.objects.due(now).filter(pk=pk)
    if not due.update(sending_since=timezone.now(), attempts=F("attempts") + 1):
        return False
    one = kind.objects.get(pk=pk)
    try:
        message = _message_of(one)
        message.connection = connection
        message.send()
    except Exception as error:
        # Anything at all: a header that cannot be written, an address refused, a lost line.
        logger.exception("%s %s could not be e-mailed.", kind.__name__, pk)
        connection.close()
        _note_failure(one, error, now)
        return False
    kind.objects.filter(pk=pk).update(
        delivered_at=timezone.now(),
        sending_since=None,
        next_try_at=None,
        last_error="",
        **dict.fromkeys(kind.KEPT_UNTIL_SENT, ""),
    )
    return True


def _message_of(one: Notice | Letter) -> EmailMessage:
    return mail.letter_of(one) if isinstance(one, Notice) else mail.message_of(one)


def _note_failure(one: Notice | Letter, error: Exception, now: datetime) -> None:
    tried = one.attempts
    over = tried > len(GAPS)
    type(one).objects.filter(pk=one.pk).update(
        sending_since=None,
        next_try_at=None if over else now + GAPS[tried - 1],
        gave_up_at=now if over else None,
        last_error=in_words(error),
    )


def in_words(error: Exception) -> str:
    """An error as its kind and what it says, on one line of the length that is kept."""
    said = clean_line(f"{type(error).__name__}: {error}")
    return Truncator(said).chars(LONGEST_ERROR)
