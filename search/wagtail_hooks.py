"""The editors' screens: words that mean the same, and results put first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from casestudies.models import CaseStudyPage
from search import asked
from search.models import PromotedResult, SynonymRule


class SynonymRuleViewSet(SnippetViewSet):
    model = SynonymRule
    icon = "list-ul"
    menu_label = "Synonyms"
    list_display = ["__str__", "active"]
    list_export = list_display


class PromotedResultViewSet(SnippetViewSet):
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
    if isinstance(page.specific_deferred, CaseStudyPage):
        asked.note_click(request)
