"""The facets as a reader sees them: words for values, in the field's order, and the chosen ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.http import QueryDict

from casestudies.choices import CareSetting, Effect, Grade, Kind, Recurrence, SignOffLevel, Stage
from casestudies.models import EfficiencyArea
from portal.trusts.models import Trust
from search.query import FACETS
from search.results import Facet

LABELS = {
    "kind": "Kind of efficiency",
    "area": "Efficiency area",
    "trust_type": "Trust type",
    "region": "Region",
    "effect": "What the saving does",
    "recurrent": "Recurrent or one-off",
    "sign_off": "Who vouches for the saving",
    "grade": "Evidence",
    "stage": "Stage",
    "care_setting": "Care setting",
}
CHOICES: dict[str, type[TextChoices]] = {
    "kind": Kind,
    "trust_type": Trust.Type,
    "region": Trust.Region,
    "effect": Effect,
    "recurrent": Recurrence,
    "sign_off": SignOffLevel,
    "grade": Grade,
    "stage": Stage,
    "care_setting": CareSetting,
}
OPEN_FROM_THE_START = {"kind", "area", "trust_type"}


@dataclass(frozen=True)
class Option:
    """One box to tick."""

    value: str
    label: str
    count: int
    selected: bool
    depth: int = 0


@dataclass(frozen=True)
class FacetShown:
    name: str
    label: str
    options: tuple[Option, ...]
    is_open: bool

    @property
    def selected(self) -> int:
        """How many of its boxes are ticked."""
        return sum(option.selected for option in self.options)


@dataclass(frozen=True)
class Chip:
    """A filter in force, with the address of the search without it."""

    facet: str
    label: str
    url: str


@dataclass(frozen=True)
class AreaChoice:
    """An area as a choice: its place in the tree and its parent's slug."""

    slug: str
    name: str
    depth: int
    parent: str


def area_choices() -> list[AreaChoice]:
    """All areas in the order of the tree. One query."""
    below: dict[int | None, list[EfficiencyArea]] = {}
    for area in EfficiencyArea.objects.all():
        below.setdefault(area.parent_id, []).append(area)

    def walk(parent: EfficiencyArea | None, depth: int) -> Iterable[AreaChoice]:
        for area in below.get(parent.pk if parent else None, ()):
            yield AreaChoice(area.slug, area.name, depth, parent.slug if parent else "")
            yield from walk(area, depth + 1)

    return list(walk(None, 0))


def shown(facets: Iterable[Facet], areas: list[AreaChoice]) -> list[FacetShown]:
    """The facets that have something to choose."""
    by_name = {facet.name: facet for facet in facets}
    found = []
    for name in FACETS:
        facet = by_name.get(name)
        if facet is None:
            continue
        counts = {value.value: value.count for value in facet.values}
        chosen = {value.value for value in facet.values if value.selected}
        options = (
            _areas(counts, chosen, areas) if name == "area" else _options(name, counts, chosen)
        )
        if options:
            is_open = name in OPEN_FROM_THE_START or bool(chosen)
            found.append(FacetShown(name, LABELS[name], tuple(options), is_open))
    return found


def _options(name: str, counts: Mapping[str, int], chosen: set[str]) -> list[Option]:
    return [
        Option(value, str(label), counts.get(value, 0), value in chosen)
        for value, label in CHOICES[name].choices
        if counts.get(value) or value in chosen
    ]


def _areas(counts: Mapping[str, int], chosen: set[str], areas: list[AreaChoice]) -> list[Option]:
    """Top areas; those below are unfolded where the area above or one of them is chosen."""
    parent_of = {area.slug: area.parent for area in areas}
    unfolded = chosen | {parent_of.get(slug, "") for slug in chosen}
    return [
        Option(area.slug, area.name, counts.get(area.slug, 0), area.slug in chosen, area.depth)
        for area in areas
        if area.slug in chosen
        or (counts.get(area.slug) and (not area.parent or area.parent in unfolded))
    ]


def chips(
    chosen: Mapping[str, Iterable[str]], asked: QueryDict, areas: list[AreaChoice]
) -> list[Chip]:
    """Each filter in force."""
    names = {area.slug: area.name for area in areas}
    found = []
    for facet in FACETS:
        for value in sorted(chosen.get(facet, ())):
            label = names.get(value, value) if facet == "area" else CHOICES[facet](value).label
            found.append(Chip(facet, str(label), without(asked, facet, value)))
    return found


def without(asked: QueryDict, name: str, value: str | None = None) -> str:
    """The query string of the same search without a value (or all values) of one parameter."""
    left = asked.copy()
    kept = [] if value is None else [one for one in left.getlist(name) if one != value]
    left.setlist(name, kept)
    left.pop("page", None)
    return f"?{left.urlencode()}"
