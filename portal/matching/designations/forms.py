"""Putting a trust forward as an exemplar, changing what it offers, and assessing it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django import forms
from django.forms import formset_factory

from casestudies.choices import HelpKind
from casestudies.models import EfficiencyArea
from portal.matching.designations.assessments import ANSWERS, NO_NOTE, NO_REASON, Line
from portal.matching.designations.services import OfferTerms
from portal.matching.models import ExemplarDesignation, Programme
from portal.matching.requests.forms import TrustsField
from portal.trusts.models import Trust

OFFERS_SHOWN, MOST_OFFERS = 2, 12


class StandingForm(forms.Form):
    """How much help there is in all."""

    ceiling = forms.IntegerField(
        label="How many trusts can you help at once?",
        min_value=1,
        max_value=50,
        help_text="Over all areas. Most exemplars start with two.",
        error_messages={"required": "Enter a number, such as 2."},
    )
    hours_a_quarter = forms.IntegerField(
        label="How many hours can you give a quarter?",
        required=False,
        min_value=1,
        max_value=5000,
        help_text="All your people together. We never let meetings go past it.",
    )


class ApplyForm(StandingForm):
    """An application: which programme, for which trust, and why."""

    programme = forms.ModelChoiceField(
        label="Which programme?",
        queryset=Programme.objects.none(),
        empty_label="Choose a programme",
        to_field_name="slug",
        error_messages={"required": "Choose a programme."},
    )
    trust = forms.ModelChoiceField(
        label="Which trust do you put forward?",
        queryset=Trust.objects.none(),
        empty_label=None,
        to_field_name="ods_code",
        error_messages={"required": "Choose a trust."},
    )
    evidence = forms.CharField(
        label="What shows that you can help?",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Your published case studies are looked up for you. Add what they do not say.",
    )
    field_order = ["trust", "programme", "evidence", "ceiling", "hours_a_quarter"]

    def __init__(self, *args: Any, programmes: Any, trusts: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["programme"].queryset = programmes
        self.fields["trust"].queryset = trusts


class PauseForm(forms.Form):
    """Until when an exemplar takes nobody new, and why."""

    until = forms.DateField(
        label="Until when?",
        required=False,
        widget=forms.DateInput,
        help_text="It goes on by itself the day after. Leave it empty if you do not know.",
    )
    note = forms.CharField(
        label="Why?",
        required=False,
        max_length=300,
        help_text="Only the trust’s authors and the broker read it.",
    )


class RenewForm(forms.Form):
    """The last day of the next term."""

    until = forms.DateField(
        label="Until when?",
        required=False,
        widget=forms.DateInput,
        help_text="Leave it empty for a whole term of the programme.",
    )


class VetoForm(forms.Form):
    """A trust that the exemplar will not be paired with."""

    trust = TrustsField(
        label="Which trust?",
        required=True,
        widget=forms.TextInput,
        help_text="By name or ODS code. It is not told.",
        error_messages={"required": "Enter the name or ODS code of a trust."},
    )

    def __init__(self, *args: Any, illustrative: bool, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["trust"].population = Trust.objects.open().filter(illustrative=illustrative)


class OfferForm(forms.Form):
    """What is offered in one area. An empty row is left out."""

    area = forms.ChoiceField(label="Area", required=False)
    places = forms.IntegerField(label="Places", required=False, min_value=0, max_value=50)
    help_offered = forms.MultipleChoiceField(
        label="What help?",
        choices=HelpKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose none for all of them.",
    )
    note = forms.CharField(label="In a sentence", max_length=300, required=False)

    def __init__(self, *args: Any, areas: list[Any], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["area"].choices = [("", "Choose an area"), *areas]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        rest = [answers.get(name) for name in ("places", "help_offered", "note")]
        if not answers.get("area") and any(value not in (None, "", []) for value in rest):
            if "area" not in self.errors:
                self.add_error("area", "Choose the area of this offer.")
        elif answers.get("area") and answers.get("places") is None and "places" not in self.errors:
            self.add_error("places", "Enter how many trusts you can help here.")
        return answers


class BaseOfferFormSet(forms.BaseFormSet):
    """The offers of one exemplar."""

    def terms(self) -> list[OfferTerms]:
        """What is offered, one for each row that is filled in."""
        rows = [form.cleaned_data for form in self if form.cleaned_data.get("area")]
        slugs = [row["area"] for row in rows]
        areas = {area.slug: area for area in EfficiencyArea.objects.filter(slug__in=slugs)}
        return [
            OfferTerms(areas[row["area"]], row["places"], tuple(row["help_offered"]), row["note"])
            for row in rows
        ]


def offer_rows(data: Any, *, held: list[dict[str, Any]], areas: list[Any]) -> BaseOfferFormSet:
    """The offers there are, with empty rows up to two and always one more."""
    extra = max(1, OFFERS_SHOWN - len(held))
    made = formset_factory(
        OfferForm,
        formset=BaseOfferFormSet,
        extra=extra,
        max_num=MOST_OFFERS,
        validate_max=True,
    )
    return made(data, prefix="offers", initial=held, form_kwargs={"areas": areas})


def offers_of(designation: ExemplarDesignation) -> list[dict[str, Any]]:
    """The offers there are, as the formset shows them."""
    return [
        {
            "area": offer.area.slug,
            "places": offer.places,
            "help_offered": offer.help_offered,
            "note": offer.note,
        }
        for offer in designation.offers.all()
    ]


class AssessForm(forms.Form):
    """One answer and one note for each criterion of the programme's own, and what was found."""

    evidence = forms.CharField(
        label="What else did you find?",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The trust reads it.",
    )

    def __init__(self, *args: Any, criteria: Sequence[str], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.criteria = list(criteria)
        asked: dict[str, forms.Field] = {}
        for words in self.criteria:
            asked[f"answer_{_key(words)}"] = forms.ChoiceField(
                label=words,
                choices=ANSWERS,
                widget=forms.RadioSelect,
                error_messages={"required": "Choose an answer."},
            )
            asked[f"note_{_key(words)}"] = forms.CharField(
                label="Note",
                required=False,
                max_length=600,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields = {**asked, **self.fields}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for words, line in self._lines(values):
            if line.lacks_note and f"note_{_key(words)}" not in self.errors:
                self.add_error(f"note_{_key(words)}", NO_NOTE)
        return values

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The answer and the note of each criterion, for the template."""
        keys = [_key(words) for words in self.criteria]
        return [(self[f"answer_{key}"], self[f"note_{key}"]) for key in keys]

    def answers(self) -> list[Line]:
        """The answers as values. Only for a valid form."""
        return [line for _, line in self._lines(self.cleaned_data)]

    def _lines(self, values: dict[str, Any]) -> list[tuple[str, Line]]:
        """Each criterion that has an answer, with it."""
        return [
            (words, Line(words, answer, values.get(f"note_{_key(words)}", "")))
            for words in self.criteria
            if (answer := values.get(f"answer_{_key(words)}"))
        ]


def _key(words: str) -> str:
    """A field's name follows the words: a criterion reworded meanwhile is asked anew."""
    return sha256(words.encode()).hexdigest()[:12]


class DesignateForm(forms.Form):
    """Why a trust is designated although a criterion of the programme's own is not met."""

    reason = forms.CharField(
        label="Why is it designated all the same?",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The trust reads it.",
        error_messages={"required": NO_REASON},
    )
