"""Addresses of performance. Included by `portal.home.urls`, in its namespace."""

from __future__ import annotations

from django.urls import path

from portal.home.performance import views

urlpatterns = [
    path("performance/", views.index, name="performance"),
    path("performance/<slug:key>/", views.measure, name="measure"),
    path("performance/<slug:key>.csv", views.measure_csv, name="measure_csv"),
    path("trusts/<str:ods_code>/performance/", views.trust, name="trust_performance"),
]
