"""Matching in the Wagtail admin: designations to look through."""

from __future__ import annotations

from wagtail.admin.viewsets.model import ModelViewSet

from portal.matching.models import ExemplarDesignation


class DesignationViewSet(ModelViewSet):
    """Every designation, to look through. It moves by its commands, on its own page."""

    model = ExemplarDesignation
    name = "designations"
    url_prefix = "designations"
    icon = "clipboard-list"
    menu_label = "Exemplars"
    menu_order = 221
    add_to_admin_menu = True
    list_display = ["trust", "programme", "status", "ceiling", "designated_on"]
    list_export = list_display
    list_filter = ["status", "programme"]
    search_fields = ["trust__name", "trust__ods_code"]
    inspect_view_enabled = True
    copy_view_enabled = False
    form_fields = ["evidence"]
