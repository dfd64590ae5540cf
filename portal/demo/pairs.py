"""Illustrative pairs, of today and of the past year.

Of today: a group of followers, tasks, a next best, a pair at 34 days. Of the past year: what was
asked, begun and finished. Commands write down what happens now, so what happened before is written
as rows.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from casestudies.choices import HelpKind
from casestudies.models import Adoption, CaseStudyPage, EfficiencyArea
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.demo import network
from portal.demo.network import PROGRAMME
from portal.matching import reply_clock
from portal.matching.choices import (
    SMALL_HELP,
    DeclineReason,
    EndReason,
    MatchStatus,
    RequestStatus,
    Side,
)
from portal.matching.cohorts import services as cohort_services
from portal.matching.matches import services as match_services
from portal.matching.matches import work
from portal.matching.models import Cohort, HelpRequest, Match, Meeting, Need, Programme
from portal.matching.requests import services as request_services
from portal.trusts.models import Trust

GROUP = "Rosters eight weeks ahead"


def ensure_pairs() -> str:
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


A_YEAR = 360
DONE, AT_WORK, ENDED = "done", "at-work", "ended"
DECLINED, LAPSED, WAITING = "declined", "lapsed", "waiting"


@dataclass(frozen=True)
class Past:
    """Asked so many days ago; answered and begun so many days after it; hours of each meeting."""

    seeker: str
    helper: str
    area: str
    kind: str
    state: str
    asked: int
    replied: int
    began: int
    hours: tuple[Decimal, ...]
    case_study: str
    outcome: str

    @classmethod
    def read(cls, row: dict[str, str]) -> Past:
        """From a row of the shipped table."""
        days = {name: int(row[name]) for name in ("asked", "replied", "began")}
        hours = tuple(map(Decimal, row["hours"].split()))
        words = ("seeker", "helper", "area", "kind", "state", "case_study", "outcome")
        return cls(hours=hours, **days, **{name: row[name] for name in words})


PROBLEM = "Asked in the past year of the demonstration, and invented like all of it."
STATUSES = {
    DONE: (MatchStatus.COMPLETED, RequestStatus.ANSWERED),
    AT_WORK: (MatchStatus.ACTIVE, RequestStatus.MATCHED),
    ENDED: (MatchStatus.ENDED, RequestStatus.OPEN),
    DECLINED: (MatchStatus.DECLINED, RequestStatus.OPEN),
    LAPSED: (MatchStatus.LAPSED, RequestStatus.OPEN),
}


def ensure_past_pairs(table: Path) -> str:
    """Write the year down, once."""
    year = [Past.read(row) for row in csv.DictReader(table.open())]
    if not HelpRequest.objects.filter(problem=PROBLEM).exists():
        with transaction.atomic():
            programme = Programme.objects.get(slug=PROGRAMME)
            year_ago = timezone.localdate() - timedelta(days=A_YEAR)
            programme.starts = min(programme.starts, year_ago)
            programme.save(update_fields=["starts"])
            for past in year:
                _write(past, programme)
    return f"{len(year)} requests of the past year"


def _write(past: Past, programme: Programme) -> None:
    seeker = Trust.objects.by_ods_code(past.seeker)
    person = _someone_at(seeker)
    small = past.kind in SMALL_HELP
    asked = timezone.now() - timedelta(days=past.asked)
    request = HelpRequest.objects.create(
        trust=seeker,
        asked_by=person,
        programme=None if small else programme,
        problem=PROBLEM,
        help_kind=past.kind,
        status=STATUSES[past.state][1] if past.state != WAITING else RequestStatus.OPEN,
    )
    HelpRequest.objects.filter(pk=request.pk).update(created_at=asked)
    need = Need.objects.create(
        help_request=request, area=EfficiencyArea.objects.get(slug=past.area)
    )
    if past.state != WAITING:
        _pair(past, need, programme, asked)


def _pair(past: Past, need: Need, programme: Programme, asked: datetime) -> None:
    helper = Trust.objects.by_ods_code(past.helper)
    offer = None
    if past.kind not in SMALL_HELP:
        offer = programme.designations.get(trust=helper).offers.get(area=need.area)
    began = asked + timedelta(days=past.began)
    replied = asked + timedelta(days=past.replied)
    case_study = CaseStudyPage.objects.filter(import_id=past.case_study or None).first()
    match = Match(
        need=need,
        helper=helper,
        offer=offer,
        case_study=case_study,
        status=STATUSES[past.state][0],
        proposed_at=asked,
        reply_due=reply_clock.due_after(timezone.localdate(asked)),
        last_activity_at=timezone.now() if past.state == AT_WORK else began,
        first_reply_at=None if past.state == LAPSED else replied,
    )
    if past.state in (DONE, AT_WORK, ENDED):
        match.started_at = match.seeker_accepted_at = match.helper_accepted_at = began
        match.seeker_accepted_by = need.help_request.asked_by
        match.helper_accepted_by = _someone_at(helper)
    if past.state == DECLINED:
        match.declined_side, match.decline_reason = Side.HELPER, DeclineReason.NO_CAPACITY
    if past.state == ENDED:
        match.end_reason = EndReason.NO_TIME
    if past.state != AT_WORK:
        match.closed_at = began + timedelta(days=30 if past.hours else 1)
    if past.outcome:
        match.adoption = _adoption(past, need, case_study, began)
    match.save()
    for number, hours in enumerate(past.hours):
        Meeting.objects.create(
            match=match,
            held_on=timezone.localdate(began) + timedelta(days=7 + 14 * number),
            helper_hours=hours,
            by=match.helper_accepted_by,
        )


def _adoption(
    past: Past, need: Need, case_study: CaseStudyPage | None, began: datetime
) -> Adoption:
    """The follower's own record; one that it has already is kept."""
    adoption, _ = Adoption.objects.get_or_create(
        case_study=case_study,
        trust=need.help_request.trust,
        defaults={
            "status": past.outcome,
            "started": timezone.localdate(began),
            "confirmed_at": timezone.now(),
            "confirmed_by": need.help_request.asked_by,
            "last_confirmed": timezone.localdate(),
        },
    )
    return adoption


def _someone_at(trust: Trust) -> User:
    """One of the trust's people; the network made them."""
    found = User.objects.filter(role_assignments__trust=trust).order_by("pk").first()
    if found is None:
        raise LookupError(f"{trust} has nobody.")
    return found
