"""E-mail: how it is written, and how it is delivered.

Subjects are on one line, and a letter is marked as sent by a machine. Each notice and letter is
delivered alone. The guarantee is *at most once* without a person's word: what goes out is claimed
in the database before it leaves. One that the mail server refused is tried again, with growing
gaps; one whose process died on the way is shown to administrators, who alone know whether to send
it again.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.template import Context, Engine
from django.utils import timezone
from django.utils.text import Truncator

from portal.accounts.models import Letter, Notice
from portal.text.normalising import clean, clean_line

LONGEST_SUBJECT = 200
SUBJECT = "Subject: "
# What a person asked to be told regularly, and stops on the page that the notice leads to.
SUBSCRIPTIONS = ("search.alert",)
AUTOMATIC = {
    # RFC 3834: other machines (absence notes above all) do not answer.
    "Auto-Submitted": "auto-generated",
    # Exchange's own word for the same: NHSmail answers to this one.
    "X-Auto-Response-Suppress": "All",
}
Message = TypeVar("Message", bound=EmailMessage)


def words_of(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """The subject and the body of a letter, from its template.

    The template is plain text: its first line is “Subject: …”, the rest after it is the body.
    Raises ValueError for a template without a subject.
    """
    # Nothing is escaped: a letter is no HTML, and “Q&A” is to be read as it was written.
    plain = Context(context, autoescape=False)
    text = Engine.get_default().get_template(template).render(plain).strip()
    head, _, body = text.partition("\n")
    if not head.startswith(SUBJECT):
        raise ValueError(f"{template} does not begin with “{SUBJECT}”.")
    return head.removeprefix(SUBJECT), body.strip()


def subject_line(text: str) -> str:
    """A subject that a mail header can carry: one line, of a length that programs show."""
    return Truncator(clean_line(text).strip()).chars(LONGEST_SUBJECT)


def mark_as_automatic(message: Message) -> Message:
    """Clean it, the subject on one line, and say that a machine wrote it. Returns the message.

    Every letter of the site passes through here, those of sign-in included.
    """
    message.subject = subject_line(str(message.subject))
    message.body = clean(str(message.body))
    for name, value in AUTOMATIC.items():
        message.extra_headers.setdefault(name, value)
    return message


def letter_of(notice: Notice) -> EmailMessage:
    """The letter of a notice, with the full address of what it is about.

    Its Message-ID follows from the notice, so that a second try is the same letter to a mailbox
    that has it already.
    """
    address = f"{settings.PORTAL_BASE_URL}{notice.url}" if notice.url else ""
    body = f"{notice.body}\n\n{address}" if address else notice.body
    headers = {"Message-ID": _message_id("notice", notice.pk)}
    if notice.kind in SUBSCRIPTIONS and address:
        headers["List-Unsubscribe"] = f"<{address}>"
    return mark_as_automatic(
        EmailMessage(notice.subject, body, to=[notice.recipient.email], headers=headers)
    )


def message_of(letter: Letter) -> EmailMessage:
    """The e-mail that a letter holds, with a Message-ID of its own, as a notice has."""
    headers = {**letter.headers, "Message-ID": _message_id("letter", letter.pk)}
    message = EmailMultiAlternatives(letter.subject, letter.body, to=[letter.to], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return mark_as_automatic(message)


def _message_id(kind: str, number: int) -> str:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    return f"<{kind}-{number}@{host}>"


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
    return letter_of(one) if isinstance(one, Notice) else message_of(one)


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
