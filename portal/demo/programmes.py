"""The programme of the demonstration, set up as its manager would: rules, reserves, rounds.

With a round to look at, and a trial on the real register.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from casestudies.models import EfficiencyArea
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.demo import network
from portal.demo.network import PROGRAMME
from portal.matching.designations import services as designation_services
from portal.matching.designations import vetoes
from portal.matching.designations.services import OfferTerms
from portal.matching.history import SLUG
from portal.matching.models import AllocationRun, ExemplarDesignation, Programme
from portal.matching.programmes import services as programme_services
from portal.matching.rounds import services as round_services
from portal.matching.rounds import trial
from portal.matching.scoring import weights
from portal.trusts.models import Trust

RULES = (
    "Any NHS trust may ask, by itself or with others of its place.\n"
    "An exemplar and its followers meet at least once a month.\n"
    "What a pair learns goes into the follower’s own record, whether it worked or not."
)
CRITERIA = (
    "The people who did the work have time for it in their job plans.\n"
    "An executive of the trust has agreed to the hours."
)
NEARER = {**weights.standard(), "distance": 0.136, "trust_type": 0.153}


def ensure_programme() -> str:
    """Publish the rules of the illustrative programme and plan its rounds, once."""
    programme = Programme.objects.get(slug=network.PROGRAMME)
    if programme.weights_version == 1:
        with transaction.atomic():
            _set_up(programme)
    programme.refresh_from_db()
    return f"version {programme.weights_version} of the weights, {programme.rounds.count()} rounds"


def _set_up(programme: Programme) -> None:
    broker = User.objects.get(role_assignments__role=Role.PROGRAMME_MANAGER)
    today = timezone.localdate()
    programme_services.change(
        programme=programme,
        by=broker,
        areas=list(programme.areas.all()),
        starts=programme.starts,
        ends=programme.ends,
        rules=RULES,
        criteria=CRITERIA,
        most_needs_a_trust=2,
    )
    programme_services.set_reserves(
        programme=programme, reserves={"mental-health": 1, "community": 1}, by=broker
    )
    programme_services.set_weights(
        programme=programme,
        weights=NEARER,
        weakness_weight=Decimal("0.40"),
        by=broker,
        note="Pairs that could meet in person went on for longer.",
    )
    if not programme.rounds.exists():
        for days in (16, 106):
            closes = today + timedelta(days=days)
            programme_services.plan_round(
                programme=programme, closes_on=closes, held_on=closes + timedelta(days=7), by=broker
            )
    _apply(programme)
    _rest(programme, broker)


def _apply(programme: Programme) -> None:
    """An application that waits to be assessed."""
    trust = Trust.objects.by_ods_code("ZZ003")
    designation_services.apply(
        programme=programme,
        trust=trust,
        offers=[
            OfferTerms(EfficiencyArea.objects.get(slug=slug)) for slug in ("corporate", "space")
        ],
        by=User.objects.filter(
            role_assignments__role=Role.AUTHOR, role_assignments__trust=trust
        ).earliest("pk"),
        ceiling=1,
        hours_a_quarter=12,
        evidence="We know how to close a building, and how to hold posts vacant without harm.",
    )


def _rest(programme: Programme, broker: User) -> None:
    """An exemplar that takes a pause, and one that works with all trusts but one."""
    resting = ExemplarDesignation.objects.get(programme=programme, trust__ods_code="ZZ022")
    designation_services.pause(
        designation=resting,
        by=broker,
        until=timezone.localdate() + timedelta(days=60),
        note="Their control room moves to a new building.",
    )
    choosy = ExemplarDesignation.objects.get(programme=programme, trust__ods_code="ZZ007")
    vetoes.veto(designation=choosy, trust=Trust.objects.by_ods_code("ZZ009"), by=broker)


def ensure() -> str:
    """Run the next round and one trial, once each; neither is sent."""
    broker = User.objects.get(role_assignments__role=Role.PROGRAMME_MANAGER)
    programme = Programme.objects.get(slug=PROGRAMME)
    if not programme.runs.exists():
        round_services.run(programme=programme, by=broker)
    history = Programme.objects.get(slug=SLUG)
    if not history.runs.filter(trial=True).exists():
        trial.run(programme=history, by=broker)
    drafts = AllocationRun.objects.filter(trial=False).count()
    return f"{drafts} run of the round, {AllocationRun.objects.count() - drafts} trial"
