"""Programmes: a set of areas, exemplars, weights and rounds."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from casestudies.models import EfficiencyArea


class Programme(models.Model):
    """The weights are published; changing them raises `weights_version`."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    areas = models.ManyToManyField(EfficiencyArea, related_name="programmes")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    next_round = models.DateField(null=True, blank=True)
    weights = models.JSONField(
        default=dict, blank=True, help_text="Score part to weight; empty for the standard weights."
    )
    weights_version = models.PositiveIntegerField(default=1)
    weakness_weight = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        default=Decimal("0.5"),
        validators=[MinValueValidator(0), MaxValueValidator(2)],
        help_text="How much a weak starting position adds to a need's priority in a round.",
    )
    illustrative = models.BooleanField(default=False)
    source = models.URLField(max_length=300, blank=True)

    class Meta:
        ordering = ["-starts", "name"]
        constraints = [
            models.CheckConstraint(
                name="matching_programme_ends_after_it_starts",
                condition=Q(ends=None) | Q(ends__gte=F("starts")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class AllocationRun(models.Model):
    """One round as it was computed: the inputs' hash, the pairs, and why each refusal."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="runs")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    inputs_hash = models.CharField(max_length=64)
    result = models.JSONField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.programme} {self.at:%d %B %Y %H:%M}"
