"""Signatures on figures. One counts only while the figures it signed are the ones shown."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casestudies.choices import SignOffLevel


class SignOff(models.Model):
    """A named person vouches for one line, as it stood: `digest` is its SHA-256."""

    page = models.ForeignKey(
        "casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="sign_offs"
    )
    line_uuid = models.UUIDField()
    digest = models.CharField(max_length=64)
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    level = models.CharField(
        max_length=12,
        choices=[choice for choice in SignOffLevel.choices if choice[0] != SignOffLevel.ESTIMATED],
    )
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    trust_name = models.CharField(
        max_length=200, blank=True, help_text="Empty for what was signed before it was kept."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField()
    # What the person was shown as the headline that readers would see with this signature.
    headline_amount = models.DecimalField(max_digits=14, decimal_places=0, null=True, blank=True)
    headline_year = models.CharField(max_length=7, blank=True)

    class Meta:
        ordering = ["-signed_at", "-id"]
        indexes = [models.Index(fields=["page", "line_uuid"])]
        constraints = [
            models.CheckConstraint(
                name="casestudies_sign_off_above_estimated",
                condition=~Q(level=SignOffLevel.ESTIMATED),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.name}, {self.role}"
