"""The editors' screens: words that mean the same, and results put first."""

from __future__ import annotations

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from search.models import PromotedResult, SynonymRule


class SynonymRuleViewSet(SnippetViewSet):
    model = SynonymRule
    icon = "list-ul"
    menu_label = "Synonyms"
    list_display = ["__str__", "active"]


class PromotedResultViewSet(SnippetViewSet):
    model = PromotedResult
    icon = "pick"
    menu_label = "Promoted results"
    list_display = ["search", "case_study", "active"]


class SearchGroup(SnippetViewSetGroup):
    items = (SynonymRuleViewSet, PromotedResultViewSet)
    menu_label = "Search"
    menu_icon = "search"


register_snippet(SearchGroup)
