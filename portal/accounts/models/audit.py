"""The audit trail: who did what to which record, written in the same transaction as the change."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from portal.trusts.models import Trust


class AuditEntry(models.Model):
    """Says that something happened, not what was said in it: `detail` holds no free text."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty when the system itself acted, a clock for instance.",
    )
    action = models.CharField(max_length=60)
    subject_type = models.CharField(
        max_length=60, blank=True, help_text="Empty where it concerns no one record."
    )
    subject_id = models.CharField(max_length=40, blank=True)
    trust = models.ForeignKey(
        Trust, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    detail = models.JSONField(default=dict, blank=True)

    # The editor's list of uses is of what somebody could change.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["subject_type", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_type} {self.subject_id}"
