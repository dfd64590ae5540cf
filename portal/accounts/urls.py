"""What a signed-in person does about themselves. Sign-in itself is allauth's, below /accounts/."""

from __future__ import annotations

from django.urls import path

from portal.accounts import views

app_name = "accounts"

urlpatterns = [
    path("my/act-for/", views.act_for, name="act_for"),
    path("my/membership/", views.ask_membership, name="ask_membership"),
    path("my/notices/read/", views.read_all_notices, name="read_all_notices"),
    path("my/notices/<int:notice_id>/read/", views.read_notice, name="read_notice"),
]
