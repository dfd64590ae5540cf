from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = "Search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.background import jobs
        from search import checks, signal_handlers  # noqa: F401
        from search import jobs as search_jobs
        from search.indexing import catching_up

        jobs.register(
            "search.repair",
            search_jobs.repair_drift,
            label="Mend search entries that differ from their page",
        )
        jobs.register(
            catching_up.JOB,
            search_jobs.bring_indexes_into_step,
            label="Bring the search indexes into step",
            every=timedelta(minutes=1),
        )
        jobs.register_for_each_machine("index-embedded", catching_up.bring_own_index_up_to_date)
        jobs.register(
            "search.sweep",
            search_jobs.sweep_tombstones,
            label="Drop search entries of what is long gone",
        )
        jobs.register(
            "search.tell",
            search_jobs.tell_what_is_new,
            label="Tell people what is new in their saved searches",
        )
        jobs.register("search.forget", search_jobs.forget_old_searches, label="Forget old searches")
