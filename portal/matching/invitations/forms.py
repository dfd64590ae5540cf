"""Inviting a top performer, finding invitations, and a trust's answer."""

from __future__ import annotations

from typing import Any

from django import forms

from casestudies.areas import AreaTree
from portal.matching.choices import InvitationDecline
from portal.matching.designations.forms import StandingForm
from portal.matching.models import Programme
from portal.trusts.models import Trust


class InviteForm(forms.Form):
    """What a manager adds to the letter. The box is there only for a trust that declined."""

    note = forms.CharField(
        label="Anything to add to the letter?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For example, whom to call with questions.",
    )
    is_confirmed = forms.BooleanField(
        label="The trust told us that it wants to be asked again", required=False
    )

    def __init__(self, *args: Any, declined: bool, **kw: Any) -> None:
        super().__init__(*args, **kw)
        if not declined:
            del self.fields["is_confirmed"]


class InvitationFilterForm(forms.Form):
    """Which invitations a manager lists."""

    programme = forms.ChoiceField(
        label="Programme",
        required=False,
        error_messages={"invalid_choice": "Choose a programme from the list."},
    )
    area = forms.ChoiceField(
        label="Area",
        required=False,
        error_messages={"invalid_choice": "Choose an area from the list."},
    )
    trust_type = forms.ChoiceField(
        label="Type of trust",
        choices=[("", "Every type"), *Trust.Type.choices],
        required=False,
        error_messages={"invalid_choice": "Choose a type of trust from the list."},
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        programmes = Programme.objects.order_by("name").values_list("slug", "name")
        self.fields["programme"].choices = [("", "Every programme"), *programmes]  # type: ignore[attr-defined]
        areas = sorted((area.name, area.slug) for area in AreaTree().areas.values())
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            ("", "Every area"),
            *((slug, name) for name, slug in areas),
        ]


class AcceptForm(StandingForm):
    """The application, filled in from the figures: the author says how much help there is."""

    evidence = forms.CharField(
        label="What shows that you can help?",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Filled in from national figures. Change it as you like.",
    )


class DeclineForm(forms.Form):
    """Why a trust will not be an exemplar."""

    reason = forms.ChoiceField(
        label="Why not?",
        choices=InvitationDecline.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason."},
    )
    note = forms.CharField(
        label="Anything to add?",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Programme managers read it.",
    )
