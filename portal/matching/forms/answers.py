"""What the two sides of a match send: answers, messages, meetings, and how it went."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.matching.choices import DeclineReason, EndReason
from portal.matching.models import Offer


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
