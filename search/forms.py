"""The address of a search, checked. Its fields are the parameters, and there are no others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from casestudies.models import FormerAreaSlug
from portal.accounts.models import User
from portal.accounts.permissions import Action, can
from portal.text import money
from portal.trusts import ods_codes
from portal.trusts.likeness import scale
from portal.trusts.likeness.queries import similar_trusts
from portal.trusts.models import Trust
from search import fielded_terms
from search.facets import LABELS, AreaChoice, facet_words
from search.query import BEST_FIT, FACETS, WEAK, Amounts, Like, SearchQuery

LONGEST = 500
LONGEST_CODE = 12
# PostgreSQL would not even look it up.
NUL = "\x00"
MOST_POUNDS = 10**12
TRACKING = {"gclid", "fbclid"}
TRACKING_PREFIX = "utm_"
REACH = {"near": scale.NEAR, "mid": scale.MID}
SORTS = [
    (BEST_FIT, "Best fit"),
    ("newest", "Newest"),
    ("adopted", "Most adopted"),
    ("evidence", "Strongest evidence that it works"),
    ("saving_share", "Largest signed saving for the trust’s size"),
    ("saving", "Largest signed saving in pounds"),
]


class AmountField(forms.IntegerField):
    """Whole pounds, as people write them: 100000, £100,000, £100k."""

    def to_python(self, value: Any) -> int | None:
        """The pounds. Raises ValidationError for what is no amount."""
        if value in self.empty_values:
            return None
        try:
            found = money.figure(str(value))
        except money.NotMoney as refusal:
            raise forms.ValidationError(f"{self.label}: {refusal}") from refusal
        if not 0 <= found <= MOST_POUNDS:
            raise forms.ValidationError(
                f"{self.label}: “{str(value)[:40]}” is too large or below 0. {money.EXAMPLE}"
            )
        return int(found)


def facet_field(name: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=LABELS[name],
        required=False,
        error_messages={
            "invalid_choice": f"{LABELS[name]}: “%(value)s” is not one of the choices. "
            "Choose from the filters, or remove it."
        },
    )


def with_areas_of_today(asked: QueryDict, areas: list[AreaChoice]) -> QueryDict:
    """The same search where an area was renamed or merged since its address was kept."""
    wanted = asked.getlist("area")
    unknown = {slug for slug in wanted if NUL not in slug} - {area.slug for area in areas}
    if not unknown:
        return asked
    now = dict(FormerAreaSlug.objects.filter(slug__in=unknown).values_list("slug", "area__slug"))
    changed = asked.copy()
    changed.setlist("area", list(dict.fromkeys(now.get(slug, slug) for slug in wanted)))
    return changed


class SearchForm(forms.Form):
    """Repeated parameters are OR inside a facet, AND across."""

    q = forms.CharField(
        label="Search",
        required=False,
        max_length=LONGEST,
        error_messages={
            "max_length": "Your search is %(show_value)d characters long. Shorten it to 500.",
            "null_characters_not_allowed": "Your search holds a character that cannot be "
            "searched for. Type the words again.",
        },
    )
    record = facet_field("record")
    kind = facet_field("kind")
    area = facet_field("area")
    trust_type = facet_field("trust_type")
    region = facet_field("region")
    icb = facet_field("icb")
    effect = facet_field("effect")
    recurrent = facet_field("recurrent")
    sign_off = facet_field("sign_off")
    saving = facet_field("saving")
    saving_from = AmountField(label="Saving from", required=False)
    saving_to = AmountField(label="Saving up to", required=False)
    grade = facet_field("grade")
    direction = facet_field("direction")
    cost = facet_field("cost")
    capital = facet_field("capital")
    payback = facet_field("payback")
    help = facet_field("help")
    stage = facet_field("stage")
    care_setting = facet_field("care_setting")
    supplier = facet_field("supplier")
    year = facet_field("year")
    illustrative = facet_field("illustrative")
    trust = forms.TypedMultipleChoiceField(
        label="Trust",
        required=False,
        coerce=ods_codes.normalised,
        error_messages={
            "invalid_choice": "Trust: there is no trust with the code “%(value)s”. Check the ODS "
            "code, or remove it."
        },
    )
    like = forms.CharField(label="Trusts like", required=False, max_length=20)
    sort = forms.ChoiceField(
        label="Sort by",
        required=False,
        choices=SORTS,
        error_messages={
            "invalid_choice": "Sort by: “%(value)s” is not one of the choices. Choose from: "
            + ", ".join(value for value, _ in SORTS)
            + "."
        },
    )
    weak = forms.ChoiceField(
        label="Weaker matches too",
        required=False,
        choices=[(WEAK, "Yes")],
        help_text="1 also finds records that hold only some of the words.",
        error_messages={
            "invalid_choice": "Weaker matches too: “%(value)s” is not one of the choices. Give "
            f"{WEAK}, or remove it."
        },
    )
    explain = forms.BooleanField(label="Explain the order", required=False)
    page = forms.IntegerField(
        label="Page",
        required=False,
        min_value=1,
        error_messages={
            "invalid": "Page must be a whole number from 1.",
            "min_value": "Page must be a whole number from 1.",
        },
    )

    def __init__(self, asked: QueryDict, *, user: User | AnonymousUser) -> None:
        self.sees_network = can(user, Action.CASE_STUDY_READ_NETWORK)
        self.words = facet_words(sees_network=self.sees_network)
        kept = with_areas_of_today(without_tracking(asked), self.words.areas)
        # What the reader may want to know of how the words were read.
        self.notes: list[str]
        self.asked, self.notes = fielded_terms.taken_out(kept, self.words)
        super().__init__(self.asked)
        self._user = user
        for name in FACETS:
            field: Any = self.fields[name]
            field.choices = list(self.words.of[name].items())
        trusts: Any = self.fields["trust"]
        trusts.choices = self._trusts_named()

    def _trusts_named(self) -> list[tuple[str, str]]:
        """Of the trusts that are asked for, those that there are."""
        named = self.asked.getlist("trust")
        asked = {code for code in named if len(code) <= LONGEST_CODE and NUL not in code}
        if not asked:
            return []
        codes = [ods_codes.normalised(code) for code in asked]
        known = set(Trust.objects.filter(ods_code__in=codes).values_list("ods_code", flat=True))
        return [(code, code) for code in asked if ods_codes.normalised(code) in known]

    def clean_like(self) -> Like | None:
        """`ODS`, `ODS:near` or `ODS:mid`. The trusts themselves are looked up by `query`."""
        value = self.cleaned_data["like"]
        if not value:
            return None
        code, _, reach = value.partition(":")
        reach = reach or "near"
        if reach not in REACH:
            raise forms.ValidationError(
                f"Trusts like: “{reach}” is not a reach. Choose near or mid."
            )
        self._like_trust = Trust.objects.filter(ods_code=ods_codes.normalised(code)).first()
        if self._like_trust is None:
            why = ods_codes.why_not(code) or f"there is no trust with the code “{code}”."
            raise forms.ValidationError(f"Trusts like: {why} Choose one from the list.")
        return Like(self._like_trust.ods_code, reach)

    def clean(self) -> dict[str, Any]:
        for name in self.asked:
            if name not in self.fields:
                self.add_error(
                    None, f"“{name[:40]}” is not something you can search by. Remove it."
                )
        low, high = self.cleaned_data.get("saving_from"), self.cleaned_data.get("saving_to")
        if low is not None and high is not None and low > high:
            self.add_error(
                "saving_to", f"Saving up to: enter at least {low:,}, where the range begins."
            )
        return self.cleaned_data

    @property
    def like_trust(self) -> Trust | None:
        """The trust whose likes are asked for."""
        return getattr(self, "_like_trust", None)

    @property
    def explains(self) -> bool:
        """True if each hit is to say why it stands where it does; for those who may edit."""
        return self.cleaned_data["explain"] and can(self._user, Action.CASE_STUDY_PUBLISH)

    def query(self) -> SearchQuery:
        """The search as a value. Only for a valid form."""
        data = self.cleaned_data
        return SearchQuery(
            text=data["q"],
            filters=tuple((name, tuple(data[name])) for name in FACETS if data[name]),
            like=self._like(),
            amount=self._amount(),
            trusts=frozenset(data["trust"]),
            sort=data["sort"] or BEST_FIT,
            page=data["page"] or 1,
            sees_network=self.sees_network,
            weak=data["weak"] == WEAK,
        )

    def _amount(self) -> Amounts | None:
        low, high = self.cleaned_data["saving_from"], self.cleaned_data["saving_to"]
        return None if low is None and high is None else Amounts(low, high)

    def _like(self) -> Like | None:
        like: Like | None = self.cleaned_data["like"]
        if like is None or self.like_trust is None:
            return None
        near = similar_trusts(self.like_trust, limit=REACH[like.reach])
        closeness = tuple((trust.ods_code, trust.similarity / 100) for trust in near)
        return Like(like.ods_code, like.reach, closeness)


def without_tracking(asked: QueryDict) -> QueryDict:
    """Without blank values, and without what advertisers and newsletters add."""
    kept = QueryDict(mutable=True)
    for name, values in asked.lists():
        filled = [value for value in values if value]
        if filled and name not in TRACKING and not name.startswith(TRACKING_PREFIX):
            kept.setlist(name, filled)
    return kept
