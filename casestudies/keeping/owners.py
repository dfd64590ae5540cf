"""Who answers for a record."""

from __future__ import annotations

from typing import Any

from casestudies.models import CaseStudyPage
from portal.accounts.models import User
from portal.accounts.permissions import Role


def owners_of(page: CaseStudyPage) -> list[User]:
    """Its owner, if they still write for its trust; else the trust's authors; else the editors."""
    authors = _holders(Role.AUTHOR, page.trust_id) if page.trust_id else []
    if page.owner in authors:
        return [page.owner]
    return authors or _holders(Role.EDITOR)


def _holders(role: Role, trust_id: int | None = None) -> list[User]:
    held: dict[str, Any] = {"role_assignments__role": role.value}
    if trust_id is not None:
        held["role_assignments__trust_id"] = trust_id
    return list(User.objects.filter(is_active=True, **held).distinct().order_by("pk"))
