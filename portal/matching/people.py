"""Who hears about a request or a match."""

from __future__ import annotations

from collections.abc import Iterable

from casestudies.models import CaseStudyPage
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.trusts.carrying_on import ids_acting_for
from portal.trusts.models import Trust

ANSWER_FOR_A_TRUST = (Role.MEMBER.value, Role.AUTHOR.value)


def team(trusts: Iterable[Trust]) -> list[User]:
    """The people who may answer for one of these trusts: its members and authors.

    Those of a trust that carries it on, and of one that it carries on, are among them.
    """
    return list(
        User.objects.filter(
            is_active=True,
            role_assignments__role__in=ANSWER_FOR_A_TRUST,
            role_assignments__trust__in=ids_acting_for(trust.pk for trust in trusts),
        ).distinct()
    )


def contacts(case_study: CaseStudyPage | None, helper: Trust) -> list[User]:
    """The contacts of a case study who have an account and may answer for its trust.

    A contact without a role at the trust is left out: what a trust asks is private to the two
    trusts, whoever is named on a page.
    """
    if case_study is None:
        return []
    named = case_study.contacts.filter(left=False, user__isnull=False).values("user")
    return [user for user in team([helper]) if user.pk in {row["user"] for row in named}]


def brokers() -> list[User]:
    """The programme managers."""
    return list(
        User.objects.filter(
            is_active=True, role_assignments__role=Role.PROGRAMME_MANAGER.value
        ).distinct()
    )
