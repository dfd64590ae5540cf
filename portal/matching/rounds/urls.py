"""Addresses of rounds, under /help/. For the programme manager alone."""

from __future__ import annotations

from django.urls import path

from portal.matching.rounds import views

urlpatterns = [
    path("programmes/<slug:slug>/rounds/", views.rounds, name="rounds"),
    path("programmes/<slug:slug>/rounds/run/", views.run_next, name="run_next"),
    path("programmes/<slug:slug>/rounds/trial/", views.try_out, name="try_out"),
    path("rounds/<int:pk>/", views.run, name="run"),
    path("rounds/<int:pk>/send/", views.send, name="send_run"),
    path("rounds/<int:pk>/discard/", views.discard, name="discard_run"),
    path("rounds/<int:pk>/needs/<slug:key>/", views.need, name="run_need"),
    path("rounds/<int:pk>/needs/<slug:key>/undo/", views.undo, name="undo_override"),
]
