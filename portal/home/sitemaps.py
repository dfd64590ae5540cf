"""What search engines of the world may list: live public pages, areas and trusts."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Q, QuerySet
from django.urls import reverse
from wagtail.models import Page, Site

from casestudies.choices import Visibility
from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.trusts.models import Trust


class PageSitemap(Sitemap):
    """Every live page below the site's root that anyone may read; a retired one is not sought."""

    limit = 1000

    def items(self) -> QuerySet[Page]:
        root = Site.objects.get(is_default_site=True).root_page
        left_out = CaseStudyPage.objects.filter(
            ~Q(visibility=Visibility.PUBLIC) | Q(retired_on__isnull=False)
        )
        pages = Page.objects.descendant_of(root, inclusive=True).live().public()
        return pages.exclude(pk__in=left_out.values("pk")).order_by("path")

    def location(self, item: Page) -> str:
        return item.url or "/"

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at


class AreaSitemap(Sitemap):
    """The hub of every efficiency area."""

    def items(self) -> QuerySet[EfficiencyArea]:
        return EfficiencyArea.objects.order_by("slug")

    def location(self, item: EfficiencyArea) -> str:
        return reverse("home:area", args=[item.slug])


class TrustSitemap(Sitemap):
    """Every real trust of the register: nobody should take an invented one for real."""

    limit = 1000

    def items(self) -> QuerySet[Trust]:
        return Trust.objects.real().order_by("ods_code")

    def location(self, item: Trust) -> str:
        return reverse("home:trust", args=[item.ods_code])
