from __future__ import annotations

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "portal.matching"
    label = "matching"
    verbose_name = "Matching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.matching import clocks, designation_terms, signal_handlers

        clocks.register()
        designation_terms.register()
        signal_handlers.connect()
