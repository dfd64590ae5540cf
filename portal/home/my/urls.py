"""The address of one's own page. Included by `portal.home.urls`, in its namespace."""

from __future__ import annotations

from django.urls import path

from portal.home.my import views

urlpatterns = [path("my/", views.my_page, name="my")]
