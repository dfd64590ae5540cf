"""Results made ready to be shown, each read again in the database first.

The index may lag behind a page by a moment; what a reader sees never does. A hit whose page is no
longer live, or not for this reader, is left out here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from casestudies.models import CaseStudyPage
from search.analysis import stem, words
from search.highlights import Marker, marked
from search.indexing.documents import access_of
from search.models import SearchEntry
from search.prepared import Prepared
from search.query import SearchQuery
from search.results import Found, Hit, SearchResults

MOST_PLACES = 3


class _Page(NamedTuple):
    pk: int
    path: str
    visibility: str


class _Entry(NamedTuple):
    """What a hit shows of an entry."""

    pk: int
    type: str
    object_id: int
    url: str
    title: str
    result: str
    body: str
    blueprint: str
    card: dict[str, Any]
    illustrative: bool
    places: int
    saving_share: int
    trust_code: str


# Plain values: to make whole pages and entries of twenty rows takes longer than to find them.
_pages = Prepared(
    lambda ids: (
        CaseStudyPage.objects.current().filter(pk__in=ids).order_by().values_list(*_Page._fields)
    )
)
_entries = Prepared(
    lambda ids: SearchEntry.objects.filter(gone=False, pk__in=ids).values_list(*_Entry._fields)
)
# Apart from their paths: SQLite would join them to every page, for the few that are restricted.
_restricted = Prepared(
    lambda _: PageViewRestriction.objects.values_list("page_id", "restriction_type")
)
_paths = Prepared(lambda ids: Page.objects.filter(pk__in=ids).order_by().values_list("pk", "path"))


def draw(results: SearchResults, query: SearchQuery) -> tuple[list[Hit], list[Hit]]:
    """The hits of a page, and the areas or trusts that the words name. Three queries."""
    entries = _read([*(found.entry_id for found in results.found), *results.places])
    readable = readable_pages(
        [e.object_id for e in entries.values() if e.type == SearchEntry.Type.CASE_STUDY],
        sees_network=query.sees_network,
    )
    marker, today = Marker(results.marked), timezone.localdate().isoformat()
    hits = [
        _hit(entries[found.entry_id], found, marker, query, today)
        for found in results.found
        if found.entry_id in entries and entries[found.entry_id].object_id in readable
    ]
    asked = [stem(word) for word in words(query.text)]
    named = [
        _with_former_name(entries[i], asked)
        for i in results.places
        if i in entries and _names(entries[i], asked)
    ]
    places = [_hit(entry, Found(entry.pk, 0.0), Marker(()), query, today) for entry in named]
    return hits, places[:MOST_PLACES]


def readable_pages(ids: Iterable[int], *, sees_network: bool) -> set[int]:
    """Those of the case studies that are live and may be seen, as the database stands now."""
    asked = list(dict.fromkeys(ids))
    if not asked:
        return set()
    restrictions = _restrictions()
    found = set()
    for page in map(_Page._make, _pages.rows(asked)):
        access = access_of(page, restrictions)
        if access is not None and access <= int(sees_network):
            found.add(page.pk)
    return found


def _restrictions() -> list[tuple[str, str]]:
    """(path, kind) of all that Wagtail restricts."""
    kinds = _restricted.rows()
    paths = dict(_paths.rows([*{page for page, _ in kinds}])) if kinds else {}
    return [(paths[page], kind) for page, kind in kinds if page in paths]


def _read(ids: list[int]) -> dict[int, _Entry]:
    asked = list(dict.fromkeys(ids))
    found = {}
    for row in _entries.rows(asked) if asked else ():
        entry = _Entry._make(row)
        found[entry.pk] = entry._replace(
            card=json.loads(str(entry.card)), illustrative=bool(entry.illustrative)
        )
    return found


def _hit(entry: _Entry, found: Found, marker: Marker, query: SearchQuery, today: str) -> Hit:
    in_title, in_result = marker.places(entry.title), marker.places(entry.result)
    shown = {stem for *_, stem in (*in_title, *in_result)}
    snippet = ""
    if marker.stems - shown:
        snippet = marker.snippet(entry.body) or marker.snippet(entry.blueprint)
    return Hit(
        entry_id=entry.pk,
        type=entry.type,
        object_id=entry.object_id,
        url=entry.url,
        title=marked(entry.title, in_title),
        result=marked(entry.result, in_result),
        snippet=snippet,
        card={
            **entry.card,
            "illustrative": entry.illustrative,
            "places": entry.places,
            "stale": "" < entry.card.get("review_by", "") < today,
            "has_closed": "" < entry.card.get("closed", "") < today,
            "is_to_open": entry.card.get("opened", "") > today,
        },
        reasons=tuple(_reasons(entry, found, marker, query, is_shown=bool(shown or snippet))),
        score=found.score,
    )


def _reasons(
    entry: _Entry, found: Found, marker: Marker, query: SearchQuery, *, is_shown: bool
) -> Iterable[str]:
    """Why this result is here, where its title and text do not say so themselves."""
    if found.promoted:
        yield f"Chosen by the editors: {found.promoted}"
    if marker.stems and not is_shown:
        by_area = any(marker.places(name) for name in entry.card.get("areas", ()))
        yield "Filed under an area you named" if by_area else "Found by the words of its area"
    if query.sort == "saving_share" and entry.saving_share:
        share = f"{entry.saving_share / 100:,.2f}"
        yield f"£{share} a year for each full-time member of staff"
    if query.like is not None and entry.trust_code:
        order = [code for code, _ in query.like.closeness]
        if entry.trust_code in order:
            place = order.index(entry.trust_code) + 1
            yield f"Number {place} of the trusts most like {query.like.ods_code}"


def _with_former_name(entry: _Entry, asked: list[str]) -> _Entry:
    """The trust with the old name by which it was found, in its card; blank for its own name."""
    pairs = entry.card.get("formerly", ())
    if not pairs or _names(entry._replace(card={**entry.card, "formerly": ()}), asked):
        return entry._replace(card={**entry.card, "formerly": ""})
    alone = {"names": ()}
    name = next(
        (
            pair[0]
            for pair in pairs
            if _names(entry._replace(card={**alone, "formerly": [pair]}), asked)
        ),
        "",
    )
    return entry._replace(card={**entry.card, "formerly": name})


def _names(entry: _Entry, asked: list[str]) -> bool:
    """True if the words asked for name this area or trust, whole."""
    names = entry.card.get("names", ())
    former = entry.card.get("formerly", ())
    codes_and_synonyms = [*names[1:], *(code for _, code in former if code)]
    whole_or_part = [*names[:1], *(name for name, _ in former)]
    for name in (*whole_or_part, *codes_and_synonyms):
        own = [stem(word) for word in words(name)]
        size = len(own)
        if any(asked[at : at + size] == own for at in range(len(asked) - size + 1)):
            return True
        # Part of a name itself will do; part of a synonym may mean anything.
        if name in whole_or_part and asked and set(asked) <= set(own):
            return True
    return False
