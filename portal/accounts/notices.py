"""The one channel out to people: stored, sent once, delivered after commit."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import Notice, User

logger = logging.getLogger(__name__)


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
            defaults={"kind": kind, "subject": subject[:200], "body": body, "url": url},
        )
        if is_new:
            fresh.append(notice)
    ids = [notice.pk for notice in fresh]
    if ids:
        transaction.on_commit(lambda: deliver(ids))
    return fresh


def deliver(ids: Iterable[int]) -> int:
    """E-mail these notices, each at most once. Returns how many went out."""
    sent = 0
    for notice_id in ids:
        with transaction.atomic():
            notice = (
                (
                    Notice.objects.select_for_update(of=("self",), skip_locked=True)
                    if transaction.get_connection().features.has_select_for_update
                    else Notice.objects
                )
                .filter(pk=notice_id, delivered_at=None)
                .select_related("recipient")
                .first()
            )
            if notice is None:
                continue
            try:
                _email(notice)
            except OSError:
                logger.exception("Notice %s could not be e-mailed; it stays pending.", notice_id)
                continue
            notice.delivered_at = timezone.now()
            notice.save(update_fields=["delivered_at"])
            sent += 1
    return sent


def deliver_pending() -> int:
    """E-mail every notice that has not gone out yet. Returns how many went out."""
    return deliver(Notice.objects.filter(delivered_at=None).values_list("pk", flat=True))


def _email(notice: Notice) -> None:
    link = f"\n\n{settings.PORTAL_BASE_URL}{notice.url}" if notice.url else ""
    EmailMessage(notice.subject, f"{notice.body}{link}", to=[notice.recipient.email]).send()
