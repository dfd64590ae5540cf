"""A search a person comes back to."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedSearch(models.Model):
    """The query string of a search, and how often to tell its owner of what is new in it."""

    class Alert(models.TextChoices):
        NONE = "none", "No alert"
        DAILY = "daily", "Daily"
        WEEKLY = "weekly", "Weekly"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(max_length=100)
    query_string = models.CharField(max_length=2000, blank=True)
    alert = models.CharField(max_length=6, choices=Alert.choices, default=Alert.NONE)
    looked_on = models.DateField(null=True, blank=True, help_text="Last day an alert looked.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["owner", "name"]
        verbose_name_plural = "saved searches"
        constraints = [
            models.UniqueConstraint(name="search_saved_search_name", fields=["owner", "name"])
        ]

    def __str__(self) -> str:
        return self.name


class ToldEntry(models.Model):
    """A case study that the owner of a saved search knows of: it is never told again.

    By the page, not by its entry or version: an edit, a rebuild, or coming back after a time
    away does not make it new.
    """

    saved = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="told")
    object_id = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "told entries"
        constraints = [
            models.UniqueConstraint(name="search_told_once", fields=["saved", "object_id"])
        ]

    def __str__(self) -> str:
        return f"{self.saved}: {self.object_id}"
