"""Addresses of the editors' desk. Included by `portal.home.urls`, in its namespace."""

from __future__ import annotations

from django.urls import path

from portal.home.desk import views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/coverage/", views.coverage, name="desk_coverage"),
    path("desk/areas/", views.area_tree, name="desk_areas"),
    path("desk/areas/<int:area_id>/merge/", views.merge, name="desk_merge"),
    path("desk/imports/", views.imports, name="desk_imports"),
    path("desk/searches/", views.all_searches, name="desk_searches"),
    path("desk/searches/one/", views.one_search, name="desk_search"),
    path("desk/records/<slug:name>/", views.records, name="desk_records"),
    path("desk/records/<slug:name>/act/", views.act, name="desk_act"),
]
