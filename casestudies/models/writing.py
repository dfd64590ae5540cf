"""What an author has typed or uploaded before it is a case study. Nothing of it is ever lost."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from portal.trusts.models import Trust


class WritingDraft(models.Model):
    """The short form as typed so far, saved as one types, and what a document left to sort.

    `values` are the raw inputs of the short form, by field, so that an unfinished entry is kept
    as it stands; `savings` among them is a list of lines, each with its `uuid`. `remainder` holds
    the pieces of a document that fit nowhere, until the author has placed each or thrown it away;
    `suggestions` the figures and contacts found in it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="writing_drafts"
    )
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    page = models.OneToOneField(
        "casestudies.CaseStudyPage",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="writing_draft",
    )
    values = models.JSONField(default=dict, blank=True)
    remainder = models.JSONField(default=list, blank=True)
    suggestions = models.JSONField(default=dict, blank=True)
    source_name = models.CharField(max_length=200, blank=True)
    notes = models.JSONField(default=list, blank=True)
    # What was done to the draft, step by step, and what of it was undone: `writing.steps`.
    steps = models.JSONField(default=list, blank=True)
    undone = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return str(self.values.get("title") or self.source_name or "Case study without a title")
