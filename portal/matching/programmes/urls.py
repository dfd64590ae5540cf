"""Addresses of the programme manager, below /help/programmes/."""

from __future__ import annotations

from django.urls import path

from portal.matching.programmes import views

app_name = "programmes"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<slug:slug>/", views.programme, name="programme"),
    path("<slug:slug>/change/", views.change, name="change"),
    path("<slug:slug>/weights/", views.weights, name="weights"),
    path("<slug:slug>/reserves/", views.reserves, name="reserves"),
    path("<slug:slug>/plan/", views.plan_round, name="plan_round"),
    path("<slug:slug>/plan/<int:number>/take-back/", views.take_back_round, name="take_back"),
]
