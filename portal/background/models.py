"""Who works in the background, and how the scheduled jobs fared.

The waiting tasks themselves are rows of django-tasks-db (`DBTaskResult`).
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class BackgroundProcess(models.Model):
    """A process that does tasks or plans jobs, with a beat that shows that it lives.

    `task` is the task it has taken. Where the beat stops, another process hands that task back:
    the row is the lease. A process removes its row when it stops.
    """

    class Kind(models.TextChoices):
        WORKER = "worker", "Worker"
        SCHEDULER = "scheduler", "Scheduler"
        WEB = "web", "Web server"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    host = models.CharField(max_length=200)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    task = models.UUIDField(null=True, blank=True, help_text="The task that it is doing.")

    class Meta:
        ordering = ["started_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pid} on {self.host}"


class ScheduledJob(models.Model):
    """The last runs of one job, and its next. `last_error` is empty while the last went well."""

    name = models.CharField(max_length=60, unique=True)
    next_run_at = models.DateTimeField(null=True, blank=True)
    task = models.UUIDField(null=True, blank=True, help_text="The task of it that was added last.")
    last_run_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(
        default=0, help_text="Runs that failed, one after the other, up to the last."
    )
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="background_scheduled_job_failed_with_an_error",
                condition=Q(failures=0, last_error="") | (Q(failures__gt=0) & ~Q(last_error="")),
            )
        ]

    def __str__(self) -> str:
        return self.name
