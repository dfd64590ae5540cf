"""Reading the address: every parameter known and valid, or a sentence that says which is not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from casestudies.choices import HelpKind, national_measures
from casestudies.models import EfficiencyArea
from portal.trusts import ods_codes
from portal.trusts.former_trusts import carried_on_by
from portal.trusts.models import Trust


def one_of(label: str, choices: list[tuple[str, str]], what: str) -> forms.ChoiceField:
    """A parameter with one value out of a set; empty means any."""
    return forms.ChoiceField(
        label=label.capitalize(),
        required=False,
        choices=[("", f"Any {label}"), *choices],
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={"invalid_choice": f"“%(value)s” is not {what}. Choose one from the list."},
    )


class AskLinkForm(forms.Form):
    """`/help/new/?case_study=&area=&measure=&kind=&helper=`: what a page knows already."""

    case_study = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            "The address names a case study that does not exist. Choose the area below instead.",
        ),
    )
    area = forms.CharField(required=False, max_length=80)
    measure = one_of("measure", national_measures(), "a national measure")
    kind = one_of("kind of help", HelpKind.choices, "a kind of help")
    helper = forms.CharField(required=False, max_length=10)
    draft = forms.CharField(required=False, max_length=1)

    def clean_area(self) -> str:
        slug = self.cleaned_data["area"]
        if slug and not EfficiencyArea.objects.filter(slug=slug).exists():
            raise forms.ValidationError(
                f"There is no area called “{slug[:60]}”. Choose one from the list."
            )
        return slug

    def clean_helper(self) -> str:
        """The code of the trust, or of the one that carries on a trust that has closed."""
        code = ods_codes.normalised(self.cleaned_data["helper"])
        if not code:
            return ""
        trust = Trust.objects.filter(ods_code=code).first()
        if trust is None:
            why = ods_codes.why_not(code) or f"There is no trust with the code “{code}”."
            raise forms.ValidationError(f"{why} Choose a team from the list.")
        heirs = carried_on_by([trust])[trust.pk]
        return heirs[0].ods_code if len(heirs) == 1 else trust.ods_code


class ExemplarFilterForm(forms.Form):
    """`/exemplars/?area=&trust_type=&region=&help=&places=&page=`."""

    trust_type = one_of("trust type", Trust.Type.choices, "a trust type")
    region = one_of("region", Trust.Region.choices, "a region")
    help = one_of("kind of help", HelpKind.choices, "a kind of help")
    places = forms.BooleanField(label="With a place left", required=False)
    page = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=10_000,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "There is no such page of the list."
        ),
    )

    def __init__(self, *args: Any, areas: list[Any], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["area"] = one_of("area", areas, "an area")
        self.order_fields(["area", "trust_type", "region", "help", "places", "page"])


TRACKING = {"gclid", "fbclid"}


def kept(query: QueryDict) -> QueryDict:
    """The query string without the marks that mail and advertising systems leave."""
    clean = query.copy()
    for name in query:
        if name in TRACKING or name.startswith("utm_"):
            del clean[name]
    return clean


def problems(query: QueryDict, form: forms.Form) -> list[str]:
    """A sentence for each unknown name and each bad value; empty where all is well."""
    unknown = sorted(set(query) - set(form.fields))
    found = [
        f"The address has a parameter we do not know: “{name[:40]}”. Take it out and try again."
        for name in unknown
    ]
    for errors in form.errors.values():
        found += [str(error) for error in errors]
    return found


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, an empty one too; None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def cleaned(form: forms.Form) -> dict[str, Any]:
    """The values that could be read, whatever became of the others."""
    form.is_valid()
    return dict(form.cleaned_data)
