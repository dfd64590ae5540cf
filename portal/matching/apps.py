from __future__ import annotations

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "portal.matching"
    label = "matching"
    verbose_name = "Matching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.matching import clocks, signal_handlers

        clocks.register()
        signal_handlers.connect()
