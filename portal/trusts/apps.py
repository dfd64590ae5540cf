from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class TrustsConfig(AppConfig):
    name = "portal.trusts"
    label = "trusts"
    verbose_name = "Trust register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for links between trusts, and stand at the gates for text.

        Here because this is the lowest app: what enters any app above passes them too.
        """
        from portal.text import stored, typed

        import_module("portal.trusts.signal_handlers")
        stored.register(settings.FIRST_PARTY_APPS)
        typed.register()
