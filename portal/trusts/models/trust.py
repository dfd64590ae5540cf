"""The register of NHS trusts. The ODS code is the natural key."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

ILLUSTRATIVE_PREFIX = "ZZ"


class TrustQuerySet(models.QuerySet["Trust"]):
    """Reads that say which population they mean: real trusts and illustrative ones never mix."""

    def real(self) -> TrustQuerySet:
        return self.filter(illustrative=False)

    def illustrative(self) -> TrustQuerySet:
        return self.filter(illustrative=True)

    def open(self) -> TrustQuerySet:
        """Trusts that have not closed."""
        return self.filter(closed=None)

    def same_population(self, trust: Trust) -> TrustQuerySet:
        """Real trusts for a real trust, illustrative ones for an illustrative one."""
        return self.filter(illustrative=trust.illustrative)

    def by_ods_code(self, ods_code: str) -> Trust:
        """The trust with this code, in any case. Raises `Trust.DoesNotExist`."""
        return self.get(ods_code=ods_code.strip().upper())


class Trust(models.Model):
    """An NHS trust or foundation trust, open or closed."""

    class Type(models.TextChoices):
        ACUTE = "acute", "Acute"
        ACUTE_SPECIALIST = "acute-specialist", "Acute specialist"
        MENTAL_HEALTH = "mental-health", "Mental health"
        COMMUNITY = "community", "Community"
        CARE_TRUST = "care-trust", "Care trust"
        COMBINED = "combined", "Combined"
        AMBULANCE = "ambulance", "Ambulance"

    class Region(models.TextChoices):
        EAST_OF_ENGLAND = "east-of-england", "East of England"
        LONDON = "london", "London"
        MIDLANDS = "midlands", "Midlands"
        NORTH_EAST_AND_YORKSHIRE = "north-east-and-yorkshire", "North East and Yorkshire"
        NORTH_WEST = "north-west", "North West"
        SOUTH_EAST = "south-east", "South East"
        SOUTH_WEST = "south-west", "South West"

    ods_code = models.CharField(
        "ODS code",
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9]{3,5}$", "Enter 3 to 5 capitals and digits.")],
    )
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=20, choices=Type.choices, blank=True)
    type_source = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=30, choices=Region.choices, blank=True)
    icb = models.CharField("integrated care board", max_length=120, blank=True)
    icb_code = models.CharField("ICB code", max_length=6, blank=True)
    town = models.CharField(max_length=60, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    opened = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True)
    successors = models.ManyToManyField(
        "self", symmetrical=False, related_name="predecessors", blank=True
    )
    foundation_trust = models.BooleanField(null=True, blank=True)
    illustrative = models.BooleanField(
        default=False, help_text="Invented for the demonstration: not a real trust."
    )

    objects: ClassVar[TrustQuerySet] = TrustQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "ods_code"]
        constraints = [
            models.CheckConstraint(
                name="trusts_trust_both_coordinates_or_none",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
            models.CheckConstraint(
                name="trusts_trust_closed_after_opened",
                condition=Q(opened=None) | Q(closed=None) | Q(closed__gte=models.F("opened")),
            ),
            models.CheckConstraint(
                name="trusts_trust_illustrative_codes_start_with_zz",
                condition=Q(illustrative=True, ods_code__startswith=ILLUSTRATIVE_PREFIX)
                | (Q(illustrative=False) & ~Q(ods_code__startswith=ILLUSTRATIVE_PREFIX)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.closed is None

    @property
    def type_label(self) -> str:
        """The type in words, or "Type not known"."""
        return self.get_type_display() or "Type not known"
