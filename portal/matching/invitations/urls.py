"""Addresses of invitations, below /help/invitations/."""

from __future__ import annotations

from django.urls import path

from portal.matching.invitations import views

app_name = "invitations"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/<slug:slug>/<str:ods_code>/<slug:key>/", views.new, name="new"),
    path("<int:pk>/", views.invitation, name="invitation"),
    path("<int:pk>/accept/", views.accept, name="accept"),
    path("<int:pk>/decline/", views.decline, name="decline"),
]
