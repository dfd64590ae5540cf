"""What this app adds to the Wagtail admin."""

from __future__ import annotations

from wagtail import hooks

from portal.accounts.admin import AuditViewSet, RoleViewSet, refuse_groups_by_hand


@hooks.register("register_admin_viewset")
def register_viewsets() -> list:
    """The roles and the audit trail, in the settings menu."""
    return [RoleViewSet(), AuditViewSet()]


hooks.register("before_bulk_action", refuse_groups_by_hand)
