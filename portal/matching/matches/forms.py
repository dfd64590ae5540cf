"""What the two sides of a match send: answers, tasks, messages, meetings, and how it went."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.matching.choices import CheckInAnswer, DeclineReason, EndReason, GoalsMet, Side
from portal.matching.models import Match, Offer
from portal.matching.policies import NO_SPONSOR, NO_SPONSOR_ROLE


class DeclineForm(forms.Form):
    """Why a side says no. Only the broker reads it."""

    reason = forms.ChoiceField(
        label="Why do you decline?",
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        help_text="Only the programme’s broker sees the reason. The other trust does not.",
        error_messages={"required": "Choose a reason."},
    )


class EndForm(forms.Form):
    """Why the work stops early. Only the broker reads it."""

    reason = forms.ChoiceField(
        label="Why does it stop?",
        choices=[pair for pair in EndReason.choices if pair[0] != EndReason.WITHDRAWN],
        widget=forms.RadioSelect,
        help_text="Only the programme’s broker sees the reason. The other trust does not.",
        error_messages={"required": "Choose a reason."},
    )


class ReplyForm(forms.Form):
    """One message of the thread."""

    body = forms.CharField(
        label="Your message",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Both trusts and the broker see it. Leave out anything about a patient.",
        error_messages={"required": "Write a message first."},
    )


class MeetingForm(forms.Form):
    """A meeting, in one tap: today and one hour unless something else is entered."""

    held_on = forms.DateField(
        label="When did you meet?",
        widget=forms.DateInput,
        error_messages={"required": "Enter the day you met.", "invalid": "Enter a date."},
    )
    helper_hours = forms.DecimalField(
        label="Hours given, all its people",
        min_value=0,
        max_value=200,
        max_digits=5,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.5"}),
        error_messages={"required": "Enter the hours, such as 1.5."},
    )
    note = forms.CharField(label="What was it about?", max_length=300, required=False)

    def clean_held_on(self) -> Any:
        held_on = self.cleaned_data["held_on"]
        if held_on > timezone.localdate():
            raise ValidationError("Enter a day that has been. Log a meeting once it is held.")
        return held_on


class SurveyForm(forms.Form):
    """How it went, from one side. The parties and the broker see it."""

    helpful = forms.TypedChoiceField(
        label="How much did it help?",
        coerce=int,
        choices=[
            (5, "It changed what we do"),
            (4, "It helped a lot"),
            (3, "It helped somewhat"),
            (2, "It helped little"),
            (1, "It did not help"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how much it helped."},
    )
    again = forms.TypedChoiceField(
        label="Would you do it again?",
        coerce=lambda value: value == "yes",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )
    comment = forms.CharField(
        label="Anything else?",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ProposalForm(forms.Form):
    """The broker's proposal: which offer, and what both trusts should know."""

    offer_choice = forms.ChoiceField(label="Exemplar and area")
    broker_note = forms.CharField(
        label="A note to both trusts",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, offers: list[Offer], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["offer_choice"].choices = [
            (str(offer.pk), f"{offer.designation.trust.name}: {offer.area}") for offer in offers
        ]
        self.fields["offer_choice"].error_messages = dict.fromkeys(
            ("required", "invalid_choice"), "Choose an exemplar from the list."
        )

    @property
    def offer(self) -> int:
        """The key of the chosen offer."""
        return int(self.cleaned_data["offer_choice"])


class OverrideForm(ProposalForm):
    """A proposal outside the ranking: the broker says why."""

    broker_note = forms.CharField(
        label="Why this one?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Both trusts read it.",
        error_messages={"required": "Say why you choose this one. Both trusts read it."},
    )
    override_reason = forms.CharField(
        label="Why all the same?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept with the match. The two trusts do not see it.",
    )
    # What speaks against the pair and may be overruled: set by the view that was refused.
    against: tuple[str, ...] = ()


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
