from __future__ import annotations

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "portal.matching"
    label = "matching"
    verbose_name = "Matching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.matching import signal_handlers
        from portal.matching.designations import terms
        from portal.matching.designations.services import applied
        from portal.matching.invitations import jobs as invitation_jobs
        from portal.matching.invitations.services import accept_by_application
        from portal.matching.matches import jobs as match_jobs

        match_jobs.register()
        terms.register()
        invitation_jobs.register()
        applied.connect(accept_by_application, dispatch_uid="matching.invitations")
        signal_handlers.connect()
