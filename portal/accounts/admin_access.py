"""Who sees the administrators' screens in Wagtail: the permission matrix says."""

from __future__ import annotations

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from portal.accounts.models import AuditEntry, RoleAssignment
from portal.accounts.permissions import Action, can


class MatrixPolicy(ModelPermissionPolicy):
    """Wagtail asks Django's permissions; here the matrix answers, for the verbs named."""

    def __init__(self, model: type, action: Action, verbs: set[str]) -> None:
        super().__init__(model)
        self.action, self.verbs = action, verbs

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.verbs and can(user, self.action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return self.user_has_any_permission(user, actions)


def register() -> None:
    """Put the matrix in charge of the two models. Called once, when the app is ready."""
    verbs = {"add", "delete", "view"}
    register_permission_policy(
        RoleAssignment, MatrixPolicy(RoleAssignment, Action.ROLE_ASSIGN, verbs)
    )
    register_permission_policy(AuditEntry, MatrixPolicy(AuditEntry, Action.AUDIT_READ, {"view"}))
