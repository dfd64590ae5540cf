"""The period of a certificate, as the address gives it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.http import QueryDict
from django.utils import timezone

from portal.trusts.models import Trust

EARLIEST = date(2000, 1, 1)


class TrustTypeForm(forms.Form):
    """One type of trust, or all."""

    trust_type = forms.ChoiceField(
        label="Type of trust",
        choices=[("", "Every type"), *Trust.Type.choices],
        required=False,
        error_messages={"invalid_choice": "Choose a type of trust from the list."},
    )


class PeriodForm(forms.Form):
    """Two days, both counted. Left out, the period is the year up to today."""

    start = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    end = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    @classmethod
    def of(cls, query: QueryDict) -> PeriodForm:
        """The form of an address; without a period, filled with the year up to today."""
        end = timezone.localdate()
        return cls(query or {"start": _year_before(end), "end": end})

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.errors:
            return found
        end = found.get("end") or timezone.localdate()
        start = found.get("start") or _year_before(end)
        if not EARLIEST <= start <= end:
            self.add_error("start", "Enter a first day that is not after the last one.")
        elif end > timezone.localdate():
            self.add_error("end", "Enter a last day that is not in the future.")
        return {"start": start, "end": end}


def _year_before(end: date) -> date:
    """The day after the same day of the year before, so that the two make one year."""
    return max(end, EARLIEST) - relativedelta(years=1) + timedelta(days=1)
