"""The address of a search that is already a value: the other way round than `search.forms`."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from search.query import BEST_FIT, WEAK, SearchQuery


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
