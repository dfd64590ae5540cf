"""Addresses of the register. Included by `portal.home.urls`, in its namespace."""

from __future__ import annotations

from django.urls import path

from portal.home.trusts import views

urlpatterns = [
    path("trusts/", views.trust_list, name="trust_list"),
    path("trusts/<str:ods_code>/", views.trust_detail, name="trust"),
]
