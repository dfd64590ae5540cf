"""The forms of the programme manager: what a programme is about, its weights, reserves, rounds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from casestudies.areas import AreaTree
from casestudies.models import EfficiencyArea
from portal.matching.models import Programme
from portal.matching.programmes.policies import MOST_RESERVED
from portal.matching.scoring import formula, weights
from portal.trusts.models import Trust

HUNDREDTHS = 100
MOST_POINTS = 1000


def area_choices() -> list[tuple[str, str]]:
    """Every area by slug, each below the one that it is a part of."""
    tree, found = AreaTree(), []
    for top in tree.tops:
        found.append((top.slug, f"{top.name}, all of it"))
        found += [(area.slug, f"{top.name}: {area.name}") for area in tree.children_of(top.pk)]
    return found


class ProgrammeForm(forms.Form):
    """What a programme is about, when it runs, and what holds in it."""

    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Enter the programme’s name."}
    )
    slug = forms.SlugField(
        label="Its address",
        max_length=60,
        help_text="Small letters, numbers and hyphens, such as theatres-2027. It stays for good.",
        error_messages={
            "required": "Enter a short address, such as theatres-2027.",
            "invalid": "Use letters, numbers and hyphens only.",
        },
    )
    description = forms.CharField(
        label="What is it for?",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    areas = forms.MultipleChoiceField(
        label="Which areas does it cover?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one area."},
    )
    starts = forms.DateField(
        label="First day",
        widget=forms.DateInput,
        error_messages={"required": "Enter the day it starts."},
    )
    ends = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput,
        help_text="Leave it empty if no end is set.",
    )
    rules = forms.CharField(
        label="Rules",
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Who may take part, and how. Published on the programme’s page.",
    )
    criteria = forms.CharField(
        label="What exemplars are assessed against, beside the fixed criteria",
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One on each line: each is answered when an application is assessed. "
        "A case study, a signed recurrent result and a live contact are always needed.",
    )
    term_months = forms.IntegerField(
        label="How many months is a trust an exemplar for?",
        min_value=1,
        max_value=60,
        initial=12,
        help_text="After that it is renewed, or it ends.",
        error_messages={"required": "Enter a number of months, such as 12."},
    )
    most_needs_a_trust = forms.IntegerField(
        label="Most needs of one trust in a round",
        required=False,
        min_value=1,
        max_value=100,
        help_text="Leave it empty if there is no limit.",
    )
    fit_floor = forms.IntegerField(
        label="Floor of fit, out of 100",
        min_value=0,
        max_value=100,
        initial=formula.STANDARD_FLOOR,
        help_text="A pair that scores less is shown to the broker alone. It is not suggested, nor "
        "given in a round. The standard is 48: no pair of trusts of one type scored less.",
        error_messages={"required": "Enter a number from 0 to 100, such as 48."},
    )
    source = forms.URLField(
        label="Where it is described elsewhere",
        required=False,
        max_length=300,
        assume_scheme="https",
    )
    illustrative = forms.BooleanField(
        label="It is illustrative: for invented trusts only",
        required=False,
        help_text="Invented and real trusts never share a programme.",
    )

    def __init__(self, *args: Any, programme: Programme | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["areas"].choices = area_choices()
        if programme is not None:
            # Addresses have been linked to, and trusts of one kind have joined.
            del self.fields["slug"], self.fields["illustrative"]
        elif not Trust.objects.illustrative().exists():
            # A real site has no invented trusts, and no programme for them.
            del self.fields["illustrative"]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].lower()
        if Programme.objects.filter(slug=slug).exists():
            raise forms.ValidationError("Another programme has this address.")
        return slug

    def clean_areas(self) -> list[EfficiencyArea]:
        return list(EfficiencyArea.objects.filter(slug__in=self.cleaned_data["areas"]))


def start_of(programme: Programme) -> dict[str, Any]:
    """A programme as its form shows it."""
    names = ("name", "description", "starts", "ends", "rules", "criteria", "source")
    start = {name: getattr(programme, name) for name in (*names, "term_months")}
    start["most_needs_a_trust"] = programme.most_needs_a_trust
    start["fit_floor"] = programme.fit_floor
    return start | {"areas": [area.slug for area in programme.areas.all()]}


class WeightsForm(forms.Form):
    """One field a part of the score, in points: each counts for its share of them all."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    weakness_weight = forms.DecimalField(
        label="Weakness in a round",
        min_value=0,
        max_value=2,
        decimal_places=2,
        max_digits=3,
        help_text=(
            "How much a weak starting position adds to a need’s priority: at 0 nothing, at 1 as "
            "much as a full score."
        ),
        error_messages={"required": "Enter a number from 0 to 2."},
    )
    note = forms.CharField(
        label="Why do you change them?",
        required=False,
        max_length=300,
        help_text="Published with the version.",
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        for name, weight in weights.STANDARD.items():
            self.fields[name] = forms.DecimalField(
                label=weight.label,
                min_value=0,
                max_value=MOST_POINTS,
                max_digits=6,
                decimal_places=2,
                help_text=f"{weight.why} Standard: {HUNDREDTHS * weight.value:.0f}.",
                error_messages={"required": f"Enter a number for {weight.label}, 0 or more."},
            )
        self.order_fields(["version", *weights.STANDARD, "weakness_weight", "note"])

    @property
    def parts(self) -> list[forms.BoundField]:
        return [self[name] for name in weights.STANDARD]

    def chosen(self) -> dict[str, float]:
        """The weights as the scoring takes them. For a valid form."""
        return {name: float(self.cleaned_data[name]) / HUNDREDTHS for name in weights.STANDARD}


def weights_start(programme: Programme) -> dict[str, Any]:
    """The weights of a programme as their form shows them."""
    held = weights.of_programme(programme.weights)
    points = {
        name: Decimal(str(round(HUNDREDTHS * value, 2))).normalize() for name, value in held.items()
    }
    return {
        **{name: f"{value:f}" for name, value in points.items()},
        "weakness_weight": programme.weakness_weight,
        "version": programme.weights_version,
    }


class ReservesForm(forms.Form):
    """How many places of each offer a trust type has first call on."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        for value, label in Trust.Type.choices:
            self.fields[value] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=MOST_RESERVED
            )

    def reserves(self) -> dict[str, int]:
        """Trust type to places. For a valid form."""
        return {value: self.cleaned_data[value] or 0 for value in Trust.Type.values}


class RoundForm(forms.Form):
    """When the next round closes and is held."""

    closes_on = forms.DateField(
        label="Requests made by this day take part",
        widget=forms.DateInput,
        error_messages={"required": "Enter the day it closes."},
    )
    held_on = forms.DateField(
        label="It is held on",
        widget=forms.DateInput,
        error_messages={"required": "Enter the day it is held."},
    )
    note = forms.CharField(label="In a sentence", max_length=300, required=False)
