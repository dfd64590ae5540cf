"""The register of NHS trusts and their yearly figures, each with its source.

The ODS code is the natural key. Missing is missing, never zero.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.text.dates import day_in_words
from portal.trusts import ods_codes, succession

ILLUSTRATIVE_PREFIX = "ZZ"


def open_on(day: date, *, prefix: str = "") -> Q:
    """The trusts that are open on a day; `prefix` leads to the trust (`designation__trust__`).

    The one definition, with `is_open_between`. The closing date is a trust's last day, as in the
    register of the Organisation Data Service: RW3 closed on 30 September 2017, its successor R0A
    opened on 1 October. A date that is not known neither closes a trust nor keeps it shut.
    """
    opened = Q(**{f"{prefix}opened": None}) | Q(**{f"{prefix}opened__lte": day})
    closed = Q(**{f"{prefix}closed": None}) | Q(**{f"{prefix}closed__gte": day})
    return opened & closed


def closed_before(day: date, *, prefix: str = "") -> Q:
    """The trusts that have closed by a day: the closing date itself is not yet closed."""
    return Q(**{f"{prefix}closed__lt": day})


def is_open_between(opened: date | None, closed: date | None, day: date) -> bool:
    """True if a trust with these dates is open on the day: `open_on` for values at hand."""
    return (opened is None or opened <= day) and (closed is None or closed >= day)


class TrustQuerySet(models.QuerySet["Trust"]):
    """Reads that say which population they mean: real trusts and illustrative ones never mix."""

    def real(self) -> TrustQuerySet:
        return self.filter(illustrative=False)

    def illustrative(self) -> TrustQuerySet:
        return self.filter(illustrative=True)

    def open(self, on: date | None = None) -> TrustQuerySet:
        """Trusts that are open on a day, today if none is given: see `open_on`."""
        return self.filter(open_on(on or timezone.localdate()))

    def closed(self, on: date | None = None) -> TrustQuerySet:
        """Trusts whose last day lies before a day, today if none is given."""
        return self.filter(closed_before(on or timezone.localdate()))

    def to_open(self, on: date | None = None) -> TrustQuerySet:
        """Trusts that open after a day, today if none is given."""
        return self.filter(opened__gt=on or timezone.localdate())

    def same_population(self, trust: Trust) -> TrustQuerySet:
        """Real trusts for a real trust, illustrative ones for an illustrative one."""
        return self.filter(illustrative=trust.illustrative)

    def by_ods_code(self, ods_code: str) -> Trust:
        """The trust with this code, however it is written. Raises `Trust.DoesNotExist`.

        The exception says so where a spreadsheet has made something else of the code.
        """
        code = ods_codes.normalised(ods_code)
        # PostgreSQL would not even look up a NUL.
        found = None if "\x00" in code else self.filter(ods_code=code).first()
        if found is None:
            said = ods_codes.why_not(code) or f"No trust has the code “{code[:20]}”."
            raise Trust.DoesNotExist(said)
        return found


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
        validators=[ods_codes.validate_ods_code],
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
    opened = models.DateField(null=True, blank=True, help_text="Its first day.")
    closed = models.DateField(
        null=True, blank=True, help_text="Its last day. One to come leaves it open until then."
    )
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

    def clean(self) -> None:
        """Refuse a circle of successors, as the database holds them."""
        super().clean()
        if self.pk is not None:
            check_no_circle(succession_links(), self.pk)

    def is_open_on(self, day: date) -> bool:
        """True if the trust is open on this day: `open_on` for one trust."""
        return is_open_between(self.opened, self.closed, day)

    @property
    def is_open(self) -> bool:
        """True if the trust is open today, in London."""
        return self.is_open_on(timezone.localdate())

    @property
    def has_closed(self) -> bool:
        """True if its last day lies behind us."""
        return self.closed is not None and self.closed < timezone.localdate()

    @property
    def is_closing(self) -> bool:
        """True if it is known when an open trust closes: today or on a day to come."""
        return self.closed is not None and not self.has_closed

    @property
    def is_to_open(self) -> bool:
        """True if its first day is to come."""
        return self.opened is not None and self.opened > timezone.localdate()

    @property
    def dates_label(self) -> str:
        """What a reader must know of its dates: "Closed on …", "Closes on …", "Opens on …"."""
        if self.closed is not None:
            word = "Closed" if self.has_closed else "Closes"
            return f"{word} on {day_in_words(self.closed)}"
        return f"Opens on {day_in_words(self.opened)}" if self.opened and self.is_to_open else ""

    @property
    def why_not_open(self) -> str:
        """Why nothing is asked of this trust today, in a sentence; blank if it is open."""
        if self.has_closed:
            return f"{self} has closed."
        if self.opened and self.is_to_open:
            return f"{self} has not opened yet: it opens on {day_in_words(self.opened)}."
        return ""

    @property
    def type_label(self) -> str:
        """The type in words, or "Type not known"."""
        return self.get_type_display() or "Type not known"


Links = dict[int, set[int]]


def succession_links() -> Links:
    """The ids of the successors of every trust that has one. One query."""
    links: Links = defaultdict(set)
    pairs = Trust.successors.through.objects.values_list("from_trust_id", "to_trust_id")
    for before, after in pairs:
        links[before].add(after)
    return dict(links)


def check_no_circle(links: Links, start: int) -> None:
    """Raise ValidationError where the successors of this trust lead back to it."""
    way = succession.circle_from(links, start)
    if not way:
        return
    codes = dict(Trust.objects.filter(pk__in=way).values_list("pk", "ods_code"))
    named = " → ".join(codes[pk] for pk in way)
    message = (
        f"{codes[start]} cannot be its own successor."
        if len(set(way)) == 1
        else f"The successors go round in a circle: {named}. Remove one of them."
    )
    raise ValidationError({"successors": message})


class TrustFigure(models.Model):
    """A number (`value`) or a word (`text`), never both. A figure not known has no row."""

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="figures")
    year = models.CharField(
        max_length=7,
        help_text="A financial year (2018/19) or a calendar year (2022).",
        validators=[RegexValidator(r"^\d{4}(/\d{2})?$", "Enter a year such as 2018/19 or 2022.")],
    )
    measure = models.CharField(max_length=40, help_text="A key of portal.trusts.measures.MEASURES.")
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    text = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["trust", "measure", "-year"]
        constraints = [
            models.UniqueConstraint(
                name="trusts_figure_one_per_year", fields=["trust", "measure", "year"]
            ),
            models.CheckConstraint(
                name="trusts_figure_number_or_word",
                condition=Q(value__isnull=False, text="") | (Q(value=None) & ~Q(text="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trust.ods_code} {self.measure} {self.year}"
