"""The adopter's form: what happened at their trust, with lines of their own figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, ModelForm, formset_factory, model_to_dict

from casestudies.adoptions import services as adoption_services
from casestudies.choices import AdoptionStatus, StopReason
from casestudies.models import (
    Adoption,
    AdoptionAsk,
    AdoptionMeasure,
    AdoptionSaving,
    CaseStudyPage,
)
from casestudies.savings import questions as savings_questions
from casestudies.schema import AdopterSaving, Measure, Part, column_of, fields_of, longest_of
from casestudies.schema import Adoption as TakenUp
from portal.trusts.former_trusts import TrustChoiceField
from portal.trusts.models import Trust

MOST_LINES = 12


def edited_columns(part: type[Part], *, but: str) -> tuple[str, ...]:
    """What is asked of a line: all that the editor has of it, but for one field."""
    return tuple(
        column_of(part, name)
        for name, uses in fields_of(part).items()
        if uses.row is not None and name != but
    )


class AdoptionForm(forms.Form):
    """Where the change stands at the adopter."""

    status = forms.ChoiceField(
        label="How far have you got?",
        choices=AdoptionStatus.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how far you have got."},
    )
    stopped_reason = forms.ChoiceField(
        label="If you stopped: why?",
        choices=[("", "Choose a reason"), *StopReason.choices],
        required=False,
    )
    show_name_if_stopped = forms.BooleanField(
        label="If you stopped: you may show our trust's name",
        help_text="Otherwise your reason and your figures are counted without a name, and only "
        "among five or more trusts.",
        required=False,
    )
    stopped_on = forms.DateField(
        label="If you stopped: when?", required=False, widget=forms.DateInput
    )
    started = forms.DateField(label="When did you start?", required=False, widget=forms.DateInput)
    dates_explained = forms.CharField(
        label="If you started before the trust that wrote it: how so?",
        max_length=300,
        required=False,
        widget=forms.TextInput,
    )
    result = forms.CharField(
        label="What happened at your trust, in one or two sentences",
        max_length=longest_of(TakenUp, "result"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    how_adapted = forms.CharField(
        label="What did you change?",
        max_length=longest_of(TakenUp, "how_adapted"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        try:
            adoption_services.check_status(
                values.get("status", ""), values.get("stopped_reason", "")
            )
            adoption_services.check_started(values.get("status", ""), values.get("started"))
            adoption_services.check_stopped_on(
                values.get("status", ""), values.get("stopped_on"), values.get("started")
            )
        except ValidationError as refusal:
            if "status" in values:
                self.add_error(None, refusal)
        return values


class AnswerForm(forms.Form):
    """Anything but “still going”, when the adopter is asked again."""

    given = forms.ChoiceField(
        label="What is different?",
        choices=[one for one in AdoptionAsk.Answer.choices if one[0] != "still-going"],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is different."},
    )
    how_adapted = forms.CharField(
        label="If it changed: what do you do differently now?",
        max_length=longest_of(TakenUp, "how_adapted"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    stopped_reason = AdoptionForm.base_fields["stopped_reason"]
    stopped_on = AdoptionForm.base_fields["stopped_on"]
    show_name_if_stopped = AdoptionForm.base_fields["show_name_if_stopped"]
    result = AdoptionForm.base_fields["result"]

    def clean(self) -> dict[str, Any]:
        """What belongs to another answer is dropped, not held against the person."""
        values = super().clean()
        if values.get("given") != AdoptionAsk.Answer.STOPPED:
            values |= {"stopped_reason": "", "stopped_on": None, "show_name_if_stopped": False}
        return values


class AdoptionSavingForm(ModelForm):
    class Meta:
        model = AdoptionSaving
        # One trust's few lines need no group of the same money.
        fields = edited_columns(AdopterSaving, but="overlap_group")


class AdoptionMeasureForm(ModelForm):
    class Meta:
        model = AdoptionMeasure
        fields = edited_columns(Measure, but="series")


SavingFormSet = formset_factory(
    AdoptionSavingForm, extra=1, can_delete=True, max_num=MOST_LINES, validate_max=True
)
MeasureFormSet = formset_factory(
    AdoptionMeasureForm, extra=1, can_delete=True, max_num=MOST_LINES, validate_max=True
)


def initial_of(adoption: Adoption | None) -> dict[str, Any]:
    """What the form starts from: the record there is, or nothing."""
    if adoption is None:
        return {}
    return model_to_dict(adoption, fields=list(AdoptionForm.base_fields))


def formsets(
    adoption: Adoption | None, case_study: CaseStudyPage, data: Any
) -> tuple[BaseFormSet, BaseFormSet]:
    """The adopter's savings and measures. A new record starts with the origin's measure names."""
    savings, measures = [], []
    if adoption is not None:
        savings = [_initial(line, AdoptionSavingForm) for line in adoption.savings.all()]
        measures = [_initial(line, AdoptionMeasureForm) for line in adoption.measures.all()]
    return (
        SavingFormSet(data, prefix="savings", initial=savings),
        MeasureFormSet(data, prefix="measures", initial=measures),
    )


def _initial(line: Any, form: type[ModelForm]) -> dict[str, Any]:
    values = model_to_dict(line, fields=list(form.base_fields)) | {"uuid": line.uuid}
    return {
        name: f"{value.normalize():f}" if isinstance(value, Decimal) else value
        for name, value in values.items()
    }


def lines_of(formset: BaseFormSet) -> list[Any]:
    """The unsaved lines of a valid formset, without empty and removed ones."""
    return [form.instance for form in _kept(formset)]


def _kept(formset: BaseFormSet) -> list[ModelForm]:
    return [
        form
        for form in formset.forms
        if (form.has_changed() or form.initial) and not form.cleaned_data.get("DELETE")
        if form.cleaned_data
    ]


def ask_about(savings: BaseFormSet, *, trust: Trust, started: date | None) -> bool:
    """Put a question beside each saving whose size or year is unusual; True if none is open."""
    asked = False
    lines = {form.instance.uuid: form for form in _kept(savings)}
    doubts = savings_questions.doubts_of(
        [form.instance for form in lines.values()], trust=lambda: trust, started=started
    )
    for uuid, texts in doubts.items():
        if not lines[uuid].instance.explanation.strip():
            lines[uuid].add_error("explanation", f"{' '.join(texts)} Say how it comes to that.")
            asked = True
    return not asked


class ClaimForm(forms.Form):
    """Which trust, says the origin, took the change up."""

    trust = TrustChoiceField(
        queryset=Trust.objects.none(),
        label="Trust that took it up",
        to_field_name="ods_code",
        empty_label="Choose a trust",
        error_messages={"invalid_choice": "Choose a trust from the list."},
    )

    def __init__(self, *args: Any, case_study: CaseStudyPage, **kw: Any):
        super().__init__(*args, **kw)
        others = Trust.objects.open().exclude(pk=case_study.trust_id).order_by("name")
        self.fields["trust"].queryset = others.filter(
            illustrative=case_study.trust is not None and case_study.trust.illustrative
        )
