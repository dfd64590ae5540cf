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
        import_module("casestudies.review.signal_handlers")
        import_module("casestudies.attachments.signal_handlers")
        import_module("casestudies.panels").register()
        import_module("casestudies.reading").register()
        import_module("casestudies.cards").register()
        import_module("casestudies.publishing.jobs").register()
        import_module("casestudies.importing.tasks").register()
        import_module("casestudies.review.signal_handlers").register()
        import_module("casestudies.review.jobs").register()
        import_module("casestudies.maintenance.jobs").register()
        import_module("casestudies.adoptions.jobs").register()
        import_module("casestudies.site").register()
