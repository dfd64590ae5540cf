"""A search as a value: what was asked, by someone who may see how much."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

PAGE_SIZE = 20
BEST_FIT = "best"

# The facets that speak of one line of a saving, in the order they are stored.
LINE_FACETS = ("effect", "recurrent", "sign_off")
PLAIN_FACETS = ("kind", "area", "trust_type", "region", "grade", "stage", "care_setting")
FACETS = ("kind", "area", "trust_type", "region", *LINE_FACETS, "grade", "stage", "care_setting")


@dataclass(frozen=True)
class Like:
    """Trusts like one: their ODS codes with how alike each is, from 0 to 1."""

    ods_code: str
    reach: str = "near"
    closeness: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class SearchQuery:
    """What the address of a search says, checked. Every engine takes this and nothing else.

    `filters` names facets with the values chosen: OR inside a facet, AND across. `sees_network`
    says whether the reader may see what is for members only; by default they may not.
    """

    text: str = ""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    like: Like | None = None
    sort: str = BEST_FIT
    page: int = 1
    page_size: int = PAGE_SIZE
    sees_network: bool = False
    chosen: dict[str, frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        unknown = [name for name, _ in self.filters if name not in FACETS]
        if unknown:
            raise ValueError(f"No such facet: {unknown[0]}")
        chosen = {name: frozenset(values) for name, values in self.filters if values}
        object.__setattr__(self, "chosen", chosen)

    @property
    def is_narrowed(self) -> bool:
        """True if anything but the words narrows the search."""
        return bool(self.chosen) or self.like is not None

    def without(self, facet: str) -> SearchQuery:
        """The same search without one facet's choices (`like` counts as a facet here)."""
        filters = tuple(item for item in self.filters if item[0] != facet)
        like = None if facet == "like" else self.like
        return replace(self, filters=filters, like=like, page=1)
