"""A letter to an address, with a link that only its reader may have: sign-up, a new password."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from portal.accounts.models.outgoing import Outgoing


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
