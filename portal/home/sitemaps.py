"""What search engines of the world may list: live public pages."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from wagtail.models import Page, Site

from casestudies.choices import Visibility
from casestudies.models import CaseStudyPage


class PageSitemap(Sitemap):
    """Every live page below the site's root that anyone may read."""

    limit = 1000

    def items(self) -> QuerySet[Page]:
        root = Site.objects.get(is_default_site=True).root_page
        for_members = CaseStudyPage.objects.exclude(visibility=Visibility.PUBLIC)
        pages = Page.objects.descendant_of(root, inclusive=True).live().public()
        return pages.exclude(pk__in=for_members.values("pk")).order_by("path")

    def location(self, item: Page) -> str:
        return item.url or "/"

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at
