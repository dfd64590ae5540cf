"""Who hears about a request or a match."""

from __future__ import annotations

from collections.abc import Iterable

from casestudies.models import CaseStudyPage
from portal.accounts.models import User
from portal.accounts.permissions import Action, Scope, roles_with
from portal.trusts.carrying_on import ids_acting_for
from portal.trusts.models import Trust

ANSWER_FOR_A_TRUST = roles_with(Action.MATCH_ANSWER, Scope.OWN)
BROKERS = roles_with(Action.MATCH_PROPOSE, Scope.NO_TRUST)


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


def contacts(case_study: CaseStudyPage | None, members: Iterable[User]) -> list[User]:
    """The contacts of a case study among those who may answer for its trust.

    A contact without a role at the trust is left out: what a trust asks is private to the two
    trusts, whoever is named on a page.
    """
    if case_study is None:
        return []
    there = [contact for contact in case_study.contacts.all() if not contact.left]
    named = {contact.user_id for contact in there}
    return [user for user in members if user.pk in named]


def brokers() -> list[User]:
    """The programme managers."""
    return list(User.objects.filter(is_active=True, role_assignments__role__in=BROKERS).distinct())
