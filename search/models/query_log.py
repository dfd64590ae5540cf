"""What was searched for, a day at a time, with nothing about who asked."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class QueryLog(models.Model):
    """One search on one day: how often it was made, what it found, whether it led anywhere."""

    day = models.DateField()
    terms = models.CharField(max_length=200)
    searches = models.PositiveIntegerField(default=0)
    results = models.PositiveIntegerField(default=0, help_text="At the latest search.")
    clicks = models.PositiveIntegerField(default=0)
    asked_for = models.PositiveIntegerField(
        default=0, help_text="How often readers asked for a case study about this."
    )

    class Meta:
        ordering = ["-day", "-searches", "terms"]
        constraints = [
            models.UniqueConstraint(name="search_query_log_once_a_day", fields=["day", "terms"])
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.terms}"


class QueryCare(models.Model):
    """A search that leads nowhere is a fault with an owner: who looks after it, and the outcome."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Open"
        SYNONYM = "synonym", "Words added"
        PROMOTION = "promotion", "Result put first"
        CALL = "call", "Case study asked for"
        NONE = "none", "Nothing to do"

    terms = models.CharField(max_length=200, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "query cares"

    def __str__(self) -> str:
        return f"{self.terms}: {self.get_outcome_display()}"
