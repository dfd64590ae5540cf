from __future__ import annotations

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "portal.home"
    label = "home"
    verbose_name = "Home and shared pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.home import chooser_start, landing, readiness

        chooser_start.start_as_data()
        landing.register()
        readiness.register("database", readiness.database)
        readiness.register("migrations", readiness.migrations)
        readiness.register("static files", readiness.static_files)
