"""The illustrative programme's year: what was asked, begun and finished before today.

Commands write down what happens now. These happened on days gone by, so they are rows.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from casestudies.models import Adoption, CaseStudyPage, EfficiencyArea
from portal.accounts.models import User
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
from portal.matching.models import HelpRequest, Match, Meeting, Need, Programme
from portal.trusts.models import Trust

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


def ensure(table: Path) -> str:
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
