"""What a pair writes down: what it works to, and in the end what came of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils import timezone

from casestudies.choices import AdoptionStatus, Effect, OneOffReason, Recurrence, StopReason
from casestudies.models import AdoptionMeasure, AdoptionSaving
from portal.matching.matches.work import GoalValues
from portal.matching.models import Match, Need
from portal.performance.measures import MEASURES, Better
from portal.text import financial_years

GOALS_SHOWN, MOST_GOALS = 3, 8
STATUS_WORDS = {
    AdoptionStatus.CONSIDERING: "We are still deciding",
    AdoptionStatus.IN_PROGRESS: "We are putting it in place",
    AdoptionStatus.SUSTAINED: "It is in place and it lasts",
    AdoptionStatus.ADAPTED: "It is in place, and we changed it",
    AdoptionStatus.PAUSED: "We have paused it",
    AdoptionStatus.STOPPED: "We stopped it",
}


class AgreementForm(forms.Form):
    """The page both sides agree to. `followable` are the helper's own case studies."""

    case_study = forms.ChoiceField(
        label="Which case study do you follow?",
        required=False,
        help_text="Its blueprint is where you start. You may change it as you go.",
    )
    aim = forms.CharField(
        label="What do you want to reach, in words?",
        max_length=300,
        required=False,
        help_text="Leave it empty if the goals below say it all.",
    )
    finish_by = forms.DateField(
        label="Done by",
        required=False,
        widget=forms.DateInput,
        help_text="Leave it empty if a goal below has its day.",
        error_messages={"invalid": "Enter a date."},
    )
    who = forms.CharField(
        label="Who works together?",
        max_length=300,
        required=False,
        help_text="Roles are enough: ward manager with ward manager.",
    )
    how_often = forms.CharField(
        label="How often do you meet?",
        max_length=120,
        required=False,
        help_text="Such as: every two weeks, online.",
    )
    expenses = forms.CharField(label="Who pays for travel?", max_length=200, required=False)

    def __init__(self, *args: Any, followable: list[tuple[str, str]], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["case_study"].choices = [("", "Not decided yet"), *followable]


class GoalForm(forms.Form):
    """One goal in a number that can be checked. An empty row is left out."""

    measure = forms.CharField(label="What do you measure?", max_length=120, required=False)
    unit = forms.CharField(label="Counted in (%, days, £)", max_length=40, required=False)
    baseline = forms.DecimalField(
        label="Now, if known", max_digits=14, decimal_places=3, required=False
    )
    target = forms.DecimalField(label="Target", max_digits=14, decimal_places=3, required=False)
    by_when = forms.DateField(
        label="By, if there is a date", required=False, widget=forms.DateInput
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not any(value not in (None, "") for value in answers.values()):
            return answers
        needed = {
            "measure": "Say what you measure.",
            "unit": "Say what it is counted in, such as % or days.",
            "target": "Enter the figure you want to reach.",
        }
        for name, sentence in needed.items():
            if answers.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, sentence)
        return answers

    @property
    def values(self) -> GoalValues | None:
        """The goal, or None for an empty row."""
        if not self.cleaned_data.get("measure"):
            return None
        return GoalValues(**self.cleaned_data)


def goal_rows(data: Any, *, held: list[dict[str, Any]]) -> forms.BaseFormSet[GoalForm]:
    """The goals there are, with empty rows up to three and always one more."""
    extra = max(1, GOALS_SHOWN - len(held))
    made = formset_factory(GoalForm, extra=extra, max_num=MOST_GOALS, validate_max=True)
    return made(data, prefix="goals", initial=held)


class ReachedForm(forms.Form):
    """Where a goal stands now; empty takes the figure back."""

    reached = forms.DecimalField(
        max_digits=14,
        decimal_places=3,
        required=False,
        error_messages={"invalid": "Enter where it stands as a number, such as 12.5."},
    )


class OutcomeForm(forms.Form):
    """What came of it at the trust that asked: its own record, shown on the case study."""

    outcome = forms.ChoiceField(
        label="Where are you now?",
        choices=STATUS_WORDS.items(),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"required": "Choose where you are now."},
    )
    case_study = forms.ChoiceField(label="Which case study did you follow?", required=False)
    started = forms.DateField(
        label="When did you start?",
        required=False,
        widget=forms.DateInput,
        error_messages={"invalid": "Enter a date."},
    )
    dates_explained = forms.CharField(
        label="If you started before the trust that wrote it: how so?",
        max_length=300,
        required=False,
    )
    result = forms.CharField(
        label="What happened here?",
        max_length=300,
        required=False,
        help_text="One or two sentences in your own words, with the figure if you have one. "
        "It is shown on the case study under your trust’s name.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    how_adapted = forms.CharField(
        label="What did you change?",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    stopped_reason = forms.ChoiceField(
        label="If you stopped: why?",
        choices=[("", "Not stopped"), *StopReason.choices],
        required=False,
    )
    show_name_if_stopped = forms.BooleanField(
        label="If you stopped: show our name",
        required=False,
        help_text="Otherwise it is counted without a name, and only among at least five.",
    )

    def __init__(self, *args: Any, match: Match, followable: list[tuple[str, str]], **kw: Any):
        super().__init__(*args, **kw)
        self.fields["outcome"].required = match.request.brokered
        if match.case_study_id:
            del self.fields["case_study"]
        else:
            self.fields["case_study"].choices = [("", "Choose a case study"), *followable]
        if not match.request.brokered:
            choices = [("", "Nothing to record: the help was enough"), *STATUS_WORDS.items()]
            self.fields["outcome"].choices = choices

    def clean_started(self) -> Any:
        started = self.cleaned_data["started"]
        if started and started > timezone.localdate():
            raise ValidationError("Enter a day that has been.")
        return started

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        outcome = answers.get("outcome")
        stopped = outcome == AdoptionStatus.STOPPED
        if stopped and not answers.get("stopped_reason"):
            self.add_error("stopped_reason", "Say why you stopped.")
        if outcome and not stopped and answers.get("stopped_reason"):
            self.add_error(
                "stopped_reason", "Leave this at “Not stopped”, or choose “We stopped it”."
            )
        if outcome and "case_study" in self.fields and not answers.get("case_study"):
            self.add_error("case_study", "Choose the case study that you followed.")
        return answers


class OwnMeasureForm(forms.ModelForm):
    """The follower's own figure, before and after. Optional."""

    better = forms.ChoiceField(
        label="Which way is better?",
        choices=[("", "Lower is better"), ("higher", "Higher is better")],
        required=False,
    )
    field_order = ["name", "unit", "better"]

    class Meta:
        model = AdoptionMeasure
        fields = ["name", "unit", "baseline", "baseline_date", "after", "after_date", "source"]
        fields += ["national_measure"]
        widgets = {"baseline_date": forms.DateInput, "after_date": forms.DateInput}
        labels = {
            "name": "What did you count?",
            "unit": "In",
            "baseline": "Before",
            "baseline_date": "Counted on",
            "after": "After",
            "after_date": "Counted on (after)",
            "source": "Where is the figure kept?",
            "national_measure": "If it is a national measure: which?",
        }

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        self.instance.lower_is_better = answers.get("better") != "higher"
        return answers


def own_measure_start(need: Need) -> dict[str, Any]:
    """The follower's figure as it gave it when it asked: nobody types it twice."""
    start, measure = need.start, MEASURES.get(need.starting_measure)
    if start is None or measure is None:
        return {}
    number = f"{100 * start.value:.{measure.decimals}f}" if measure.is_share else f"{start.value:g}"
    return {
        "name": measure.name,
        "unit": "%" if measure.is_share else measure.unit,
        "better": "higher" if measure.better is Better.HIGHER else "",
        "baseline": Decimal(number),
        "baseline_date": financial_years.last_day(start.year),
        "national_measure": measure.key,
    }


class OwnSavingForm(forms.ModelForm):
    """One line of the follower's own ledger. Optional."""

    recurrence = forms.ChoiceField(
        label="Every year, or once?", choices=[("", "Choose"), *Recurrence.choices]
    )
    effect = forms.ChoiceField(
        label="What does it do to the books?", choices=[("", "Choose"), *Effect.choices]
    )
    one_off_reason = forms.ChoiceField(
        label="If once: why?", required=False, choices=[("", "Not one-off"), *OneOffReason.choices]
    )
    amount = forms.DecimalField(
        label="Saved in the year",
        max_digits=12,
        decimal_places=0,
        min_value=Decimal(0),
        help_text="Whole pounds.",
    )

    class Meta:
        model = AdoptionSaving
        fields = ["description", "financial_year", "amount", "effect", "recurrence"]
        fields += ["one_off_reason", "source", "explanation"]
        labels = {
            "description": "What was saved?",
            "financial_year": "Financial year",
            "source": "Where is the figure kept?",
        }
        help_texts = {"financial_year": "Such as 2026/27."}
