"""Builders of pairs at work: another exemplar that could be next, a second follower, moved days."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from portal.accounts import working_days
from portal.accounts.permissions import Role
from portal.matching.matches import services as match_services
from portal.matching.models import Match
from tests.builders.due import run_due
from tests.builders.matching import (
    SPONSOR,
    make_designation,
    make_offer,
    make_person,
    make_proof,
    make_request,
)
from tests.builders.trusts import make_trust


def make_next(pair, trust=None, **fields):
    """Another live exemplar of the pair's area, with a person: the next best. Gives its offer."""
    trust = trust or pair.third_trust
    make_proof(trust, pair.area)
    designation = make_designation(trust, pair.programme, **fields)
    return make_offer(designation, pair.area)


def make_follower(pair):
    """A second pair at work under the same offer, with its own person."""
    trust = make_trust()
    person = make_person(Role.MEMBER, trust=trust)
    request = make_request(trust=trust, areas=[pair.area], asked_by=person)
    match = match_services.propose(need=request.needs.get(), offer=pair.offer, by=pair.broker)
    match_services.accept(match=match, by=person, **SPONSOR)
    match_services.accept(match=match, by=pair.helper)
    return match, person


def morning(match, working_day):
    """Nine o'clock on this working day after the match was proposed."""
    day = working_days.after(timezone.localdate(match.proposed_at), working_day)
    return timezone.make_aware(datetime.combine(day, time(9)))


def run_days(match, *working_days_after):
    """Every clock on these working days after the proposal, as a scheduler would."""
    for number in working_days_after:
        run_due(morning(match, number))


def begun(match, days, *, quiet=False):
    """Move the beginning of the work this many days back; `quiet` if nothing happened since."""
    ago = timezone.now() - timedelta(days=days)
    last = ago if quiet else timezone.now()
    Match.objects.filter(pk=match.pk).update(started_at=ago, last_activity_at=last)
    match.refresh_from_db()
