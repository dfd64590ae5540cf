"""Who asks together, and what they give back: the part of the form that most people leave out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.matching.asking import places_asking
from portal.matching.asking.places_asking import MOST_PARTNERS, Partner, Place
from portal.matching.choices import PlaceKind
from portal.matching.forms.trusts_field import TrustsField
from portal.trusts import ods_codes
from portal.trusts.models import Trust


class PartnersField(forms.CharField):
    """Partners that are no trust, one a line: a name, and after a colon its part in the work."""

    widget = forms.Textarea

    def __init__(self, **kw: Any) -> None:
        kw.setdefault("required", False)
        super().__init__(max_length=4000, **kw)

    def clean(self, value: Any) -> list[Partner]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_PARTNERS:
            raise ValidationError(f"Name {MOST_PARTNERS} partners at most.")
        halves = [line.partition(":") for line in lines]
        return [Partner(name.strip(), part.strip()) for name, _, part in halves]


class TogetherForm(forms.Form):
    """Fields of a place that asks together, what is offered back, and the word to peers."""

    place_kind = forms.ChoiceField(
        label="Who asks?",
        required=False,
        choices=[("", "Our trust, alone or with the trusts named below"), *PlaceKind.choices],
    )
    place_name = forms.CharField(
        label="Name of the place or partnership",
        max_length=160,
        required=False,
        help_text="Leave it empty for your own integrated care board: we fill it in.",
    )
    members = TrustsField(
        label="Trusts that ask together with you",
        help_text="One a line, by name or ODS code. They see this request.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    partners = PartnersField(
        label="Councils and other partners",
        help_text="One a line. After a colon you can say what they do in it, such as: "
        "Northmoor Council: home care. The team that helps sees them.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    offer_back = forms.CharField(
        label="What can you offer back?",
        max_length=300,
        required=False,
        help_text="Such as: a visit to our day unit, our training slides. The team sees it.",
    )
    open_to_peers = forms.BooleanField(
        label="Other trusts with this problem may see our name, to talk",
        required=False,
        help_text="Only trusts that ask about the same area see it, and only the name. "
        "You can take it back at any time.",
    )

    TOGETHER = (
        "place_kind",
        "place_name",
        "members",
        "partners",
        "offer_back",
        "open_to_peers",
    )

    def check_together(self, answers: dict[str, Any], trust: Trust | None) -> None:
        """Name the place where only its kind was chosen, and put what is amiss at its field."""
        if answers.get("place_kind") == PlaceKind.ICB and not answers.get("place_name") and trust:
            answers["place_name"] = trust.icb
        if any(name in self.errors for name in self.TOGETHER):
            return
        place = Place(
            kind=answers.get("place_kind", ""),
            name=answers.get("place_name", ""),
            trusts=tuple(answers.get("members") or ()),
            partners=tuple(answers.get("partners") or ()),
        )
        try:
            places_asking.check(place)
        except ValidationError as error:
            self.add_error(None, error)


class WhyNotForm(forms.Form):
    """`?trust=`: one trust by its ODS code."""

    trust = forms.CharField(
        label="Which trust?",
        max_length=10,
        required=False,
        error_messages={"max_length": "An ODS code has at most five characters."},
    )

    def clean_trust(self) -> Trust | None:
        code = ods_codes.normalised(self.cleaned_data["trust"])
        if not code:
            return None
        trust = Trust.objects.filter(ods_code=code).first()
        if trust is None:
            why = ods_codes.why_not(code) or f"There is no trust with the code “{code}”."
            raise ValidationError(f"{why} Choose one below.")
        return trust
