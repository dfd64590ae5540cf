"""Wagtail's people screens, with our view set in place of its own."""

from __future__ import annotations

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleScreensConfig(WagtailUsersAppConfig):
    """Installed instead of `wagtail.users`: same app, same label, our people view set."""

    user_viewset = "portal.accounts.admin.PeopleViewSet"
