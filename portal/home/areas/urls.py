"""Addresses of the areas. Included by `portal.home.urls`, in its namespace."""

from __future__ import annotations

from django.urls import path

from portal.home.areas import views

urlpatterns = [
    path("areas/", views.area_list, name="area_list"),
    path("areas/<slug:slug>/", views.area_hub, name="area"),
]
