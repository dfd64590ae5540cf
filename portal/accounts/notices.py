"""The one channel out to people: stored, sent once, delivered after commit.

The guarantee is *at most once* without a person's word: a letter is claimed in the database
before it leaves. One that the mail server refused is tried again, with growing gaps; one whose
process died on the way is shown to administrators, who alone know whether to send it again. Either
way the notice stands on /my/.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import Truncator

from portal.accounts import mail
from portal.accounts.models import Notice, User
from portal.text.normalising import clean_line

logger = logging.getLogger(__name__)

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
LONGEST_ERROR = 500


class MailServerAway(Exception):
    """The mail server does not answer: nothing was tried, and everything waits for the next run."""


def send(
    *, to: Iterable[User], kind: str, key: str, subject: str, body: str, url: str = ""
) -> list[Notice]:
    """Tell people something. `key` names the event: the same key reaches a person once.

    `url` is a path of this site. The e-mail leaves after the transaction commits; one that
    fails stays undelivered and `deliver_pending` tries again. Returns the new notices only.
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
        transaction.on_commit(lambda: _deliver_now(ids))
    return fresh


def deliver_pending(now: datetime | None = None) -> int:
    """E-mail every notice that is due for a try. Returns how many went out.

    Raises MailServerAway where no letter could be tried.
    """
    now = now or timezone.now()
    give_up_interrupted(now)
    return deliver(Notice.objects.due(now).order_by("pk").values_list("pk", flat=True), now=now)


def deliver(ids: Iterable[int], *, now: datetime | None = None) -> int:
    """E-mail these notices, each alone: one that fails keeps its error and stops no other.

    Returns how many went out. Raises MailServerAway as `deliver_pending` does.
    """
    now = now or timezone.now()
    ids = list(ids)
    if not ids:
        return 0
    connection = get_connection()
    try:
        return sum(_deliver_one(notice_id, connection, now) for notice_id in ids)
    finally:
        connection.close()


def retry(notice: Notice) -> bool:
    """Try once more now, whatever happened before, because a person says so. True if it went."""
    Notice.objects.filter(pk=notice.pk, delivered_at=None).update(
        sending_since=None, gave_up_at=None, next_try_at=None
    )
    return bool(deliver([notice.pk]))


def give_up_interrupted(now: datetime) -> int:
    """Mark what a process took and never finished, so that administrators see it."""
    held = Notice.objects.filter(delivered_at=None, gave_up_at=None, sending_since__lt=now - LEASE)
    return held.update(gave_up_at=now, last_error=INTERRUPTED)


def _deliver_now(ids: list[int]) -> None:
    """Right after a change is committed. Whoever made it is not told of the post's troubles."""
    try:
        deliver(ids)
    except MailServerAway:
        logger.exception("%s notices wait for the next run of send_due.", len(ids))


def _open(connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerAway(f"The mail server does not answer: {_words(error)}") from error


def _deliver_one(notice_id: int, connection: BaseEmailBackend, now: datetime) -> bool:
    _open(connection)
    free = Notice.objects.due(now).filter(pk=notice_id)
    # The claim is committed before the letter leaves: nobody else takes it meanwhile.
    if not free.update(sending_since=timezone.now(), attempts=F("attempts") + 1):
        return False
    notice = Notice.objects.select_related("recipient").get(pk=notice_id)
    try:
        message = mail.letter_of(notice)
        message.connection = connection
        message.send()
    except Exception as error:
        # Anything at all: a header that cannot be written, an address refused, a lost line.
        logger.exception("Notice %s could not be e-mailed.", notice_id)
        connection.close()
        _note_failure(notice, error, now)
        return False
    Notice.objects.filter(pk=notice_id).update(
        delivered_at=timezone.now(), sending_since=None, next_try_at=None, last_error=""
    )
    return True


def _note_failure(notice: Notice, error: Exception, now: datetime) -> None:
    tried = notice.attempts
    over = tried > len(GAPS)
    Notice.objects.filter(pk=notice.pk).update(
        sending_since=None,
        next_try_at=None if over else now + GAPS[tried - 1],
        gave_up_at=now if over else None,
        last_error=_words(error),
    )


def _words(error: Exception) -> str:
    said = clean_line(f"{type(error).__name__}: {error}")
    return Truncator(said).chars(LONGEST_ERROR)
