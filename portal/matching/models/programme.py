"""Programmes: a set of areas, exemplars, weights and rounds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casestudies.models import EfficiencyArea
from portal.matching.scoring import formula
from portal.trusts.models import Trust


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
    fit_floor = models.PositiveSmallIntegerField(
        "floor of fit",
        default=formula.STANDARD_FLOOR,
        validators=[MaxValueValidator(100)],
        help_text="Out of 100: a pair that scores less is shown to the broker alone.",
    )
    rules = models.TextField(
        blank=True, help_text="Published with the programme: who may take part, and how."
    )
    criteria = models.TextField(
        blank=True, help_text="What exemplars are assessed against, beside the fixed criteria."
    )
    term_months = models.PositiveSmallIntegerField(
        "length of a designation in months",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    most_needs_a_trust = models.PositiveSmallIntegerField(
        "most needs of one trust in a round",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
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

    @property
    def coming_round(self) -> date | None:
        """The day of the next round, where it is still to come."""
        day: date | None = self.next_round
        return day if day is not None and day >= timezone.localdate() else None


class ProgrammeReserve(models.Model):
    """Soft reserve: places of each offer that a trust type has first call on.

    An offer's own reserve (`OfferReserve`) for the type stands in its place.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="reserves")
    trust_type = models.CharField(max_length=20, choices=Trust.Type.choices)
    places = models.PositiveIntegerField()

    class Meta:
        ordering = ["programme", "trust_type"]
        constraints = [
            models.UniqueConstraint(
                name="matching_programme_reserve_once", fields=["programme", "trust_type"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.places} for {self.get_trust_type_display()}"


class WeightsVersion(models.Model):
    """The weights as they were published, so that an old score can be explained."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="weights_history"
    )
    version = models.PositiveIntegerField()
    weights = models.JSONField(default=dict)
    weakness_weight = models.DecimalField(max_digits=3, decimal_places=2)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["programme", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="matching_weights_version_once", fields=["programme", "version"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme}, version {self.version}"
