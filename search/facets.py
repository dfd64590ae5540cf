"""The facets as a reader sees them: words for values, in the field's order, and the chosen ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from search.facet_words import LABELS, FacetWords
from search.query import FACETS, Amounts, SearchQuery
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
