"""Illustrative exemplars, requests and pairs, made through the same commands people use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from casestudies.choices import AdoptionStatus, HelpKind
from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.demo.people import confirm_address
from portal.matching.designations import services as designation_services
from portal.matching.designations.services import OfferTerms
from portal.matching.matches import services as match_services
from portal.matching.matches import work
from portal.matching.matches.work import GoalValues
from portal.matching.models import HelpRequest, Match, Programme
from portal.matching.requests import services as request_services
from portal.text import financial_years
from portal.trusts.models import Trust

PROGRAMME = "illustrative-exemplars"
ALL_HELP = tuple(HelpKind.values)
SPONSOR = {"sponsor_name": "Ruth Ellingham", "sponsor_role": "Chief operating officer"}


@dataclass(frozen=True)
class Exemplar:
    """An exemplar of the demonstration: areas with places, and how much it can give."""

    trust: str
    places: dict[str, int]
    ceiling: int
    hours: int


EXEMPLARS = (
    Exemplar("ZZ001", {"theatres": 2, "flow": 1}, 2, 30),
    Exemplar("ZZ002", {"workforce": 3, "diagnostics-variation": 1}, 3, 40),
    Exemplar("ZZ007", {"estates": 2, "procurement": 1}, 2, 24),
    Exemplar("ZZ008", {"theatres": 2}, 2, 30),
    Exemplar("ZZ010", {"mental-health": 2}, 2, 32),
    Exemplar("ZZ013", {"mental-health": 1}, 1, 20),
    Exemplar("ZZ014", {"workforce": 1}, 1, 20),
    Exemplar("ZZ016", {"community": 2, "procurement": 1}, 2, 36),
    Exemplar("ZZ019", {"community": 2}, 2, 24),
    Exemplar("ZZ020", {"ambulance": 2}, 2, 30),
    Exemplar("ZZ022", {"ambulance": 1}, 1, 16),
    Exemplar("ZZ023", {"system": 2}, 2, 24),
)


def ensure_network() -> str:
    """Make the programme, its exemplars and a few requests at every stage, once."""
    if not Programme.objects.filter(slug=PROGRAMME).exists():
        with transaction.atomic():
            _build()
    programme = Programme.objects.get(slug=PROGRAMME)
    pairs = Match.objects.filter(offer__designation__programme=programme).count()
    return f"{programme.designations.count()} exemplars, {pairs} pairs"


def _build() -> None:
    today = timezone.localdate()
    programme = Programme.objects.create(
        slug=PROGRAMME,
        name="Illustrative exemplar programme",
        description=(
            "Trusts with a signed, recurrent result take on a few followers each. "
            "Invented for the demonstration."
        ),
        starts=financial_years.first_day(financial_years.of_day(today)),
        ends=today + timedelta(days=540),
        next_round=today + timedelta(days=23),
        illustrative=True,
    )
    programme.areas.set(EfficiencyArea.objects.filter(parent=None))
    broker = User.objects.get(role_assignments__role=Role.PROGRAMME_MANAGER)
    for exemplar in EXEMPLARS:
        _designate(programme, exemplar, broker)
    _ask_a_question()
    _waiting_request(programme, today)
    _proposed_pair(programme, broker, today)
    _working_pair(programme, broker, today)
    _finished_pair(programme, broker)


def _designate(programme: Programme, exemplar: Exemplar, broker: User) -> None:
    trust = Trust.objects.by_ods_code(exemplar.trust)
    designation = designation_services.apply(
        programme=programme,
        trust=trust,
        offers=[
            OfferTerms(EfficiencyArea.objects.get(slug=slug), places, ALL_HELP)
            for slug, places in exemplar.places.items()
        ],
        by=_someone_at(trust),
        ceiling=exemplar.ceiling,
        hours_a_quarter=exemplar.hours,
        evidence="See the published case studies.",
    )
    designation_services.assess(designation=designation, by=broker)
    designation_services.designate(designation=designation, by=broker)


def _someone_at(trust: Trust) -> User:
    """An author of the trust: the demonstration's own person, or one nobody can sign in as."""
    found = User.objects.filter(
        role_assignments__role=Role.AUTHOR, role_assignments__trust=trust
    ).first()
    if found:
        # One from an earlier version may not be confirmed yet.
        confirm_address(found)
        return found
    user = User(
        email=f"improvement@{trust.ods_code.lower()}.example",
        first_name="Improvement",
        last_name="team",
        job_title="Transformation office",
    )
    user.set_unusable_password()
    user.save()
    confirm_address(user)
    for role in (Role.AUTHOR, Role.MEMBER):
        roles.grant(user=user, role=role, trust=trust, by=None)
    return user


def _case_study(import_id: str) -> CaseStudyPage:
    return CaseStudyPage.objects.get(import_id=import_id)


def _ask_a_question() -> None:
    """Small help: straight to the team, and answered."""
    seeker = _someone_at(Trust.objects.by_ods_code("ZZ018"))
    case_study = _case_study("zz016-leg-ulcer-clinics")
    request = request_services.ask(
        trust=seeker.acting_trust,
        by=seeker,
        problem=(
            "We want to start one leg clinic a week in a health centre. How did you staff the "
            "first month, before home visits had fallen?"
        ),
        help_kind=HelpKind.QUESTION,
        areas=[case_study.areas.first()],
        case_study=case_study,
    )
    match = Match.objects.get(need__help_request=request)
    work.reply(
        match=match,
        by=_someone_at(case_study.trust),
        body=(
            "We moved two nurses from one locality for six weeks and asked the others to cover "
            "their homes. It was tight in week three. I can send you the rota."
        ),
    )


def _request(
    programme: Programme, seeker: User, area: str, problem: str, today: date, **more: object
) -> HelpRequest:
    return request_services.ask(
        trust=seeker.acting_trust,
        by=seeker,
        problem=problem,
        help_kind=HelpKind.PAIRING,
        areas=[EfficiencyArea.objects.get(slug=area)],
        by_when=today + timedelta(days=120),
        programme=programme,
        **more,
    )


def _waiting_request(programme: Programme, today: date) -> None:
    _request(
        programme,
        _someone_at(Trust.objects.by_ods_code("ZZ011")),
        "mental-health",
        "Between 14 and 20 of our patients are in beds outside the area on most days. We have a "
        "daily call but nobody who can decide to spend money on it.",
        today,
        starting_figure="17 out-of-area beds a day",
        prefer_same_type=True,
    )


def _pair(request: HelpRequest, exemplar: str, broker: User, note: str) -> Match:
    need = request.needs.get()
    designation = request.programme.designations.get(trust__ods_code=exemplar)
    return match_services.propose(
        need=need, offer=designation.offers.get(area=need.area), by=broker, broker_note=note
    )


def _proposed_pair(programme: Programme, broker: User, today: date) -> None:
    request = _request(
        programme,
        _someone_at(Trust.objects.by_ods_code("ZZ021")),
        "ambulance",
        "Four in ten of our category 3 calls get an ambulance that takes nobody to hospital. "
        "Our clinicians ring back too late to change that.",
        today,
        prefer_same_type=True,
    )
    _pair(request, "ZZ020", broker, "Same kind of control room, and both cover long rural roads.")


def _working_pair(programme: Programme, broker: User, today: date) -> None:
    seeker = _someone_at(Trust.objects.by_ods_code("ZZ006"))
    helper = _someone_at(Trust.objects.by_ods_code("ZZ002"))
    request = _request(
        programme,
        seeker,
        "workforce",
        "We approve rosters three weeks ahead and a fifth of nursing shifts go to agencies.",
        today,
        starting_figure="£1.9m agency nursing in a year",
    )
    match = _pair(request, "ZZ002", broker, "Both run several sites on one roster system.")
    match_services.accept(match=match, by=seeker, **SPONSOR)
    match_services.accept(match=match, by=helper)
    work.agree(
        match=match,
        by=seeker,
        case_study=_case_study("zz002-rosters-eight-weeks"),
        goals=[
            GoalValues(
                "Rosters approved eight weeks ahead",
                "% of wards",
                Decimal(85),
                Decimal(12),
                today + timedelta(days=180),
            ),
            GoalValues("Agency nursing shifts", "shifts a week", Decimal(190), Decimal(310)),
        ],
        who="Two ward managers, the roster lead and a finance partner from each side",
        how_often="Every second Tuesday, by video",
        expenses="Each side pays its own travel",
    )
    work.confirm_agreement(match=match, by=helper)
    work.log_meeting(
        match=match,
        by=helper,
        held_on=today,
        helper_hours=Decimal("2.5"),
        note="Walked through the roster calendar and the sign-off rule.",
    )


def _finished_pair(programme: Programme, broker: User) -> None:
    seeker = _someone_at(Trust.objects.by_ods_code("ZZ003"))
    helper = _someone_at(Trust.objects.by_ods_code("ZZ001"))
    request = _request(
        programme,
        seeker,
        "theatres",
        "Our first patient goes to theatre 34 minutes late on average.",
        timezone.localdate(),
    )
    match = _pair(request, "ZZ001", broker, "A small hospital that can copy one rule at a time.")
    match_services.accept(match=match, by=seeker, **SPONSOR)
    match_services.accept(match=match, by=helper)
    work.agree(
        match=match,
        by=seeker,
        case_study=_case_study("zz001-first-patient-ready"),
        aim="A first patient named for each theatre, and ready when the list starts",
        finish_by=timezone.localdate() + timedelta(days=120),
        who="The theatre manager and the lead anaesthetist of each side",
    )
    work.complete(
        match=match,
        by=seeker,
        outcome=AdoptionStatus.IN_PROGRESS,
        result="Two of five theatres name a first patient; they start 19 minutes sooner.",
        how_adapted="The ward sister, not the list co-ordinator, confirms the first patient.",
    )
    for side in (seeker, helper):
        work.survey(match=match, by=side, helpful=4, again=True)
