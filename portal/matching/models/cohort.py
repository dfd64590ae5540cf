"""Cohorts: one exemplar and several followers that learn together."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from portal.matching.models.designation import Offer


class Cohort(models.Model):
    """Pairs of one offer that meet together. The pairs stay pairs, each with its own goals."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=120)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.name


class GroupSession(models.Model):
    """One session of a cohort. Its hours are given once, however many come."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    planned_for = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    helper_hours = models.DecimalField(
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(200)],
    )
    note = models.CharField(max_length=300, blank=True)
    present = models.ManyToManyField("matching.Match", blank=True, related_name="sessions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-planned_for", "-id"]
        constraints = [
            models.CheckConstraint(
                name="matching_session_is_planned_or_held",
                condition=Q(planned_for__isnull=False) | Q(held_on__isnull=False),
            ),
            models.CheckConstraint(
                name="matching_session_held_has_hours",
                condition=Q(held_on=None, helper_hours=None)
                | Q(held_on__isnull=False, helper_hours__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.held_on or self.planned_for}"
