"""The editor's form of a trust, and the filters of the register."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from portal.trusts import queries as trust_queries
from portal.trusts.models import Trust, check_no_circle, succession_links
from portal.trusts.queries import Filters, Population, Status


class TrustForm(WagtailAdminModelForm):
    """Refuses successors that lead back to the trust, next to their field."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = cleaned.get("successors")
        if self.instance.pk is not None and chosen is not None:
            links = succession_links()
            links[self.instance.pk] = {trust.pk for trust in chosen}
            check_no_circle(links, self.instance.pk)
        return cleaned


TRACKING = ("gclid", "fbclid")


def _is_tracking(name: str) -> bool:
    return name.startswith("utm_") or name in TRACKING


class TrustFilterForm(forms.Form):
    """Everything `/trusts/` understands. Unknown names and bad values are errors."""

    q = forms.CharField(
        label="Name, code or town",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    type = forms.ChoiceField(label="Type", required=False)
    region = forms.ChoiceField(
        label="Region", required=False, choices=[("", "Every region"), *Trust.Region.choices]
    )
    icb = forms.ChoiceField(label="Integrated care board", required=False)
    status = forms.ChoiceField(label="Open or closed", required=False, choices=Status.choices)
    show = forms.ChoiceField(label="Real or illustrative", required=False)
    page = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    CHOICES_SAY: ClassVar[str] = "Choose {label} from the list: “{value}” is not in it."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The form's words say already what is optional: every filter is.
        self.use_required_attribute = False
        self.fields["type"].choices = [
            ("", "Every type"),
            *Trust.Type.choices,
            (trust_queries.TYPE_NOT_KNOWN, "Type not known"),
        ]
        self.fields["icb"].choices = [("", "Every board"), *trust_queries.boards()]
        self.fields["show"].choices = Population.choices
        if not trust_queries.has_illustrative():
            del self.fields["show"]
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                sentence = self.CHOICES_SAY.format(label=f"“{field.label}”", value="%(value)s")
                field.error_messages["invalid_choice"] = sentence
            field.error_messages.setdefault("required", f"Give {name}.")
        self.fields["page"].error_messages = {
            "invalid": "The page must be a number, such as 2.",
            "min_value": "The page must be a number from 1.",
        }

    def clean(self) -> dict[str, Any]:
        """Refuse names that no filter has, and a filter given twice."""
        cleaned = super().clean() or self.cleaned_data
        unknown = [n for n in self.data if n not in self.fields and not _is_tracking(n)]
        if unknown:
            raise ValidationError(
                f"The register has no filter called “{unknown[0][:40]}”. "
                f"It has: {', '.join(self.fields)}."
            )
        repeated = [n for n in self.fields if len(self.data.getlist(n)) > 1]
        if repeated:
            raise ValidationError(f"Give “{repeated[0]}” once: it is in the address twice.")
        return cleaned

    @property
    def filters(self) -> Filters:
        """The filters as a value. Only after `is_valid()`."""
        given = self.cleaned_data
        return Filters(
            words=tuple(given["q"].split()),
            type=given["type"],
            region=given["region"],
            icb=given["icb"],
            status=Status(given["status"] or Status.OPEN),
            population=Population(given.get("show") or Population.ALL),
        )

    @property
    def kept(self) -> str:
        """The query string of the filters in use, without the page, ready for `page=2`."""
        query = self.data.copy()
        for name in list(query):
            if name == "page" or name not in self.fields or not query[name]:
                del query[name]
        return f"{query.urlencode()}&" if query else ""

    @property
    def in_use(self) -> bool:
        """True if any filter narrows the list."""
        return bool(self.kept)
