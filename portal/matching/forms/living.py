"""What a pair sends while it works: its sponsor, its tasks, and whether the partner is right."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.matching.choices import CheckInAnswer, GoalsMet, Side
from portal.matching.forms.answers import SurveyForm
from portal.matching.models import Match
from portal.matching.work_policies import NO_SPONSOR, NO_SPONSOR_ROLE

FITS = [
    ("", "Not asked of us"),
    (5, "Very well"),
    (4, "Well"),
    (3, "So-so"),
    (2, "Badly"),
    (1, "Very badly"),
]


class SponsorForm(forms.Form):
    """Who stands behind a long pairing at the trust that asks; nothing else needs one."""

    sponsor_name = forms.CharField(
        label="Your sponsor",
        max_length=120,
        required=False,
        help_text="Somebody senior who gives your people the time. Both trusts see the name.",
        error_messages={"required": NO_SPONSOR},
    )
    sponsor_role = forms.CharField(
        label="Their role",
        max_length=120,
        required=False,
        error_messages={"required": NO_SPONSOR_ROLE},
    )

    def __init__(self, *args: Any, needed: bool, **kw: Any) -> None:
        super().__init__(*args, **kw)
        for field in self.fields.values():
            field.required = needed


class TaskForm(forms.Form):
    """Something to do, for one side or for both."""

    title = forms.CharField(
        label="What is to be done?",
        max_length=160,
        error_messages={"required": "Say what is to be done."},
    )
    side = forms.ChoiceField(label="Who does it?", required=False)
    due = forms.DateField(
        label="By, if there is a date",
        required=False,
        widget=forms.DateInput,
        error_messages={"invalid": "Enter a date."},
    )

    def __init__(self, *args: Any, match: Match, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["side"].choices = [
            ("", "Both"),
            (Side.SEEKER.value, match.seeker.name),
            (Side.HELPER.value, match.helper.name),
        ]


class CheckInForm(forms.Form):
    """Is it the right partner? Three answers."""

    answer = forms.ChoiceField(
        label="How is it going?",
        choices=CheckInAnswer.choices,
        widget=forms.RadioSelect,
        help_text="Only the programme’s broker sees the answer. If you change partner, the work "
        "ends, the other trust learns only that, and the next best exemplar is offered to you.",
        error_messages={"required": "Choose an answer."},
    )


class PairSurveyForm(SurveyForm):
    """As after small help, and whether the goals were met and where the two trusts fitted."""

    goals_met = forms.ChoiceField(
        label="Were the goals met?",
        choices=GoalsMet.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the goals were met."},
    )
    fit_place = forms.TypedChoiceField(
        label="How well did place and travel fit?",
        choices=FITS,
        coerce=int,
        empty_value=None,
        required=False,
    )
    fit_systems = forms.TypedChoiceField(
        label="How well did systems and suppliers fit?",
        choices=FITS,
        coerce=int,
        empty_value=None,
        required=False,
    )
    fit_culture = forms.TypedChoiceField(
        label="How well did your ways of working fit?",
        choices=FITS,
        coerce=int,
        empty_value=None,
        required=False,
    )
    field_order = ["helpful", "goals_met", "fit_place", "fit_systems", "fit_culture", "again"]
