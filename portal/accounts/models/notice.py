"""A notice to one person, kept so that it is sent once and can be read on /my/."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, now: datetime) -> NoticeQuerySet:
        """Not e-mailed yet, in nobody's hands, and not waiting for a later try."""
        waits = Q(next_try_at=None) | Q(next_try_at__lte=now)
        return self.filter(waits, delivered_at=None, sending_since=None, gave_up_at=None)

    def failing(self) -> NoticeQuerySet:
        """Those whose last try failed, or of which nobody knows whether they went out."""
        return self.filter(delivered_at=None).exclude(last_error="")


class Notice(models.Model):
    """Unique on (recipient, key): asking twice to send the same thing sends it once.

    `sending_since` is written before the letter leaves. A process that dies in between leaves it
    set: whether the letter went out is not known, so nobody but an administrator sends it again.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sending_since = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    objects = NoticeQuerySet.as_manager()

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
