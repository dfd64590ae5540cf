"""Performance figures of trusts, each with the publication that it comes from."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, Q, When

from portal.trusts import ods_codes
from portal.trusts.models import Trust


class Publication(models.Model):
    """One published file or table that figures were taken from."""

    key = models.SlugField(max_length=120, unique=True)
    publisher = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    licence = models.CharField(max_length=120, blank=True)
    address = models.URLField(max_length=500, blank=True)
    sha256 = models.CharField("SHA-256 of the file", max_length=64, blank=True)
    collected_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title


class PerformanceFigureQuerySet(models.QuerySet["PerformanceFigure"]):
    """What is asked of figures."""

    def national(self) -> PerformanceFigureQuerySet:
        """Reported nationally: a trust's own figures are shown to it, never ranked."""
        return self.filter(reported_by=PerformanceFigure.ReportedBy.NATIONAL)

    def of_population(self, *, illustrative: bool) -> PerformanceFigureQuerySet:
        """Of real trusts, those that the register does not go back to among them; or of the
        invented ones.
        """
        invented = Q(trust__illustrative=True)
        return self.filter(invented if illustrative else Q(trust=None) | ~invented)

    def with_current_type(self) -> PerformanceFigureQuerySet:
        """Each with `current_type`: what the register says of its trust today, else what the
        trust was when it reported.
        """
        registered = When(trust__isnull=False, then=F("trust__type"))
        return self.annotate(current_type=Case(registered, default=F("trust_type")))


class PerformanceFigure(models.Model):
    """The value of one measure for one reporting code in one period.

    A figure stays with the ODS code that reported it. `trust` is the register's trust of that
    code; where the register does not go back so far it is empty, and `trust_type` alone says
    what kind of trust it was.
    """

    class ReportedBy(models.TextChoices):
        NATIONAL = "national", "National publication"
        TRUST = "trust", "The trust itself"

    ods_code = models.CharField(
        "ODS code", max_length=5, validators=[ods_codes.validate_ods_code], db_index=True
    )
    trust = models.ForeignKey(
        Trust, on_delete=models.PROTECT, null=True, blank=True, related_name="performance_figures"
    )
    trust_type = models.CharField(max_length=20, choices=Trust.Type.choices, blank=True)
    measure = models.CharField(
        max_length=60, help_text="A key of portal.performance.measures.MEASURES."
    )
    year = models.CharField(
        "financial year",
        max_length=7,
        validators=[RegexValidator(r"^\d{4}/\d{2}$", "Enter a financial year such as 2024/25.")],
    )
    value = models.DecimalField(max_digits=18, decimal_places=6)
    is_part_year = models.BooleanField(
        default=False, help_text="Some months of the year only: shown, never ranked."
    )
    reported_by = models.CharField(
        max_length=10, choices=ReportedBy.choices, default=ReportedBy.NATIONAL
    )
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, null=True, blank=True, related_name="figures"
    )
    dispute = models.TextField(blank=True, help_text="What the trust says is wrong with it.")

    objects: ClassVar[PerformanceFigureQuerySet] = PerformanceFigureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["measure", "ods_code", "year"]
        indexes = [models.Index(fields=["measure", "year"], name="performance_measure_year")]
        constraints = [
            models.UniqueConstraint(
                name="performance_figure_once",
                fields=["ods_code", "measure", "year", "reported_by"],
            ),
            models.CheckConstraint(
                name="performance_national_figure_has_publication",
                condition=~Q(reported_by="national") | Q(publication__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ods_code} {self.measure} {self.year}"
