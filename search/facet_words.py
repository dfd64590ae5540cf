"""The values of each facet in words, as they are today for one reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.text import slugify

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
from casestudies.models import EfficiencyArea
from portal.trusts.models import Trust, is_open_between
from search import suppliers
from search.bands import Capital, CostBand, PaybackBand, SavingBand
from search.case_study_facets import PLACE, board_value
from search.query import CHECKED, SIGNPOST

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
    below: dict[int | None, list[EfficiencyArea]] = {}
    for area in EfficiencyArea.objects.all():
        below.setdefault(area.parent_id, []).append(area)

    def walk(parent: EfficiencyArea | None, depth: int) -> Iterable[AreaChoice]:
        for area in below.get(parent.pk if parent else None, ()):
            above = parent.slug if parent else ""
            yield AreaChoice(area.slug, area.name, depth, above, tuple(area.synonyms))
            yield from walk(area, depth + 1)

    return list(walk(None, 0))


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
