"""People, who sign in by e-mail and act for one trust at a time, and the roles that they hold."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from portal.trusts.models import Trust


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractUser):
    """What a person may do is in `RoleAssignment`; `acting_trust` says for whom they do it now."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    job_title = models.CharField(max_length=120, blank=True)
    acting_trust = models.ForeignKey(
        Trust, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    # What was hashed is what was typed.
    kept_as_written: ClassVar[tuple[str, ...]] = ("password",)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta:
        ordering = ["email"]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @property
    def address_is_confirmed(self) -> bool:
        """True once the person has opened the link sent to the address they have now.

        One query a person object, and none for the person of a session.
        """
        if "_address_is_confirmed" not in self.__dict__:
            self._address_is_confirmed = confirmed_addresses(self.pk).exists()
        return self._address_is_confirmed

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end when the password changes, and when the address does.

        Otherwise a session from before an administrator replaced the address of a stolen mailbox
        would live again as soon as the new address is confirmed.
        """
        return salted_hmac(
            "portal.accounts.models.User.get_session_auth_hash",
            f"{self.password}\n{self.email}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


def confirmed_addresses(user_id: Any) -> models.QuerySet[Any]:
    """allauth's row of the address that this person has now, if it is confirmed."""
    addresses = apps.get_model("account", "EmailAddress").objects
    return addresses.filter(user=user_id, verified=True, email=Lower("user__email"))


TRUST_ROLES = ("member", "author", "finance_approver")
NATIONAL_ROLES = ("editor", "programme_manager", "administrator")


class RoleAssignment(models.Model):
    """A role held for one trust (member, author, finance approver) or nationally (the others)."""

    class Role(models.TextChoices):
        MEMBER = "member", "Member"
        AUTHOR = "author", "Author"
        FINANCE_APPROVER = "finance_approver", "Finance approver"
        EDITOR = "editor", "Editor"
        PROGRAMME_MANAGER = "programme_manager", "Programme manager"
        ADMINISTRATOR = "administrator", "Administrator"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_assignments"
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    trust = models.ForeignKey(
        Trust, on_delete=models.PROTECT, null=True, blank=True, related_name="role_assignments"
    )

    class Meta:
        ordering = ["user", "role"]
        constraints = [
            models.CheckConstraint(
                name="accounts_role_trust_when_the_role_needs_one",
                condition=Q(role__in=TRUST_ROLES, trust__isnull=False)
                | Q(role__in=NATIONAL_ROLES, trust=None),
            ),
            models.UniqueConstraint(
                name="accounts_role_held_once", fields=["user", "role", "trust"]
            ),
            # Two, because SQLite has no unique constraint that treats nulls as equal.
            models.UniqueConstraint(
                name="accounts_role_held_once_nationally",
                fields=["user", "role"],
                condition=Q(trust=None),
            ),
        ]

    def __str__(self) -> str:
        where = f" for {self.trust}" if self.trust else ""
        return f"{self.user}: {self.get_role_display()}{where}"
