"""What matching adds to the Wagtail admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.matching.admin import DesignationViewSet
from portal.matching.programmes.policies import can_manage


class ProgrammesItem(MenuItem):
    """The way from the admin to the programme manager's own pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return can_manage(request.user)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list:
    """Exemplars, for programme managers."""
    return [DesignationViewSet()]


@hooks.register("register_admin_menu_item")
def register_programmes() -> MenuItem:
    """A programme is set up with its preview and its audit trail, outside the admin."""
    return ProgrammesItem(
        "Programmes", reverse("matching:programmes:index"), icon_name="group", order=220
    )
