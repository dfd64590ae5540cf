"""The address of a search, checked. Its fields are the parameters, and there are no others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from casestudies.models import FormerAreaSlug
from portal.accounts.models import User
from portal.accounts.permissions import Action, can
from portal.trusts.models import Trust
from portal.trusts.reads import similar_trusts
from search.facets import CHOICES, LABELS, AreaChoice, area_choices
from search.query import BEST_FIT, FACETS, Like, SearchQuery

LONGEST = 500
TRACKING = {"gclid", "fbclid"}
TRACKING_PREFIX = "utm_"
REACH = {"near": 10, "mid": 30}
SORTS = [
    (BEST_FIT, "Best fit"),
    ("newest", "Newest"),
    ("adopted", "Most adopted"),
    ("evidence", "Strongest evidence"),
    ("saving", "Largest signed recurrent saving"),
]


def facet_field(name: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=LABELS[name],
        required=False,
        choices=CHOICES[name].choices if name in CHOICES else [],
        error_messages={
            "invalid_choice": f"{LABELS[name]}: “%(value)s” is not one of the choices. "
            "Choose from the filters, or remove it."
        },
    )


def with_areas_of_today(asked: QueryDict, areas: list[AreaChoice]) -> QueryDict:
    """The same search where an area was renamed or merged since its address was kept."""
    wanted = asked.getlist("area")
    unknown = set(wanted) - {area.slug for area in areas}
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
    kind = facet_field("kind")
    area = facet_field("area")
    trust_type = facet_field("trust_type")
    region = facet_field("region")
    effect = facet_field("effect")
    recurrent = facet_field("recurrent")
    sign_off = facet_field("sign_off")
    grade = facet_field("grade")
    stage = facet_field("stage")
    care_setting = facet_field("care_setting")
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
        self.areas: list[AreaChoice] = area_choices()
        self.asked = with_areas_of_today(without_tracking(asked), self.areas)
        super().__init__(self.asked)
        self._user = user
        field: Any = self.fields["area"]
        field.choices = [(area.slug, area.name) for area in self.areas]

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
        self._like_trust = Trust.objects.filter(ods_code=code.strip().upper()).first()
        if self._like_trust is None:
            raise forms.ValidationError(
                f"Trusts like: there is no trust with the code “{code}”. Choose one from the list."
            )
        return Like(self._like_trust.ods_code, reach)

    def clean(self) -> dict[str, Any]:
        for name in self.asked:
            if name not in self.fields:
                self.add_error(
                    None, f"“{name[:40]}” is not something you can search by. Remove it."
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
            sort=data["sort"] or BEST_FIT,
            page=data["page"] or 1,
            sees_network=can(self._user, Action.CASE_STUDY_READ_NETWORK),
        )

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
