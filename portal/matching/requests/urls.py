"""Addresses of asking beside the form itself."""

from __future__ import annotations

from django.urls import path

from portal.matching.requests import views as request_views

urlpatterns = [
    path("help/ready/", request_views.ready, name="ready"),
    path("help/need/<int:pk>/why-not/", request_views.why_not_page, name="why_not"),
    path("help/<int:pk>/peers/", request_views.open_to_peers, name="open_to_peers"),
]
