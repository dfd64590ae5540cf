from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class CasestudiesConfig(AppConfig):
    name = "casestudies"
    label = "casestudies"
    verbose_name = "Case studies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what lower layers and Wagtail announce, read for pages, wind the clocks."""
        import_module("casestudies.signal_handlers")
        import_module("casestudies.reviewing.signal_handlers")
        import_module("casestudies.attachments.signal_handlers")
        import_module("casestudies.listing").register()
        import_module("casestudies.scheduling").register()
        import_module("casestudies.importing.tasks").register()
        import_module("casestudies.cms.letters").register()
        import_module("casestudies.reviewing.clocks").register()
        import_module("casestudies.keeping.clocks").register()
        import_module("casestudies.adoption_clocks").register()
        import_module("casestudies.mergers").register()
