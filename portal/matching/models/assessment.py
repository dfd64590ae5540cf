"""What the broker found when it assessed an application, as it was on that day."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from portal.matching.models.designation import ExemplarDesignation


class Assessment(models.Model):
    """One assessment. Seen by the exemplar's authors and the broker.

    `findings` is a list of {"area" (empty for the programme's own criteria), "question",
    "answer" (met, not-met, not-applicable), "note"}; the words are copied, so that a later change
    of the criteria does not change what was found. `reason` says why it was designated although
    an own criterion was not met.
    """

    designation = models.OneToOneField(
        ExemplarDesignation, on_delete=models.CASCADE, related_name="assessment"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    findings = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=600, blank=True)

    def __str__(self) -> str:
        return f"{self.designation}, assessed by {self.by}"
