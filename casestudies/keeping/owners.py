"""Who answers for a record."""

from __future__ import annotations

from casestudies.models import CaseStudyPage
from portal.accounts.models import User
from portal.accounts.permissions import Role, people_with


def owners_of(page: CaseStudyPage) -> list[User]:
    """Its owner, if they still write for its trust; else the trust's authors; else the editors."""
    authors = people_with(Role.AUTHOR, [page.trust_id]) if page.trust_id else []
    if page.owner in authors:
        return [page.owner]
    return authors or people_with(Role.EDITOR)
