"""Results made ready to be shown, each read again in the database first.

The index may lag behind a page by a moment; what a reader sees never does. A hit whose page is no
longer live, or not for this reader, is left out here.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from wagtail.models import PageViewRestriction

from casestudies.models import CaseStudyPage
from search.analysis import words
from search.case_study_documents import access_of
from search.highlights import Marker
from search.models import SearchEntry
from search.query import SearchQuery
from search.results import Found, Hit, SearchResults
from search.stemming import stem

MOST_PLACES = 3
# Of an entry, what no hit shows.
UNREAD = ("digest", "label", "context", "facets", "updated_at")


def draw(results: SearchResults, query: SearchQuery) -> tuple[list[Hit], list[Hit]]:
    """The hits of a page, and the areas or trusts that the words name. Three queries."""
    ids = [*(found.entry_id for found in results.found), *results.places]
    entries = SearchEntry.objects.filter(gone=False).defer(*UNREAD).in_bulk(ids)
    readable = readable_pages(
        [e.object_id for e in entries.values() if e.type == SearchEntry.Type.CASE_STUDY],
        sees_network=query.sees_network,
    )
    marker = Marker(results.marked)
    hits = [
        _hit(entries[found.entry_id], found, marker, query)
        for found in results.found
        if found.entry_id in entries and entries[found.entry_id].object_id in readable
    ]
    asked = [stem(word) for word in words(query.text)]
    asked += [stem(instead) for _, instead in results.corrections]
    named = [entries[i] for i in results.places if i in entries and _names(entries[i], asked)]
    places = [_hit(entry, Found(entry.pk, 0.0), Marker(()), query) for entry in named]
    return hits, places[:MOST_PLACES]


def readable_pages(ids: Iterable[int], *, sees_network: bool) -> set[int]:
    """Those of the case studies that are live and may be seen, as the database stands now."""
    restrictions = list(PageViewRestriction.objects.values_list("page__path", "restriction_type"))
    # Plain values: to make whole pages of twenty rows takes longer than to find them.
    pages = (
        CaseStudyPage.objects.current()
        .filter(pk__in=list(ids))
        .values_list("pk", "path", "visibility", named=True)
    )
    found = set()
    for page in pages:
        access = access_of(page, restrictions)
        if access is not None and access <= int(sees_network):
            found.add(page.pk)
    return found


def _hit(entry: SearchEntry, found: Found, marker: Marker, query: SearchQuery) -> Hit:
    shown = {stem for text in (entry.title, entry.result) for *_, stem in marker.places(text)}
    snippet = ""
    if marker.stems - shown:
        snippet = marker.snippet(entry.body) or marker.snippet(entry.blueprint)
    return Hit(
        entry_id=entry.pk,
        type=entry.type,
        object_id=entry.object_id,
        url=entry.url,
        title=marker.mark(entry.title),
        result=marker.mark(entry.result),
        snippet=snippet,
        card={
            **entry.card,
            "illustrative": entry.illustrative,
            "places": entry.places,
            "stale": "" < entry.card.get("review_by", "") < timezone.localdate().isoformat(),
        },
        reasons=tuple(_reasons(entry, found, marker, query, is_shown=bool(shown or snippet))),
        score=found.score,
    )


def _reasons(
    entry: SearchEntry, found: Found, marker: Marker, query: SearchQuery, *, is_shown: bool
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


def _names(entry: SearchEntry, asked: list[str]) -> bool:
    """True if the words asked for name this area or trust, whole."""
    for number, name in enumerate(entry.card.get("names", ())):
        own = [stem(word) for word in words(name)]
        size = len(own)
        if any(asked[at : at + size] == own for at in range(len(asked) - size + 1)):
            return True
        # Part of the name itself will do; part of a synonym may mean anything.
        if number == 0 and asked and set(asked) <= set(own):
            return True
    return False
