"""What goes into the audit trail by itself: sign-ins, second factors, changes of people, imports.

Each is heard where it is stored or announced, so that no screen or command can forget it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth_signals
from django.contrib.auth.hashers import get_hasher, identify_hasher
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from portal.accounts import audit
from portal.accounts.models import User
from portal.trusts.signals import register_changed

# What an account is. `acting_trust` and the roles have entries of their own.
WATCHED = (
    "first_name", "last_name", "email", "job_title", "is_active", "is_staff", "is_superuser",
)  # fmt: skip


@receiver(auth_signals.user_logged_in)
def note_sign_in(user: Any, **_: Any) -> None:
    _record("sign_in", user, by=user)


@receiver(auth_signals.user_logged_out)
def note_sign_out(user: Any, **_: Any) -> None:
    # None where the session had ended already.
    if user is not None:
        _record("sign_out", user, by=user)


@receiver(auth_signals.user_login_failed)
def note_failed_sign_in(credentials: dict[str, Any], **_: Any) -> None:
    """Whose account it was, if anybody's. What was typed is not kept: it may be a password."""
    typed = credentials.get("email") or credentials.get("username") or ""
    person = User.objects.filter(email__iexact=str(typed)[:254].replace("\0", "")).first()
    _record("sign_in.failed", person)


@receiver(mfa_signals.authentication_failed)
def note_failed_second_factor(user: Any, **_: Any) -> None:
    _record("second_factor.failed", user)


@receiver(mfa_signals.authenticator_used)
def note_recovery_code(user: Any, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        _record("second_factor.recovery_code_used", user, by=user)


@receiver(mfa_signals.authenticator_reset)
def note_new_recovery_codes(user: Any, authenticator: Authenticator, **_: Any) -> None:
    _record("second_factor.reset", user, kind=str(authenticator.type))


@receiver(post_save, sender=Authenticator)
def note_second_factor_added(instance: Authenticator, created: bool, **_: Any) -> None:
    if created:
        _record("second_factor.added", instance.user, kind=str(instance.type))


@receiver(post_delete, sender=Authenticator)
def note_second_factor_removed(instance: Authenticator, **_: Any) -> None:
    _record("second_factor.removed", User(pk=instance.user_id), kind=str(instance.type))


@receiver(account_signals.password_reset)
def note_password_reset(user: Any, **_: Any) -> None:
    _record("person.password_reset", user)


@receiver(account_signals.email_confirmed)
def note_confirmed_address(email_address: Any, **_: Any) -> None:
    _record("person.email_confirmed", email_address.user)


@receiver(pre_save, sender=User)
def remember_what_was(
    instance: User, raw: bool, update_fields: Collection[str] | None = None, **_: Any
) -> None:
    """Before a person is saved: what differs from what is stored, by name and never by value."""
    instance._changed_fields = []
    named = (*WATCHED, "password")
    looked_at = [name for name in named if update_fields is None or name in update_fields]
    if raw or instance.pk is None or not looked_at:
        return
    stored = User.objects.filter(pk=instance.pk).values(*looked_at).first()
    instance._changed_fields = [
        name for name, value in (stored or {}).items() if value != getattr(instance, name)
    ]
    only_password = update_fields is not None and set(update_fields) == {"password"}
    if stored and only_password and _is_outdated(stored["password"]):
        # Django hashes a password anew at sign-in when hashing has become slower: no new password.
        instance._changed_fields = []


@receiver(post_save, sender=User)
def note_changed_person(instance: User, created: bool, raw: bool, **_: Any) -> None:
    if created:
        _record("person.created", instance)
        return
    changed = list(getattr(instance, "_changed_fields", ()))
    if "password" in changed:
        changed.remove("password")
        _record("person.password_changed", instance)
    if "is_active" in changed:
        changed.remove("is_active")
        _record("person.opened" if instance.is_active else "person.closed", instance)
    if changed:
        _record("person.changed", instance, fields=changed)


@receiver(post_delete, sender=User)
def note_deleted_person(instance: User, **_: Any) -> None:
    _record("person.deleted", instance)


@receiver(register_changed)
def note_register_import(ods_codes: Collection[str], **_: Any) -> None:
    _record("register.imported", None, trusts=len(ods_codes))


def _record(action: str, subject: Model | None, *, by: User | None = None, **detail: Any) -> None:
    with transaction.atomic():
        audit.record(by=by or audit.acting_person(), action=action, subject=subject, **detail)


def _is_outdated(encoded: str) -> bool:
    try:
        hasher, preferred = identify_hasher(encoded), get_hasher()
    except ValueError:
        return False
    return hasher.algorithm != preferred.algorithm or preferred.must_update(encoded)
