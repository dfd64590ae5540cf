"""A search as a value (`SearchQuery`), and its address.

A search as a value: what was asked, by someone who may see how much.

The address of a search that is already a value: the other way round than `search.forms`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.urls import reverse

PAGE_SIZE = 20
BEST_FIT = "best"
# The values of the facet `record`.
CHECKED, SIGNPOST = "checked", "signpost"
# A value of the facet `help`: a team that has a place to follow free now.
PLACE = "place"

# The facets that speak of one line of a saving, in the order they are stored.
LINE_FACETS = ("effect", "recurrent", "sign_off", "saving")
_OF_THE_RECORD = ("record", "kind", "area", "trust_type", "region", "icb")
_OF_THE_WORK = (
    *("grade", "direction", "cost", "capital", "payback", "help", "stage", "care_setting"),
    *("supplier", "year", "illustrative"),
)
PLAIN_FACETS = (*_OF_THE_RECORD, *_OF_THE_WORK)
FACETS = (*_OF_THE_RECORD, *LINE_FACETS, *_OF_THE_WORK)

# The value of the parameter `weak` that asks for weaker matches.
WEAK = "1"

# What every engine adds to the words typed. A measurement can leave each out.
SPELLING, SYNONYMS, FEEDBACK, FLOOR = "spelling", "synonyms", "feedback", "floor"
PARTS = (SPELLING, SYNONYMS, FEEDBACK, FLOOR)


@dataclass(frozen=True)
class Like:
    """Trusts like one: their ODS codes with how alike each is, from 0 to 1."""

    ods_code: str
    reach: str = "near"
    closeness: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Amounts:
    """A range of whole pounds, both ends in it; None is open."""

    low: int | None = None
    high: int | None = None

    def __contains__(self, pounds: object) -> bool:
        """True for a number, or the digits of one, in the range."""
        value = int(str(pounds))
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True)
class SearchQuery:
    """What the address of a search says, checked. Every engine takes this and nothing else.

    `filters` names facets with the values chosen: OR inside a facet, AND across. `amount` is what
    one saving must be worth in a full year, on the line that the facets of a line choose.
    `trusts` are ODS codes of origins. `sees_network` says whether the reader may see what is for
    members only; by default they may not. `counts_origins` asks how many results each trust has,
    `crosses` how many have each pair of values of two facets (none of them of a savings line).
    `leaves_out` names `PARTS` to do without, so that what each gains can be measured. `weak` asks
    for the weaker matches too: records that hold any of the words.
    """

    text: str = ""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    like: Like | None = None
    amount: Amounts | None = None
    trusts: frozenset[str] = frozenset()
    sort: str = BEST_FIT
    page: int = 1
    page_size: int = PAGE_SIZE
    sees_network: bool = False
    counts_origins: bool = False
    crosses: tuple[str, str] | None = None
    leaves_out: frozenset[str] = frozenset()
    weak: bool = False
    chosen: dict[str, frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        unknown = [name for name, _ in self.filters if name not in FACETS]
        if unknown:
            raise ValueError(f"No such facet: {unknown[0]}")
        if self.crosses is not None and not set(self.crosses) <= set(PLAIN_FACETS):
            raise ValueError(f"These cannot be crossed: {' and '.join(self.crosses)}")
        chosen = {name: frozenset(values) for name, values in self.filters if values}
        object.__setattr__(self, "chosen", chosen)

    @property
    def is_narrowed(self) -> bool:
        """True if anything but the words narrows the search."""
        return bool(self.chosen or self.like or self.amount or self.trusts)

    @property
    def narrows_lines(self) -> bool:
        """True if something is asked of a line of the savings."""
        return self.amount is not None or any(name in self.chosen for name in LINE_FACETS)

    def without(self, facet: str) -> SearchQuery:
        """The same search without one facet's choices (`like`, `amount` and `trust` count)."""
        match facet:
            case "like":
                return replace(self, like=None, page=1)
            case "amount":
                return replace(self, amount=None, page=1)
            case "trust":
                return replace(self, trusts=frozenset(), page=1)
        filters = tuple(item for item in self.filters if item[0] != facet)
        return replace(self, filters=filters, page=1)


def address_of(query: SearchQuery, *, view: str = "search:results") -> str:
    """Where a person sees just what this search finds: the list, or another `view` of it."""
    asked = urlencode(parameters(query))
    return f"{reverse(view)}?{asked}" if asked else reverse(view)


def parameters(query: SearchQuery) -> list[tuple[str, str]]:
    """What the address of the search says; `SearchForm` reads the same search from it.

    Who looks is not in an address: whoever opens it sees what they may.
    """
    told = [("q", query.text)] if query.text else []
    told += [(name, value) for name, values in query.filters for value in values]
    if query.amount is not None:
        ends = (("saving_from", query.amount.low), ("saving_to", query.amount.high))
        told += [(name, str(pounds)) for name, pounds in ends if pounds is not None]
    told += [("trust", code) for code in sorted(query.trusts)]
    if query.like is not None:
        told.append(("like", f"{query.like.ods_code}:{query.like.reach}"))
    if query.weak:
        told.append(("weak", WEAK))
    if query.sort != BEST_FIT:
        told.append(("sort", query.sort))
    if query.page > 1:
        told.append(("page", str(query.page)))
    return told
