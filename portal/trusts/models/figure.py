"""One figure about one trust in one year, with where it came from. Missing is missing."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from portal.trusts.models.trust import Trust


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
