"""A trust that keeps up what it took up: it hears that it could be an exemplar, and where."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from casestudies.adoptions.services import people_of
from casestudies.choices import AdoptionStatus
from casestudies.models import Adoption
from portal.accounts import notifications
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.matching import permissions, policies, proof
from portal.matching.choices import MatchStatus
from portal.matching.models import ExemplarDesignation, Match, Programme

KEPT_UP = (AdoptionStatus.SUSTAINED, AdoptionStatus.ADAPTED)


def check_put_forward(match: Match) -> None:
    """Only who has finished, and keeps up what it took up, is put forward."""
    if match.status != MatchStatus.COMPLETED:
        raise ValidationError("Finish the work first, and record what came of it.")
    adoption = match.adoption
    if adoption is None or adoption.confirmed_at is None or adoption.status not in KEPT_UP:
        raise ValidationError("Only a trust that keeps up what it took up can be put forward.")


def can_put_forward(match: Match) -> bool:
    return policies.allowed(check_put_forward, match)


def programmes_for(match: Match, user: User) -> list[Programme]:
    """The programmes this person may put the follower forward to; empty where it is too soon."""
    if not permissions.can_apply(user, match.seeker) or not can_put_forward(match):
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


def invite_to_put_forward(sender: Any, adoption_id: int, **kwargs: Any) -> None:
    """Tell the adopter's authors, once, and lead them to where it is put forward.

    That is the page of the match through which it learned, where one press fills the record in;
    without a match it is the application. Nobody is told where it could not be put forward.
    """
    adoption = Adoption.objects.select_related("trust", "case_study").get(pk=adoption_id)
    url = _where(adoption)
    if not url:
        return
    notifications.send_letter(
        to=people_of(adoption.trust, Role.AUTHOR.value),
        kind="designation.invited",
        key=f"adoption.{adoption.pk}.put_forward",
        letter="matching/email/could_be_exemplar.txt",
        context={"trust": adoption.trust, "case_study": adoption.case_study},
        url=url,
    )


def _where(adoption: Adoption) -> str:
    matches = list(
        Match.objects.filter(adoption=adoption)
        .select_related("adoption", "offer__designation__programme")
        .order_by("-pk")
    )
    for match in matches:
        if can_put_forward(match) and open_programmes(match):
            return reverse("matching:match", args=[match.pk])
    return reverse("matching:apply") if not matches and _may_apply(adoption) else ""


def _may_apply(adoption: Adoption) -> bool:
    """True where a programme runs in an area of this change in which the trust proved itself."""
    trust, areas = adoption.trust, list(adoption.case_study.areas.all())
    proven = set(areas) - set(proof.areas_without_proof(trust, areas))
    programmes = Programme.objects.filter(illustrative=trust.illustrative).exclude(
        designations__trust=trust
    )
    return any(
        policies.can_run(programme) and proven & policies.areas_of(programme)
        for programme in programmes
    )
