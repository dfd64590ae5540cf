"""What goes out by e-mail: claimed before it leaves, tried again with gaps, kept if it failed.

A notice goes to one person and can be read on /my/. A letter goes to an address, with a link that
only its reader may have: sign-up, a new password.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class OutgoingQuerySet(models.QuerySet[Any]):
    """Notices or letters, by where they are on their way."""

    def undelivered(self) -> OutgoingQuerySet:
        """Those that have not gone out."""
        return self.filter(delivered_at=None)

    def due(self, now: datetime) -> OutgoingQuerySet:
        """Not e-mailed yet, in nobody's hands, and not waiting for a later try."""
        waits = Q(next_try_at=None) | Q(next_try_at__lte=now)
        return self.undelivered().filter(waits, sending_since=None, gave_up_at=None)

    def failing(self) -> OutgoingQuerySet:
        """Those whose last try failed, or of which nobody knows whether they went out."""
        return self.undelivered().exclude(last_error="")

    def waiting(self) -> OutgoingQuerySet:
        """Those that are still to be tried for the first time, or are being sent."""
        return self.undelivered().filter(gave_up_at=None, last_error="")


class Outgoing(models.Model):
    """What `Notice` and `Letter` share.

    `sending_since` is written before it leaves. A process that dies in between leaves it set:
    whether it went out is not known, so nobody but an administrator sends it again.
    """

    # What is emptied once it went out.
    KEPT_UNTIL_SENT: tuple[str, ...] = ()

    created_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sending_since = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        abstract = True


class Notice(Outgoing):
    """Unique on (recipient, key): asking twice to send the same thing sends it once."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(name="accounts_notice_sent_once", fields=["recipient", "key"])
        ]
        indexes = [
            models.Index(
                name="accounts_notice_undelivered", fields=["id"], condition=Q(delivered_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"


class Letter(Outgoing):
    """A whole e-mail that waits to be sent. What it says is blanked once it went out or ended: a
    link in it is a key to an account.
    """

    KEPT_UNTIL_SENT = ("body", "html")

    kind = models.CharField(max_length=100)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                name="accounts_letter_undelivered", fields=["id"], condition=Q(delivered_at=None)
            ),
            models.Index(name="accounts_letter_by_age", fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
