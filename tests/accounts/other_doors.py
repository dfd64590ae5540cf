"""Addresses that a later change might mount: each signs people in where Django is used bare."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin.views.account import LoginView as EditorLoginView

from portal import urls as portal_urls
from portal.accounts.models import User

handler403 = portal_urls.handler403


def sign_in_without_a_password(request):
    login(request, User.objects.get(email=request.POST["email"]), SIGN_IN_BACKEND)
    return HttpResponse("in")


SIGN_IN_BACKEND = "portal.accounts.sign_in.SignInBackend"

urlpatterns = [
    path("bare-login/", LoginView.as_view(template_name="wagtailcore/login.html")),
    path("editor-login/", EditorLoginView.as_view()),
    path("careless/", sign_in_without_a_password),
    path("bare-wagtail/", include(wagtail_urls)),
    *portal_urls.urlpatterns,
]
