"""The blueprint: what another trust needs in order to copy the change."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from casestudies.choices import ResourceKind


class BlueprintStep(Orderable):
    """One step, with the weeks it takes and who leads it."""

    page = ParentalKey("casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(max_length=120)
    weeks = models.PositiveIntegerField(null=True, blank=True)
    role = models.CharField("who leads it", max_length=120, blank=True)
    detail = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class Risk(Orderable):
    """What can go wrong, and what was done about it."""

    page = ParentalKey("casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="risks")
    risk = models.CharField(max_length=200)
    mitigation = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.risk


class Resource(Orderable):
    """A file or a link that helps to copy the change."""

    page = ParentalKey(
        "casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="resources"
    )
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=ResourceKind.choices, default=ResourceKind.CORE)
    url = models.URLField("link", blank=True)
    document = models.ForeignKey(
        "wagtaildocs.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.url and self.document_id:
            raise ValidationError({"url": "Give a link or a file, not both."})
