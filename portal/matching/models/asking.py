"""What comes with a request: partners that are no trust, and whether the trust is ready."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from portal.matching.choices import Readiness
from portal.matching.models.help_request import HelpRequest


class PlacePartner(models.Model):
    """A council or other body that asks together with a trust."""

    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(max_length=160)
    part = models.CharField("its part in the work", max_length=160, blank=True)

    class Meta:
        ordering = ["help_request", "id"]
        constraints = [
            models.UniqueConstraint(
                name="matching_place_partner_once", fields=["help_request", "name"]
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReadinessCheck(models.Model):
    """The ten answers (question to yes, partly or no) and what they came to."""

    help_request = models.OneToOneField(
        HelpRequest, on_delete=models.CASCADE, related_name="readiness"
    )
    answers = models.JSONField()
    verdict = models.CharField(max_length=10, choices=Readiness.choices)
    questions_version = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.get_verdict_display()
