"""A notice to one person, kept so that it is sent once and can be read on /my/."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.accounts.models.outgoing import Outgoing


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
