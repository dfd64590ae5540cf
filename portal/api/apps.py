from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "portal.api"
    label = "api"
    verbose_name = "Read API and feeds"
    default_auto_field = "django.db.models.BigAutoField"
