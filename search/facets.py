"""The facets as a reader sees them: words for values, in the field's order, and the chosen ones.

The values of each facet in words, as they are today for one reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import slugify

from casestudies.areas import AreaTree
from casestudies.choices import (
    CareSetting,
    Direction,
    Effect,
    Grade,
    HelpKind,
    Kind,
    Recurrence,
    SignOffLevel,
    Stage,
)
from portal.trusts.models import Trust, is_open_between
from search import suppliers
from search.bands import Capital, CostBand, PaybackBand, SavingBand
from search.indexing.documents import board_value
from search.query import CHECKED, FACETS, PLACE, SIGNPOST, Amounts, SearchQuery
from search.results import Facet

# Both kinds of trusts stand together only in a demonstration: elsewhere there is no choice.
ONLY_IF_A_CHOICE = {"illustrative"}
OPEN_FROM_THE_START = {"record", "kind", "area", "trust_type"}
# Facets with more values than anyone reads: the commonest are shown.
LONG = {"icb": 12, "supplier": 12, "year": 12}


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


def shown(facets: Iterable[Facet], words: FacetWords) -> list[FacetShown]:
    """The facets that have something to choose."""
    by_name = {facet.name: facet for facet in facets}
    found = []
    for name in FACETS:
        facet = by_name.get(name)
        if facet is None:
            continue
        counts = {value.value: value.count for value in facet.values}
        chosen = {value.value for value in facet.values if value.selected}
        make = _areas if name == "area" else _options
        options = make(name, counts, chosen, words)
        if len(options) > 1 or (options and (chosen or name not in ONLY_IF_A_CHOICE)):
            is_open = name in OPEN_FROM_THE_START or bool(chosen)
            found.append(FacetShown(name, LABELS[name], tuple(options), is_open))
    return found


def _options(
    name: str, counts: Mapping[str, int], chosen: set[str], words: FacetWords
) -> list[Option]:
    """In the field's own order; of a long list the commonest, and what is chosen."""
    labels = words.of[name]
    held = [value for value in labels if counts.get(value) or value in chosen]
    if name in LONG:
        common = sorted(held, key=lambda value: (value not in chosen, -counts.get(value, 0)))
        held = [value for value in held if value in common[: LONG[name]]]
    return [Option(value, labels[value], counts.get(value, 0), value in chosen) for value in held]


def _areas(
    name: str, counts: Mapping[str, int], chosen: set[str], words: FacetWords
) -> list[Option]:
    """Top areas; those below are unfolded where the area above or one of them is chosen."""
    parent_of = {area.slug: area.parent for area in words.areas}
    unfolded = chosen | {parent_of.get(slug, "") for slug in chosen}
    return [
        Option(area.slug, area.name, counts.get(area.slug, 0), area.slug in chosen, area.depth)
        for area in words.areas
        if area.slug in chosen
        or (counts.get(area.slug) and (not area.parent or area.parent in unfolded))
    ]


def chips(query: SearchQuery, asked: QueryDict, words: FacetWords) -> list[Chip]:
    """Each filter in force, a trust and a range of pounds among them."""
    found = [
        Chip(facet, words.label(facet, value), without(asked, facet, value))
        for facet in FACETS
        for value in sorted(query.chosen.get(facet, ()))
    ]
    found += [
        Chip("trust", f"From {code}", without(asked, "trust", code))
        for code in sorted(query.trusts)
    ]
    if query.amount is not None:
        found.append(Chip("amount", _in_words(query.amount), _without_amount(asked)))
    return found


def _in_words(amount: Amounts) -> str:
    """A range of pounds; 100,001 or more is what somebody means by over 100,000."""
    low, high = amount.low, amount.high
    if low is not None and high is not None:
        return f"Saving of £{low:,} to £{high:,}"
    if low is not None:
        return f"Saving over £{low - 1:,}" if low % 1000 == 1 else f"Saving of £{low:,} or more"
    assert high is not None
    return f"Saving under £{high + 1:,}" if high % 1000 == 999 else f"Saving of up to £{high:,}"


def _without_amount(asked: QueryDict) -> str:
    left = asked.copy()
    left.pop("saving_from", None)
    return without(left, "saving_to")


def without(asked: QueryDict, name: str, value: str | None = None) -> str:
    """The query string of the same search without a value (or all values) of one parameter."""
    left = asked.copy()
    kept = [] if value is None else [one for one in left.getlist(name) if one != value]
    left.setlist(name, kept)
    left.pop("page", None)
    return f"?{left.urlencode()}"


LABELS = {
    "record": "Kind of record",
    "kind": "Kind of efficiency",
    "area": "Efficiency area",
    "trust_type": "Trust type",
    "region": "Region",
    "icb": "Integrated care board",
    "effect": "What the saving does",
    "recurrent": "Recurrent or one-off",
    "sign_off": "Who vouches for the saving",
    "saving": "Size of the saving",
    "grade": "Evidence",
    "direction": "Whether it works",
    "cost": "Cost in the first year",
    "capital": "Capital",
    "payback": "Payback",
    "help": "Help on offer now",
    "stage": "Stage",
    "care_setting": "Care setting",
    "supplier": "System or supplier",
    "year": "Year of the results",
    "illustrative": "Real or illustrative",
}
CHOICES: dict[str, type[TextChoices]] = {
    "kind": Kind,
    "trust_type": Trust.Type,
    "region": Trust.Region,
    "effect": Effect,
    "recurrent": Recurrence,
    "sign_off": SignOffLevel,
    "saving": SavingBand,
    "grade": Grade,
    "direction": Direction,
    "cost": CostBand,
    "capital": Capital,
    "payback": PaybackBand,
    "stage": Stage,
    "care_setting": CareSetting,
}
RECORDS = {CHECKED: "Case studies", SIGNPOST: "Signposts to cases published elsewhere"}
POPULATIONS = {"no": "Real", "yes": "Illustrative: invented for the demonstration"}
FIRST_YEAR = 2000
# Prefixes shorter than this name too much.
SHORTEST_PREFIX = 3


@dataclass(frozen=True)
class AreaChoice:
    """An area as a choice: its place in the tree and its parent's slug."""

    slug: str
    name: str
    depth: int
    parent: str
    synonyms: tuple[str, ...] = ()


class TrustChoice(NamedTuple):
    """A trust that is open today, as a choice."""

    ods_code: str
    name: str
    illustrative: bool


@dataclass(frozen=True)
class FacetWords:
    """`of` gives for each facet its values with their labels, in the order they are shown.

    `trusts` are those that are open today.
    """

    areas: list[AreaChoice]
    trusts: list[TrustChoice]
    of: dict[str, dict[str, str]] = field(repr=False)

    def label(self, facet: str, value: str) -> str:
        """A value in words; a value that has none as it stands."""
        return self.of[facet].get(value, value)

    def named(self, facet: str, said: str) -> str:
        """The value that somebody means by a word or two; blank where there is none or several.

        Its own value, its label, a synonym of an area, or the beginning of just one of these.
        """
        wanted = slugify(said)
        exact: dict[str, str] = {}
        for value, label in reversed(self.of[facet].items()):
            exact |= {slugify(label): value, value: value}
        if facet == "area":
            names = {slugify(word): area.slug for area in self.areas for word in area.synonyms}
            exact = names | exact
        if wanted in exact:
            return exact[wanted]
        if len(wanted) < SHORTEST_PREFIX:
            return ""
        begun = {value for name, value in exact.items() if name.startswith(wanted)}
        return begun.pop() if len(begun) == 1 else ""


def facet_words(*, sees_network: bool) -> FacetWords:
    """Everything there is to choose. Three queries."""
    areas = area_choices()
    trusts, boards = _register()
    words = {
        name: {value: str(label) for value, label in choices.choices}
        for name, choices in CHOICES.items()
    }
    words["record"] = RECORDS
    words["illustrative"] = POPULATIONS
    words["area"] = {area.slug: area.name for area in areas}
    words["icb"] = boards
    words["supplier"] = suppliers.known(sees_network=sees_network)
    words["help"] = {**dict(HelpKind.choices), PLACE: "A place in a programme"}
    this_year = timezone.localdate().year
    words["year"] = {str(year): str(year) for year in range(this_year, FIRST_YEAR - 1, -1)}
    return FacetWords(areas, trusts, words)


def area_choices() -> list[AreaChoice]:
    """All areas in the order of the tree. One query."""
    tree = AreaTree()
    choices = []
    for area in tree.in_order():
        *above, slug = tree.slugs_to(area.pk)
        parent = above[-1] if above else ""
        choices.append(AreaChoice(slug, area.name, len(above), parent, tuple(area.synonyms)))
    return choices


def _register() -> tuple[list[TrustChoice], dict[str, str]]:
    """The open trusts, and the boards of all trusts without the words that all of their names
    share. One query.
    """
    today = timezone.localdate()
    rows = Trust.objects.values_list(
        "ods_code", "name", "illustrative", "opened", "closed", "icb", "icb_code"
    )
    trusts, boards = [], set()
    for ods_code, name, illustrative, opened, closed, board, code in rows:
        if is_open_between(opened, closed, today):
            trusts.append(TrustChoice(ods_code, name, illustrative))
        if board:
            boards.add((board, code))
    return trusts, {
        board_value(board, code): board.removeprefix("NHS ").removesuffix(" Integrated Care Board")
        for board, code in sorted(boards)
    }
