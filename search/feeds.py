"""Atom feeds: a search, or all case studies, the newest first. Only what anyone may read.

Each feed keeps to RFC 4287: ids that never change, `updated`, an author, its own address. It is
paged by RFC 5005, and a page holds the last of its days whole: whoever reads the first page only,
once a day, sees everything of a day on which hundreds were published.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe
from wagtail.models import Page

from casestudies.models import CaseStudyPage
from portal.text.normalising import clean_line
from search.counts import records_in_words
from search.forms import SearchForm
from search.hits import draw
from search.models import SearchEntry
from search.query import SearchQuery
from search.results import Found, Hit, SearchResults
from search.site_engine import get_engine

LEAST, MOST = 50, 1_000
# What an empty feed says of when it changed: nothing in it ever did.
NEVER = datetime(2026, 1, 1, tzinfo=UTC)


class PagedAtomFeed(Atom1Feed):
    """Atom whose pages name each other (RFC 5005): `pages` holds addresses by relation."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation, address in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address})

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else NEVER


@dataclass(frozen=True)
class FeedPage:
    """One page of a feed: its items, newest first, and whether there are older ones."""

    items: tuple[Found, ...]
    has_next: bool


@require_safe
def search_feed(request: HttpRequest) -> HttpResponse:
    """`/feeds/search.atom`: the parameters of `/search/`."""
    # A feed is read by machines without an account, and kept by them: public entries only.
    form = SearchForm(request.GET, user=AnonymousUser())
    if not form.is_valid():
        return _refused(" ".join(str(text) for texts in form.errors.values() for text in texts))
    query = replace(form.query(), sort="newest")
    results, page = page_of(query)
    if query.page > 1 and not page.items:
        return _refused(f"There is no page {query.page} of this feed. Begin with page 1.")
    feed = PagedAtomFeed(
        title=xml_text(_title(query, results)),
        link=request.build_absolute_uri(f"{reverse('search:results')}?{_query_string(form)}"),
        description="",
        language="en-GB",
        subtitle="What NHS trusts did, what came of it, and how sure we are.",
        author_name="Exemplar",
        feed_url=request.build_absolute_uri(),
        feed_guid=_feed_id(form),
        pages=_pages(request, form, query.page, has_next=page.has_next),
    )
    hits, _ = draw(replace(results, found=page.items, places=()), query)
    known = CaseStudyPage.objects.select_related("trust").in_bulk([hit.object_id for hit in hits])
    for hit in hits:
        if hit.object_id in known:
            _add(feed, hit, known[hit.object_id], request)
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def _title(query: SearchQuery, results: SearchResults) -> str:
    """What was asked, and how many of each kind of record answer it."""
    told = records_in_words(results.checked, results.signposts)
    return f"Exemplar: {query.text} ({told})" if query.text else f"Exemplar: {told}"


def page_of(query: SearchQuery) -> tuple[SearchResults, FeedPage]:
    """The asked page by the moment of first publishing, ties by the higher number.

    An index knows the day alone, and puts what editors chose first. So it is asked for more until
    every item of the days that the page touches is there; then the database tells the moments.
    """
    engine = get_engine()
    upto = 2 * LEAST * query.page
    while True:
        results = engine.search(replace(query, page=1, page_size=upto))
        is_all = len(results.found) < upto
        pages = list(_in_days(_complete(results, is_all=is_all)))
        # The last page may grow by what was not asked for yet: the one after it tells.
        if is_all or len(pages) > query.page:
            break
        upto *= 2
    items = pages[query.page - 1] if query.page <= len(pages) else []
    return results, FeedPage(tuple(items), has_next=query.page < len(pages))


def _complete(results: SearchResults, *, is_all: bool) -> list[tuple[int, Found]]:
    """(day, item) of every day of which the results hold all, in the order of the feed."""
    found = {one.entry_id: one for one in results.found}
    entries = SearchEntry.objects.in_bulk(list(found))
    days = {pk: entry.newest for pk, entry in entries.items()}
    ordinary = [days[pk] for pk, one in found.items() if pk in days and not one.promoted]
    cut = -1 if is_all else min(ordinary, default=-1)
    moments = dict(
        CaseStudyPage.objects.filter(
            pk__in=[entries[pk].object_id for pk, day in days.items() if day > cut]
        ).values_list("pk", "first_published_at")
    )
    told = [
        (days[pk], moments.get(entry.object_id) or NEVER, entry.object_id, found[pk])
        for pk, entry in entries.items()
        if days[pk] > cut
    ]
    told.sort(key=lambda one: one[:3], reverse=True)
    return [(day, one) for day, _, _, one in told]


def _in_days(told: list[tuple[int, Found]]) -> Any:
    """Pages of at least `LEAST` items that end with a day, or at `MOST`."""
    page: list[Found] = []
    last_day = None
    for day, one in told:
        if len(page) >= MOST or (len(page) >= LEAST and day != last_day):
            yield page
            page = []
        page.append(one)
        last_day = day
    if page:
        yield page


def _add(feed: PagedAtomFeed, hit: Hit, page: CaseStudyPage, request: HttpRequest) -> None:
    published = page.first_published_at or page.latest_revision_created_at or NEVER
    feed.add_item(
        title=xml_text(page.title),
        link=request.build_absolute_uri(hit.url),
        description=xml_text(_summary(hit, page)),
        # A page keeps this key wherever it moves and whatever it is called, on every host.
        unique_id=page.translation_key.urn,
        pubdate=published,
        updateddate=page.last_published_at or published,
    )


def _summary(hit: Hit, page: CaseStudyPage) -> str:
    parts = [page.result or page.summary, f"{page.organisation_name}."]
    if saving := hit.card["saving"]:
        parts.append(f"{saving['amount']}: {saving['effect']}. {saving['level_label']}.")
    if says := hit.card.get("evidence"):
        parts.append(f"{says}.")
    if spent := hit.card.get("spent"):
        parts.append(spent)
    if hit.card["saving"]:
        parts.append(f"Started from: {hit.card['start']}.")
    if hit.card["illustrative"]:
        parts.append("Illustrative.")
    return " ".join(parts)


def xml_text(text: str) -> str:
    """The text without what XML cannot hold, as a row written past the gate may have it."""
    return clean_line(text)


def _query_string(form: SearchForm) -> str:
    kept = form.asked.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _feed_id(form: SearchForm) -> str:
    """The same for every page and host, and for every order of the parameters."""
    asked = sorted((name, value) for name, values in form.asked.lists() for value in values)
    kept = [f"{name}={value}" for name, value in asked if name not in ("page", "sort")]
    site = Page.objects.get(depth=1).translation_key
    return uuid5(site, "&".join(["search", *kept])).urn


def _pages(
    request: HttpRequest, form: SearchForm, number: int, *, has_next: bool
) -> dict[str, str]:
    """The addresses of the pages beside this one. The first has none of its own number."""
    kept = _query_string(form)

    def address(page: int) -> str:
        query = "&".join(part for part in (kept, f"page={page}" if page > 1 else "") if part)
        return request.build_absolute_uri(f"{request.path}{'?' if query else ''}{query}")

    found = {"first": address(1)}
    if number > 1:
        found["previous"] = address(number - 1)
    if has_next:
        found["next"] = address(number + 1)
    return found


def _refused(said: str) -> HttpResponse:
    return HttpResponse(said, status=400, content_type="text/plain; charset=utf-8")
