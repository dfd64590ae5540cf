"""Addresses of asking beside the form itself."""

from __future__ import annotations

from django.urls import path

from portal.matching.asking import views

urlpatterns = [
    path("help/ready/", views.ready, name="ready"),
    path("help/need/<int:pk>/why-not/", views.why_not_page, name="why_not"),
    path("help/<int:pk>/peers/", views.open_to_peers, name="open_to_peers"),
]
