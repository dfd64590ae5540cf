"""Asking for help: what the address prefills, and the five-minute form itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from casestudies.choices import HelpKind
from portal.matching.asking.forms import TogetherForm
from portal.matching.choices import SMALL_HELP
from portal.matching.forms.trusts_field import TrustsField
from portal.trusts.models import Trust

Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Rung:
    """One kind of help: what it is, how long it takes, who it goes to."""

    kind: HelpKind
    title: str
    what: str
    takes: str
    goes_to: str


NO_TEAM = "We are not sure: let the broker find one"
TEAM = "Straight to the team you choose"
BROKER = "To the programme’s broker, who finds a team that fits"
LADDER = (
    Rung(
        HelpKind.QUESTION,
        "Ask a question",
        "You write, they answer in a thread that both teams see.",
        "10 minutes of their time",
        TEAM,
    ),
    Rung(
        HelpKind.TALK,
        "Have a talk",
        "A call with one of the people who did it.",
        "30 minutes",
        TEAM,
    ),
    Rung(
        HelpKind.VISIT,
        "Visit",
        "You go and see it at work, or they come to you.",
        "Half a day",
        TEAM,
    ),
    Rung(
        HelpKind.REVIEW,
        "Have a two-day review",
        "Their team looks at your service with you and writes down what to change first.",
        "Two days on site",
        BROKER,
    ),
    Rung(
        HelpKind.PAIRING,
        "Be paired",
        "You work to agreed goals with an exemplar.",
        "6 to 12 months",
        BROKER,
    ),
)


class AskForm(TogetherForm):
    """A help request. `areas` and `teams` are choices; `asking_for` the trusts one may ask for.

    `without_team` lets small help go to the broker, where no team is known yet.
    """

    trust = forms.ChoiceField(label="Which trust do you ask for?")
    help_kind = forms.ChoiceField(
        label="What kind of help do you want?",
        choices=[(rung.kind.value, rung.title) for rung in LADDER],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a kind of help."},
    )
    area = forms.ChoiceField(
        label="Which area is it about?",
        error_messages={"required": "Choose the area your problem is in."},
    )
    helper = forms.ChoiceField(
        label="Which team should it go to?",
        required=False,
        help_text="For a question, a talk or a visit. For the rest the broker finds a team.",
    )
    problem = forms.CharField(
        label="What is the problem?",
        max_length=3000,
        min_length=20,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="A few sentences: what happens now, and what you want instead. "
        "Leave out anything about a patient or a named member of staff.",
        error_messages={
            "required": "Say what the problem is, in a few sentences.",
            "min_length": "Say a little more, so that a team can tell if it can help.",
        },
    )
    by_when = forms.DateField(
        label="When do you need it by?",
        required=False,
        widget=forms.DateInput,
        error_messages={"invalid": "Enter a date, such as 30/6/2027."},
    )
    starting_figure = forms.CharField(
        label="Where do you start?",
        max_length=120,
        required=False,
        help_text="One figure and its date, such as: 14% of appointments missed, May 2026.",
    )
    tried_so_far = forms.CharField(
        label="What have you tried so far?",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    other_area = forms.ChoiceField(
        label="A second area",
        required=False,
        help_text="For a two-day review or a long pairing. Each area gets a team of its own.",
    )
    prefer_near = forms.BooleanField(label="A trust near us", required=False)
    prefer_same_type = forms.BooleanField(label="A trust of our type", required=False)
    prefer_same_system = forms.BooleanField(label="A trust with our record system", required=False)
    not_these = TrustsField(
        label="Trusts not to ask",
        help_text="One a line, by name or ODS code. Only you and the broker see this.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    case_study = forms.IntegerField(required=False, widget=forms.HiddenInput)

    # The fields of a place come from the base, and would stand first.
    field_order = (
        *("trust", "help_kind", "area", "helper", "problem", "by_when"),
        *("starting_figure", "tried_so_far", "prefer_near", "prefer_same_type"),
        *("prefer_same_system", "not_these"),
    )
    DETAILS = (
        "starting_figure",
        "tried_so_far",
        "other_area",
        "prefer_near",
        "prefer_same_type",
        "prefer_same_system",
        "not_these",
        *TogetherForm.TOGETHER,
    )

    def __init__(
        self,
        *args: Any,
        areas: Choices,
        teams: Choices,
        asking_for: Sequence[Trust] = (),
        without_team: bool = True,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.asking_for = {trust.ods_code: trust for trust in asking_for}
        self.fields["area"].choices = [("", "Choose an area"), *areas]
        self.fields["other_area"].choices = [("", "None"), *areas]
        self.fields["helper"].choices = [
            *([("", NO_TEAM)] if without_team else []),
            *teams,
        ]
        if len(self.asking_for) > 1:
            self.fields["trust"].choices = [(c, t.name) for c, t in self.asking_for.items()]
        else:
            del self.fields["trust"]
        for name in ("members", "not_these"):
            self.fields[name].population = self._population()

    def _population(self) -> Any:
        """Open trusts of the asking trust's own population, without the trust itself."""
        trust = self.asking_trust
        if trust is None:
            return Trust.objects.open()
        return Trust.objects.open().same_population(trust).exclude(pk=trust.pk)

    @property
    def asking_trust(self) -> Trust | None:
        """The trust this request is for, or None while nobody has signed in."""
        chosen = self.data.get("trust") or self.initial.get("trust")
        return self.asking_for.get(chosen) or next(iter(self.asking_for.values()), None)

    @property
    def trust_name(self) -> str:
        return self.asking_trust.name if self.asking_trust else ""

    @property
    def details_open(self) -> bool:
        """True where something below the fold was filled in or is wrong."""
        return any(self[name].value() or self[name].errors for name in self.DETAILS)

    def clean_by_when(self) -> Any:
        day = self.cleaned_data["by_when"]
        if day and day < timezone.localdate():
            raise ValidationError("Enter a day that is still to come.")
        return day

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        kind = answers.get("help_kind")
        if answers.get("other_area") and answers.get("other_area") == answers.get("area"):
            self.add_error("other_area", "Choose another area than the first, or none.")
        if answers.get("other_area") and kind in SMALL_HELP:
            self.add_error("other_area", "A question, a talk or a visit is about one area.")
        helper = answers.get("helper")
        if helper and any(trust.ods_code == helper for trust in answers.get("not_these") or []):
            self.add_error("not_these", "You chose this team above. Take it out of one of the two.")
        self.check_together(answers, self.asking_trust)
        return answers
