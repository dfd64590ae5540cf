"""What was searched for, a day at a time, with nothing about who asked."""

from __future__ import annotations

from django.db import models


class QueryLog(models.Model):
    """One search on one day: how often it was made, what it found, whether it led anywhere."""

    day = models.DateField()
    terms = models.CharField(max_length=200)
    searches = models.PositiveIntegerField(default=0)
    results = models.PositiveIntegerField(default=0, help_text="At the latest search.")
    clicks = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "-searches", "terms"]
        constraints = [
            models.UniqueConstraint(name="search_query_log_once_a_day", fields=["day", "terms"])
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.terms}"
