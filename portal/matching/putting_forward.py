"""A follower that keeps up what it took up: where it may be put forward, and with what record."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError

from casestudies.choices import AdoptionStatus
from casestudies.models import Adoption
from portal.accounts.models import User
from portal.matching import designation_rules, permissions, policies
from portal.matching.models import ExemplarDesignation, Match, Programme


def programmes_for(match: Match, user: User) -> list[Programme]:
    """The programmes this person may put the follower forward to; empty where it is too soon."""
    if not permissions.can_apply(user, match.seeker) or not designation_rules.can_put_forward(
        match
    ):
        return []
    return open_programmes(match)


def only_programme(match: Match) -> Programme:
    """The programme of the match, or the one that is open to the follower.

    Raises ValidationError where there is none, or more than one to choose from.
    """
    if match.offer is not None:
        return match.offer.designation.programme
    found = open_programmes(match)
    if not found:
        raise ValidationError({"programme": "No programme in this area takes applications."})
    if len(found) > 1:
        raise ValidationError({"programme": "Choose the programme."})
    return found[0]


def open_programmes(match: Match) -> list[Programme]:
    """The running programmes of the match's area that do not have the follower yet."""
    trust = match.seeker
    held = ExemplarDesignation.objects.filter(trust=trust).values("programme")
    own = match.offer.designation.programme_id if match.offer else None
    running = Programme.objects.filter(illustrative=trust.illustrative).exclude(pk__in=held)
    if own is not None:
        running = running.filter(pk=own)
    return [
        programme
        for programme in running.prefetch_related("areas")
        if policies.can_run(programme) and match.need.area in policies.areas_of(programme)
    ]


def evidence_of(match: Match) -> str:
    """What the follower took up and what came of it there, in its own figures."""
    adoption: Adoption = match.adoption
    lines = [
        f"Took up “{adoption.case_study}” of {match.helper} and keeps it up "
        f"({AdoptionStatus(adoption.status).label.lower()})."
    ]
    # Pounds go into an assessment only once the follower's finance has signed them.
    money = adoption.money
    if adoption.result:
        lines.append(f"Its own result: {money.result}")
    lines += [
        f"{one.name}: {_plain(one.baseline)} before, {_plain(one.after)} after ({one.unit})."
        for one in money.measures
    ]
    lines += [
        f"£{one.full_year_value:,.0f} a full year, {one.get_recurrence_display().lower()}, "
        f"{one.financial_year}, signed by its trust finance."
        for one in money.savings
    ]
    if adoption.how_adapted:
        lines.append(f"What it changed: {money.how_adapted}")
    return "\n".join(lines)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
