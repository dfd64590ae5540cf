from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "People and permissions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account.signals import email_changed
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_logged_in

        from portal.accounts import (
            admin,
            audit,
            checks,
            delivery,
            encryption,
            invitations,  # noqa: F401
            second_factor,
            sign_in,
            signal_handlers,  # noqa: F401
        )
        from portal.background import jobs

        admin.register()
        checks.register_checks()
        audit.register()
        user_logged_in.connect(sign_in.refuse_other_sign_ins)
        email_changed.connect(sign_in.keep_this_session)
        authenticator_added.connect(second_factor.record_set_up)
        jobs.register(
            delivery.JOB,
            delivery.deliver_pending,
            label="Send the letters that wait",
            every=timedelta(minutes=1),
            runs_last=True,
        )
        jobs.register(
            encryption.JOB,
            encryption.encrypt_stored,
            label="Encrypt second factors under the key of today",
        )
