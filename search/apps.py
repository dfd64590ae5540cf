from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = "Search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.accounts import due
        from search import checks, clocks, signal_handlers  # noqa: F401

        due.register("search.repair", clocks.repair_drift)
        due.register("search.send", clocks.bring_indexes_into_step)
        due.register("search.sweep", clocks.sweep_tombstones)
        due.register("search.tell", clocks.tell_what_is_new)
        due.register("search.forget", clocks.forget_old_searches)
