from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class TrustsConfig(AppConfig):
    name = "portal.trusts"
    label = "trusts"
    verbose_name = "Trust register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for links between trusts."""
        import_module("portal.trusts.signal_handlers")
