"""Atom feeds: a search, or all case studies, the newest first. Only what anyone may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed

from casestudies.models import CaseStudyPage
from search.engines import get_engine
from search.forms import SearchForm
from search.hits import draw
from search.query import SearchQuery
from search.results import Hit

ITEMS = 50


class SearchFeed(Feed):
    """`/feeds/search.atom`: the parameters of `/search/`."""

    feed_type = Atom1Feed
    author_name = "Exemplar"

    def __call__(self, request: HttpRequest, *args: Any, **kw: Any) -> HttpResponse:
        # A feed is read by machines without an account, and kept by them: public entries only.
        form = SearchForm(request.GET, user=AnonymousUser())
        if not form.is_valid():
            said = " ".join(text for texts in form.errors.values() for text in texts)
            return HttpResponse(said, status=400, content_type="text/plain; charset=utf-8")
        self.form = form
        return super().__call__(request, *args, **kw)

    def get_object(self, request: HttpRequest) -> SearchQuery:
        return replace(self.form.query(), sort="newest", page=1, page_size=ITEMS)

    def title(self, query: SearchQuery) -> str:
        return f"Exemplar: {query.text}" if query.text else "Exemplar: case studies"

    def subtitle(self, query: SearchQuery) -> str:
        return "What NHS trusts did, what came of it, and how sure we are."

    def link(self, query: SearchQuery) -> str:
        return f"/search/?{self.form.asked.urlencode()}"

    def items(self, query: SearchQuery) -> list[tuple[Hit, CaseStudyPage]]:
        hits, _ = draw(get_engine().search(query), query)
        pages = CaseStudyPage.objects.select_related("trust").in_bulk(
            [hit.object_id for hit in hits]
        )
        return [(hit, pages[hit.object_id]) for hit in hits if hit.object_id in pages]

    def item_title(self, item: tuple[Hit, CaseStudyPage]) -> str:
        return item[1].title

    def item_description(self, item: tuple[Hit, CaseStudyPage]) -> str:
        hit, page = item
        parts = [page.result or page.summary, f"{page.organisation_name}."]
        if saving := hit.card["saving"]:
            parts.append(
                f"{saving['amount']}: {saving['effect']}. {saving['level_label']}. "
                f"{hit.card['grade_label']}. Started from: {hit.card['start']}."
            )
        if hit.card["illustrative"]:
            parts.append("Illustrative.")
        return " ".join(parts)

    def item_link(self, item: tuple[Hit, CaseStudyPage]) -> str:
        return item[0].url

    def item_guid(self, item: tuple[Hit, CaseStudyPage]) -> str:
        # The address of a page may change, its number does not.
        host = urlsplit(settings.PORTAL_BASE_URL).hostname
        return f"tag:{host},2026:case-study/{item[0].object_id}"

    def item_pubdate(self, item: tuple[Hit, CaseStudyPage]) -> datetime | None:
        return item[1].first_published_at

    def item_updateddate(self, item: tuple[Hit, CaseStudyPage]) -> datetime | None:
        return item[1].last_published_at
