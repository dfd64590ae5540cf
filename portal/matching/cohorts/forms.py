"""Making a group, planning a session, and writing down that it was held."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from portal.matching.models import Match


def _choices(matches: list[Match]) -> list[tuple[str, str]]:
    return [(str(match.pk), match.seeker.name) for match in matches]


class MatchesField(forms.TypedMultipleChoiceField):
    """Ticks for followers; gives the keys of their matches."""

    def __init__(self, *, matches: list[Match] | None = None, **kw: Any) -> None:
        super().__init__(
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            choices=_choices(matches or []),
            error_messages={"required": "Choose at least one follower."},
            **kw,
        )


class CohortForm(forms.Form):
    """A new group. `free` are the pairs that could be in it."""

    name = forms.CharField(
        label="Name of the group",
        max_length=120,
        help_text="Followers see it, such as: Rosters, spring 2027.",
        error_messages={"required": "Give the group a name."},
    )
    matches = MatchesField(label="Who is in it?", help_text="They are not told who the others are.")

    def __init__(self, *args: Any, free: list[Match], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["matches"].choices = _choices(free)


class PlanForm(forms.Form):
    """The day of a session to come."""

    planned_for = forms.DateField(
        label="When?",
        widget=forms.DateInput,
        error_messages={"required": "Enter the day.", "invalid": "Enter a date."},
    )
    note = forms.CharField(label="What is it about?", max_length=300, required=False)


class HeldForm(forms.Form):
    """A session that was held. `members` are the pairs of the group."""

    held_on = forms.DateField(
        label="When was it held?",
        widget=forms.DateInput,
        error_messages={"required": "Enter the day it was held.", "invalid": "Enter a date."},
    )
    helper_hours = forms.DecimalField(
        label="Hours given, all your people",
        min_value=0,
        max_value=200,
        max_digits=5,
        decimal_places=1,
        help_text="They count once, however many came.",
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.5"}),
        error_messages={"required": "Enter the hours, such as 1.5."},
    )
    present = MatchesField(label="Who came?", required=False)

    def __init__(self, *args: Any, members: list[Match], **kw: Any) -> None:
        initial = {
            "held_on": timezone.localdate(),
            "helper_hours": 1,
            "present": [match.pk for match in members],
        }
        super().__init__(*args, initial=initial, **kw)
        self.fields["present"].choices = _choices(members)
