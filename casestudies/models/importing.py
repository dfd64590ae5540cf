"""Imports of files: how far each has come, and which record came from where."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casestudies.models.case_study import CaseStudyPage


class ImportRun(models.Model):
    """One import of one file, from its first batch to its end. At most one is under way.

    Until its end the text of the file is kept, so that whoever comes next can go on with it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a worker"
        STAGING = "staging", "Being written, not visible"
        PUBLISHING = "publishing", "Visible, updates under way"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    file_name = models.CharField(max_length=200, blank=True)
    content = models.TextField(blank=True, help_text="The file, while the import is not done.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    publish = models.BooleanField(help_text="Whether what passes the gate is published.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0, help_text="Records of the file.")
    done = models.PositiveIntegerField(default=0, help_text="Records dealt with in this state.")
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    live = models.PositiveIntegerField("published", default=0)
    faults = models.JSONField(default=list, blank=True, help_text="What went wrong, in sentences.")
    added_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    # Who is at it.
    host = models.CharField(max_length=200, blank=True)
    pid = models.PositiveIntegerField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True, help_text="Of the process that is at it.")
    beat_at = models.DateTimeField(null=True, blank=True, help_text="Its last sign of life.")

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            # PostgreSQL and SQLite both hold to it, however close together two imports begin.
            models.UniqueConstraint(
                models.Value(1),
                name="casestudies_one_import_at_a_time",
                condition=Q(state__in=["staging", "publishing"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Import {self.pk} of {self.file_name}: {self.get_state_display()}"

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)


class ImportedRecord(models.Model):
    """Where a case study was last imported from, and whether anybody may see it yet.

    `digest` and `version` tell a record that is the same as last time, and that nobody changed
    since: there is nothing to do for it.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="records")
    page = models.OneToOneField(CaseStudyPage, on_delete=models.CASCADE, related_name="imported")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the record.")
    version = models.BigIntegerField(help_text="The version that the import wrote.")
    is_new = models.BooleanField(help_text="Whether that import brought it.")
    publish = models.BooleanField(help_text="Whether it is published at the end.")
    is_shown = models.BooleanField(default=False, help_text="False while the import is under way.")
    prepared = models.JSONField(
        default=dict, blank=True, help_text="What search takes at the end. Empty afterwards."
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["page"], name="casestudies_being_imported", condition=Q(is_shown=False)
            )
        ]

    def __str__(self) -> str:
        return f"Case study {self.page_id} of import {self.run_id}"
