"""What goes out by e-mail: claimed before it leaves, tried again with gaps, kept if it failed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

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
