from __future__ import annotations

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "portal.performance"
    label = "performance"
    verbose_name = "Performance figures"
    default_auto_field = "django.db.models.BigAutoField"
