"""Who holds which role, and for which trust."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.trusts.models import Trust

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
