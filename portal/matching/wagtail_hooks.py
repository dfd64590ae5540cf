"""What matching adds to the Wagtail admin."""

from __future__ import annotations

from wagtail import hooks

from portal.matching.viewsets import DesignationViewSet, ProgrammeViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> list:
    """Programmes and exemplars, for programme managers."""
    return [ProgrammeViewSet(), DesignationViewSet()]
