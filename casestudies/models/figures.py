"""The numbers of a case study. Each line carries a UUID, so that a signature can name it."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from casestudies.choices import CostKind, Effect, OneOffReason, Recurrence, national_measures
from casestudies.fields import FinancialYearField, LineUUIDField, PoundsField, SeriesField
from portal.performance import starts
from portal.performance.measures import MEASURES
from portal.performance.starts import Start
from portal.text import financial_years


def check_financial_year(value: str) -> None:
    """Raise ValidationError unless the second half follows the first: 2023/24."""
    if not financial_years.is_written(value):
        raise ValidationError(f"{value} is not a financial year. Enter, for example, 2023/24.")


class Line(models.Model):
    """What every line of figures has: a name of its own that survives drafts and copies."""

    uuid = LineUUIDField(default=uuid.uuid4)
    source = models.CharField(
        max_length=200, blank=True, help_text="Where the figure is kept: ledger code, report."
    )

    class Meta:
        abstract = True


class SavingFields(Line):
    """£ × financial year × effect × recurrent or one-off."""

    description = models.CharField(max_length=200, blank=True)
    financial_year = FinancialYearField(max_length=7, validators=[check_financial_year])
    amount = PoundsField(
        "saved in the year (£)",
        max_digits=12,
        decimal_places=0,
        validators=[MinValueValidator(0)],
        help_text="Whole pounds.",
    )
    full_year_amount = PoundsField(
        "full-year value (£)",
        max_digits=12,
        decimal_places=0,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="If the saving ran for part of the year: what it is worth in a full year.",
    )
    effect = models.CharField(max_length=20, choices=Effect.choices)
    recurrence = models.CharField("recurrent or one-off", max_length=10, choices=Recurrence.choices)
    one_off_reason = models.CharField(max_length=20, choices=OneOffReason.choices, blank=True)
    overlap_group = models.CharField(
        max_length=30,
        blank=True,
        help_text="Lines with the same word here count the same money: a total takes the largest.",
    )
    explanation = models.CharField(
        "how it comes to that",
        max_length=300,
        blank=True,
        help_text="Only where a figure or a date is unusual. Trust finance reads it.",
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.recurrence == Recurrence.ONE_OFF and not self.one_off_reason:
            raise ValidationError({"one_off_reason": "Say why this saving is one-off."})
        if self.recurrence == Recurrence.RECURRENT and self.one_off_reason:
            raise ValidationError(
                {"one_off_reason": "Leave this empty: the line is marked as recurrent."}
            )

    @property
    def full_year_value(self) -> Decimal:
        """What the line is worth in a full year, in pounds."""
        return self.amount if self.full_year_amount is None else self.full_year_amount


class MeasureFields(Line):
    """One thing that was counted, before and after."""

    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=40, help_text="days, %, £ a week, calls an hour")
    baseline = models.DecimalField("before", max_digits=14, decimal_places=3)
    baseline_date = models.DateField("measured before on")
    after = models.DecimalField(max_digits=14, decimal_places=3)
    after_date = models.DateField("measured after on")
    lower_is_better = models.BooleanField(default=True)
    national_measure = models.CharField(
        max_length=60,
        blank=True,
        choices=national_measures,
        help_text="If this is one of the national measures: which. The unit must be the measure’s "
        "own. Trusts that start where you began are then brought to you.",
    )
    series = SeriesField(
        "values by month",
        help_text="Optional, one month a line: 2023-04 12.5. Six or more draw a run chart.",
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.baseline_date and self.after_date and self.after_date <= self.baseline_date:
            raise ValidationError({"after_date": "Enter a date later than the one before."})
        national = MEASURES.get(self.national_measure)
        if national is not None and not starts.is_unit_of(national, self.unit):
            raise ValidationError({"unit": starts.other_unit(national)})

    @property
    def national_start(self) -> Start | None:
        """Where it began, in the scale of its national measure; None where it names none."""
        national = MEASURES.get(self.national_measure)
        if national is None:
            return None
        value = starts.value_from(national, float(self.baseline), self.unit)
        if value is None:
            return None
        return Start(value, financial_years.of_day(self.baseline_date), "its case study")

    @property
    def change_percent(self) -> Decimal | None:
        """The change in per cent of the value before; None where that was zero."""
        if not self.baseline:
            return None
        return (self.after - self.baseline) / abs(self.baseline) * 100

    @property
    def improved(self) -> bool:
        return self.after < self.baseline if self.lower_is_better else self.after > self.baseline


class Saving(Orderable, SavingFields):
    page = ParentalKey(
        "casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="savings"
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(name="casestudies_saving_line", fields=["page", "uuid"]),
            models.CheckConstraint(
                name="casestudies_saving_one_off_has_a_reason",
                condition=(Q(recurrence=Recurrence.ONE_OFF) & ~Q(one_off_reason=""))
                | Q(recurrence=Recurrence.RECURRENT, one_off_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"£{self.amount:,.0f} {self.financial_year} {self.get_effect_display()}"


class Measure(Orderable, MeasureFields):
    page = ParentalKey(
        "casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="measures"
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(name="casestudies_measure_line", fields=["page", "uuid"])
        ]

    def __str__(self) -> str:
        return self.name


class ImplementationCost(Orderable, Line):
    """What it took: pounds of revenue or capital, or days of staff time."""

    page = ParentalKey("casestudies.CaseStudyPage", on_delete=models.CASCADE, related_name="costs")
    kind = models.CharField(max_length=12, choices=CostKind.choices)
    amount = PoundsField(
        max_digits=12,
        decimal_places=0,
        validators=[MinValueValidator(0)],
        help_text="Whole pounds, or whole days for staff time.",
    )
    financial_year = FinancialYearField(max_length=7, blank=True, validators=[check_financial_year])
    recurrence = models.CharField(
        max_length=10, choices=Recurrence.choices, default=Recurrence.ONE_OFF
    )
    description = models.CharField(max_length=200, blank=True)
    netted = models.BooleanField(
        "already taken off the saving",
        default=False,
        help_text="Tick this if the savings are given after this cost: payback then does not "
        "take it off again.",
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(name="casestudies_cost_line", fields=["page", "uuid"])
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount:,.0f}"
