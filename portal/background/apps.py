from __future__ import annotations

from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    name = "portal.background"
    label = "background"
    verbose_name = "Work in the background"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.background import checks, jobs, queue, stand_in  # noqa: F401

        stand_in.connect()
        jobs.register(
            "background.forget",
            queue.forget_old_failures,
            label="Forget tasks that failed long ago",
        )
