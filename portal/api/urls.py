from __future__ import annotations

from django.urls import include, path

from portal.api.docs import docs
from portal.api.service import api

app_name = "api"

patterns, _, _ = api.urls

urlpatterns = [
    path("api/v1/docs/", docs, name="docs"),
    path("api/v1/", include(patterns)),
]
