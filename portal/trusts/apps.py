from __future__ import annotations

from django.apps import AppConfig


class TrustsConfig(AppConfig):
    name = "portal.trusts"
    label = "trusts"
    verbose_name = "Trust register"
    default_auto_field = "django.db.models.BigAutoField"
