"""Illustrative pairs further on: a group of followers, tasks, a next best, a pair at 34 days."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from casestudies.choices import HelpKind
from casestudies.models import EfficiencyArea
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.demo import network
from portal.matching.choices import DeclineReason, Side
from portal.matching.cohorts import services as cohort_services
from portal.matching.matches import services as match_services
from portal.matching.matches import work
from portal.matching.models import Cohort, Match, Programme
from portal.matching.requests import services as request_services
from portal.trusts.models import Trust

GROUP = "Rosters eight weeks ahead"


def ensure() -> str:
    """Let the pairs live on, once."""
    if not Cohort.objects.filter(name=GROUP).exists():
        with transaction.atomic():
            _build()
    return "a group of two followers, and one pair that found its next best"


def _build() -> None:
    first = Match.objects.get(
        offer__designation__trust__ods_code="ZZ002", need__help_request__trust__ods_code="ZZ006"
    )
    second = _second_follower(first)
    _write_tasks(first)
    _meet_together(first, second)
    _decline()


def _someone(ods_code: str) -> User:
    return network._someone_at(Trust.objects.by_ods_code(ods_code))


def _broker() -> User:
    return User.objects.get(role_assignments__role=Role.PROGRAMME_MANAGER)


def _proposed(ods_code: str, area: str, helper: str, problem: str) -> Match:
    seeker = _someone(ods_code)
    request = request_services.ask(
        trust=seeker.acting_trust,
        by=seeker,
        problem=problem,
        help_kind=HelpKind.PAIRING,
        areas=[EfficiencyArea.objects.get(slug=area)],
        programme=Programme.objects.get(slug=network.PROGRAMME),
    )
    need = request.needs.get()
    designation = request.programme.designations.get(trust__ods_code=helper)
    offer = designation.offers.get(area=need.area)
    return match_services.propose(need=need, offer=offer, by=_broker())


def _second_follower(first: Match) -> Match:
    """A pair that has gone on for 34 days, agreed by both sides: it is asked how it goes."""
    match = _proposed(
        "ZZ004",
        "workforce",
        "ZZ002",
        "Our rosters come out four weeks ahead and one shift in six goes to an agency.",
    )
    seeker, helper = _someone("ZZ004"), _someone("ZZ002")
    match_services.accept(match=match, by=seeker, **network.SPONSOR)
    match_services.accept(match=match, by=helper)
    work.agree(
        match=match,
        by=seeker,
        case_study=first.case_study,
        aim="Rosters that come out eight weeks ahead, and fewer agency shifts",
        finish_by=timezone.localdate() + timedelta(days=90),
        who="The roster lead and one matron from each side",
        how_often="Every third Wednesday, by video",
    )
    work.confirm_agreement(match=match, by=helper)
    began = timezone.now() - timedelta(days=34)
    moments = ("proposed_at", "seeker_accepted_at", "helper_accepted_at", "started_at")
    Match.objects.filter(pk=match.pk).update(**dict.fromkeys(moments, began))
    match.refresh_from_db()
    return match


def _write_tasks(match: Match) -> None:
    today = timezone.localdate()
    seeker, helper = _someone("ZZ006"), _someone("ZZ002")
    send = work.add(
        match=match, by=seeker, title="Send the roster calendar", side=Side.HELPER, due=today
    )
    work.done(task=send, by=helper)
    work.add(
        match=match,
        by=helper,
        title="Name the two wards that start",
        side=Side.SEEKER,
        due=today + timedelta(days=9),
    )
    work.add(match=match, by=helper, title="Count agency shifts the same way")


def _meet_together(*pairs: Match) -> None:
    today = timezone.localdate()
    helper = _someone("ZZ002")
    cohort = cohort_services.form(offer=pairs[0].offer, name=GROUP, matches=pairs, by=helper)
    held = cohort_services.plan_session(
        cohort=cohort, planned_for=today, by=helper, note="How the sign-off rule began"
    )
    cohort_services.hold_session(
        session=held, held_on=today, helper_hours=Decimal("1.5"), present=pairs, by=helper
    )
    cohort_services.plan_session(
        cohort=cohort,
        planned_for=today + timedelta(days=21),
        by=helper,
        note="What the first wards found",
    )


def _decline() -> None:
    """An exemplar that has no capacity: the next best is offered at once."""
    match = _proposed(
        "ZZ005",
        "theatres",
        "ZZ001",
        "Two of our lists in five finish more than an hour early, and nobody can say why.",
    )
    match_services.decline(match=match, by=_someone("ZZ001"), reason=DeclineReason.NO_CAPACITY)
