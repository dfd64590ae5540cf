from __future__ import annotations

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "portal.operations"
    label = "operations"
    verbose_name = "Keeping the site alive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.operations import environment  # noqa: F401
