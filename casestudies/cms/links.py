"""Links to pages in a text lead only to what anybody may read.

A link is stored as the page's id. Wagtail turns any id into the page's address, and the address
of a draft holds the words of its title.
"""

from __future__ import annotations

from typing import Any

from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    ExternalLinkElementHandler,
    PageLinkElementHandler,
)
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from casestudies.choices import Visibility
from casestudies.models import CaseStudyPage


def open_to_all(page: Page | None) -> bool:
    """True for a live page that nobody is kept from: not restricted, not for members only."""
    if page is None or not page.live or page.get_view_restrictions().exists():
        return False
    return not (isinstance(page, CaseStudyPage) and page.visibility != Visibility.PUBLIC)


class OpenPageLinkHandler(PageLinkHandler):
    """For readers: the text stays, and links where there is something to read."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Any]:
        return [page if open_to_all(page) else None for page in super().get_many(attrs_list)]


class OpenPageLinkElementHandler(PageLinkElementHandler):
    """For the editor: the id is kept, without the address."""

    def get_attribute_data(self, attrs: dict[str, Any]) -> dict[str, Any]:
        page = Page.objects.filter(pk=attrs["id"]).specific().first()
        if not open_to_all(page):
            return {"id": int(attrs["id"]), "url": None, "parentId": None}
        return super().get_attribute_data(attrs)


def use_open_links(features: FeatureRegistry) -> None:
    """Register both, after Wagtail's own."""
    features.register_link_type(OpenPageLinkHandler)
    features.register_converter_rule(
        "contentstate",
        "link",
        {
            "from_database_format": {
                "a[href]": ExternalLinkElementHandler("LINK"),
                'a[linktype="page"]': OpenPageLinkElementHandler("LINK"),
            },
            "to_database_format": {"entity_decorators": {"LINK": link_entity}},
        },
    )
