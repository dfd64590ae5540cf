"""The editors' screens: words that mean the same, and results put first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from casestudies.models import CaseStudyPage
from search import query_logging
from search.models import PromotedResult, SynonymRule


class CuratedViewSet(SnippetViewSet):
    """Without Wagtail's chooser: no page refers to these, and it shows them to every author, with
    the title of a promoted case study that is a draft again.
    """

    def register_chooser_viewset(self) -> None:
        """Leave its addresses out."""


class SynonymRuleViewSet(CuratedViewSet):
    model = SynonymRule
    icon = "list-ul"
    menu_label = "Synonyms"
    list_display = ["__str__", "active"]
    list_export = list_display


class PromotedResultViewSet(CuratedViewSet):
    model = PromotedResult
    icon = "pick"
    menu_label = "Promoted results"
    list_display = ["search", "case_study", "active"]
    list_export = list_display


class SearchGroup(SnippetViewSetGroup):
    items = (SynonymRuleViewSet, PromotedResultViewSet)
    menu_label = "Search"
    menu_icon = "search"


register_snippet(SearchGroup)


@hooks.register("before_serve_page")
def count_what_a_search_led_to(page: Page, request: HttpRequest, *_: Any) -> None:
    """Without scripts and without a detour: the page was opened from the results, or it was not."""
    if isinstance(page, CaseStudyPage):
        query_logging.note_click(request)
