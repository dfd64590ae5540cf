"""Pages that belong to the whole service."""

from __future__ import annotations

from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from portal.home import views
from portal.home.sitemaps import AreaSitemap, PageSitemap, TrustSitemap
from portal.home.taken_up import taken_up

app_name = "home"
SITEMAPS = {"pages": PageSitemap, "areas": AreaSitemap, "trusts": TrustSitemap}

urlpatterns = [
    path("", include("portal.home.performance.urls")),
    path("", include("portal.home.trusts.urls")),
    path("", include("portal.home.areas.urls")),
    path("", include("portal.home.my.urls")),
    path("", include("portal.home.desk.urls")),
    path("taken-up/", taken_up, name="taken_up"),
    path("healthz/", views.healthz, name="healthz"),
    path("readyz/", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("feedback/", views.feedback, name="feedback"),
]
