from __future__ import annotations

from django.apps import AppConfig


class SetupConfig(AppConfig):
    name = "portal.setup"
    label = "setup"
    verbose_name = "Setting the site up"
    default_auto_field = "django.db.models.BigAutoField"
