"""How the scheduled jobs fared: one row a job, kept so that an administrator sees what failed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ScheduledJob(models.Model):
    """The last runs of one job. `last_error` is empty while the last run went well."""

    name = models.CharField(max_length=60, unique=True)
    last_run_at = models.DateTimeField()
    last_success_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(
        default=0, help_text="Runs that failed, one after the other, up to the last."
    )
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="accounts_scheduled_job_failed_with_an_error",
                condition=Q(failures=0, last_error="") | (Q(failures__gt=0) & ~Q(last_error="")),
            )
        ]

    def __str__(self) -> str:
        return self.name
