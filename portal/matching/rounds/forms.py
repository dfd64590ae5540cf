"""What the broker sends: another partner for a need, and how large a trial should be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from portal.matching.rounds import trial

NOBODY = "nobody"


class OverrideForm(forms.Form):
    """Another exemplar for a need, or nobody, and why."""

    offer = forms.ChoiceField(
        label="Give this need",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose an exemplar from the list, or nobody."
        ),
    )
    reason = forms.CharField(
        label="Why?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is kept with the round. The two trusts do not see it; they read that you "
        "chose the exemplar.",
        error_messages={"required": "Say why. It is kept with the round."},
    )

    def __init__(
        self,
        *args: Any,
        offers: list[tuple[str, str]],
        outside: Sequence[tuple[str, str]] = (),
        **kw: Any,
    ) -> None:
        """`offers` are on the need's list, `outside` the others of the round."""
        super().__init__(*args, **kw)
        choices: list[Any] = [("", "Choose"), (NOBODY, "Nobody")]
        if offers:
            choices.append(("On its list", offers))
        if outside:
            choices.append(("Not on its list", list(outside)))
        self.fields["offer"].choices = choices

    @property
    def offer_key(self) -> str:
        """The chosen offer; blank for nobody."""
        chosen = self.cleaned_data["offer"]
        return "" if chosen == NOBODY else chosen


class TrialForm(forms.Form):
    """How many generated requests, and from which seed."""

    requests = forms.IntegerField(
        label="Generated requests",
        min_value=trial.FEWEST,
        max_value=trial.MOST,
        initial=trial.STANDARD,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Enter a number from {trial.FEWEST} to {trial.MOST}.",
        ),
    )
    seed = forms.IntegerField(
        label="Seed",
        min_value=0,
        max_value=999_999,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="The same seed gives the same requests.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Enter a number from 0 to 999999."
        ),
    )
