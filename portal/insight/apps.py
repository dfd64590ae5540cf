from __future__ import annotations

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "portal.insight"
    label = "insight"
    verbose_name = "Insight"
    default_auto_field = "django.db.models.BigAutoField"
