"""Builders of matching: people with roles, programmes, exemplars, requests and matches."""

from __future__ import annotations

import itertools
from datetime import date

from django.utils import timezone

from casestudies.savings import sign_offs
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.matching.matches import services as match_services
from portal.matching.models import ExemplarDesignation, HelpRequest, Match, Need, Offer, Programme
from portal.matching.requests import services as request_services
from tests.builders.accounts import confirm_address
from tests.builders.casestudies import long_ago, make_area, make_case_study
from tests.builders.trusts import make_trust

_numbers = itertools.count(1)
# What the trust that asks adds to its yes where it accepts a long pairing.
SPONSOR = {"sponsor_name": "Ann Lee", "sponsor_role": "Chief operating officer"}
# The least that an agreement says beside its goals.
AGREED = {"who": "Two ward managers", "finish_by": date(2027, 3, 31)}
PROBLEM = "Agency nurses cover a third of our night shifts, and rosters come out late."


def make_person(*held, trust=None, **fields):
    """A user with these roles; trust roles are held for `trust`."""
    number = next(_numbers)
    fields.setdefault("job_title", "Operations manager")
    user = User.objects.create_user(
        fields.pop("email", f"colleague{number}@example.nhs.uk"),
        first_name=f"Person {number}",
        **fields,
    )
    confirm_address(user)
    for role in held or (Role.MEMBER,):
        national = role in (Role.EDITOR, Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR)
        roles.grant(user=user, role=role, trust=None if national else trust, by=None)
    return user


def make_broker():
    return make_person(Role.PROGRAMME_MANAGER)


def make_programme(areas=None, **fields):
    number = next(_numbers)
    values = {
        "slug": f"programme-{number}",
        "name": f"Programme {number}",
        "starts": date(2024, 4, 1),
        **fields,
    }
    programme = Programme.objects.create(**values)
    programme.areas.set([make_area()] if areas is None else areas)
    return programme


def make_designation(trust=None, programme=None, **fields):
    """A designated exemplar without offers, past all checks."""
    trust = trust or make_trust()
    values = {"status": "designated", "ceiling": 2, "designated_on": date(2025, 4, 1), **fields}
    programme = programme or make_programme(illustrative=trust.illustrative)
    return ExemplarDesignation.objects.create(programme=programme, trust=trust, **values)


def make_offer(designation=None, area=None, places=1, **fields):
    designation = designation or make_designation()
    area = area or designation.programme.areas.first()
    values = {"help_offered": [], **fields}
    return Offer.objects.create(designation=designation, area=area, places=places, **values)


def make_request(trust=None, areas=None, asked_by=None, **fields):
    """A request with a need for each area, written past `ask`, so that nobody is told."""
    trust = trust or make_trust()
    values = {"problem": PROBLEM, "help_kind": "pairing", **fields}
    asked_by = asked_by or make_person(Role.MEMBER, trust=trust)
    request = HelpRequest.objects.create(trust=trust, asked_by=asked_by, **values)
    for area in [make_area()] if areas is None else areas:
        Need.objects.create(help_request=request, area=area)
    return request


def make_match(need=None, offer=None, helper=None, **fields):
    """A match past all checks: proposed, or with `status="active"` accepted by both sides."""
    if need is None:
        areas = [offer.area] if offer else None
        need = make_request(areas=areas).needs.get()
    if offer is None and helper is None:
        designation = make_designation(programme=make_programme(areas=[need.area]))
        offer = make_offer(designation)
    now = timezone.now()
    values = {
        "helper": helper or offer.designation.trust,
        "proposed_at": now,
        "reply_due": timezone.localdate(now),
        "last_activity_at": now,
        **fields,
    }
    if values.get("status") in ("active", "completed"):
        person = need.help_request.asked_by
        values |= {"seeker_accepted_at": now, "seeker_accepted_by": person}
        values |= {"helper_accepted_at": now, "helper_accepted_by": person, "started_at": now}
    return Match.objects.create(need=need, offer=offer, **values)


def make_proof(trust, area, **fields):
    """A published case study that can carry a designation: its saving is signed by finance."""
    page = make_case_study(trust=trust, areas=[area], **fields)
    approver = make_person(Role.FINANCE_APPROVER, trust=trust)
    for line in page.savings.all():
        sign_offs.sign(page=page, line_uuid=line.uuid, by=approver)
    return page


class Pair:
    """Two trusts with their people, a third trust, and a match made by the commands."""

    def __init__(
        self, help_kind="pairing", hours_a_quarter=None, places=1, ceiling=2, third_writes=False
    ):
        self.area = make_area()
        self.programme = make_programme(areas=[self.area])
        self.seeker_trust, self.helper_trust, self.third_trust = (make_trust() for _ in range(3))
        self.seeker = make_person(Role.MEMBER, Role.AUTHOR, trust=self.seeker_trust)
        self.helper = make_person(Role.MEMBER, Role.AUTHOR, trust=self.helper_trust)
        # An author's shelf costs a page and a group: a bystander has one only where it matters.
        third_roles = (Role.MEMBER, Role.AUTHOR) if third_writes else (Role.MEMBER,)
        self.third = make_person(*third_roles, trust=self.third_trust)
        self.broker = make_broker()
        self.case_study = make_proof(self.helper_trust, self.area)
        self.designation = make_designation(
            self.helper_trust, self.programme, ceiling=ceiling, hours_a_quarter=hours_a_quarter
        )
        self.offer = make_offer(self.designation, self.area, places=places)
        small = help_kind in ("question", "talk", "visit")
        self.request = request_services.ask(
            trust=self.seeker_trust,
            by=self.seeker,
            problem=PROBLEM,
            help_kind=help_kind,
            areas=[self.area],
            helper=self.helper_trust if small else None,
        )
        self.need = self.request.needs.get()
        self.match = (
            self.need.matches.get()
            if small
            else match_services.propose(need=self.need, offer=self.offer, by=self.broker)
        )

    def begin(self):
        """Both sides accept."""
        for person, accepted in (
            (self.seeker, self.match.seeker_accepted_at),
            (self.helper, self.match.helper_accepted_at),
        ):
            if accepted is None:
                match_services.accept(match=self.match, by=person, **SPONSOR)
        return self

    def finish(self, outcome="sustained"):
        """The work is done, and the follower records what came of it."""
        self.begin()
        match_services.complete(
            match=self.match,
            by=self.seeker,
            outcome=outcome,
            case_study=self.case_study,
            started=long_ago(),
        )
        return self
