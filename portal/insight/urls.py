"""Addresses of insight: public totals, a programme's reports, an exemplar's certificate."""

from __future__ import annotations

from django.urls import path

from portal.insight import views

app_name = "insight"

urlpatterns = [
    path("insight/", views.index, name="index"),
    path("insight/<slug:report>.csv", views.total_csv, name="total_csv"),
    path("insight/programme/<slug:slug>/", views.programme, name="programme"),
    path("insight/programme/<slug:slug>/board/", views.board, name="board"),
    path("insight/programme/<slug:slug>/performers/", views.performers, name="performers"),
    path(
        "insight/programme/<slug:slug>/<slug:report>.csv", views.programme_csv, name="programme_csv"
    ),
    path(
        "insight/exemplars/<str:ods_code>/certificate/",
        views.exemplar_certificate,
        name="certificate",
    ),
]
