"""Asking for help. Small help with a chosen team goes straight there; the rest to the broker.

A request brings the place that asks together, and the answers to the readiness check.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from casestudies.choices import HelpKind
from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.accounts import audit
from portal.accounts.models import User
from portal.matching import capacity, notifications, permissions, policies
from portal.matching.choices import (
    OPEN_STATUSES,
    SMALL_HELP,
    EndReason,
    MatchStatus,
    PlaceKind,
    RequestStatus,
)
from portal.matching.matches import free_places, next_best, states
from portal.matching.models import HelpRequest, Match, Need, PlacePartner, Programme, ReadinessCheck
from portal.matching.requests import starting
from portal.matching.requests.readiness import VERSION, Verdict, judge
from portal.matching.requests.starting import GivenStart
from portal.trusts.models import Trust

MOST_PARTNERS = 10
NAME_AT_MOST = 160


@dataclass(frozen=True)
class Partner:
    """A council or other body that asks with the trusts; `part` is its part in the work."""

    name: str
    part: str = ""


@dataclass(frozen=True)
class Place:
    """Who asks beside the leading trust. A blank kind: a trust alone, or some trusts together."""

    kind: str = ""
    name: str = ""
    trusts: tuple[Trust, ...] = ()
    partners: tuple[Partner, ...] = ()


def trusts_of_icb(trust: Trust) -> list[Trust]:
    """The other open trusts of this trust's integrated care board, by name."""
    if not trust.icb_code:
        return []
    rows = Trust.objects.open().same_population(trust).filter(icb_code=trust.icb_code)
    return list(rows.exclude(pk=trust.pk).order_by("name", "ods_code"))


def check(place: Place) -> None:
    """Raise ValidationError, by field, unless kind, name and members belong together."""
    if place.kind and place.kind not in PlaceKind.values:
        raise ValidationError({"place_kind": "Choose who asks together from the list."})
    if (place.name or place.partners) and not place.kind:
        raise ValidationError({"place_kind": "Choose who asks together with you."})
    if place.kind and not place.name:
        raise ValidationError({"place_name": "Give the name of the place or partnership."})
    if len(place.name) > NAME_AT_MOST:
        raise ValidationError({"place_name": f"Keep it to {NAME_AT_MOST} characters."})
    _check_partners(place)
    if place.kind == PlaceKind.COUNCIL and not place.partners:
        raise ValidationError({"partners": "Name at least one council."})
    if place.kind == PlaceKind.COLLABORATIVE and not place.trusts:
        raise ValidationError({"members": "Name at least one other trust of the collaborative."})
    if place.kind and not (place.trusts or place.partners):
        raise ValidationError({"members": "Name at least one other trust, or a partner below."})


def _check_partners(place: Place) -> None:
    names = [partner.name.strip().lower() for partner in place.partners]
    if len(names) > MOST_PARTNERS:
        raise ValidationError({"partners": f"Name {MOST_PARTNERS} partners at most."})
    if len(set(names)) < len(names):
        raise ValidationError({"partners": "A partner is named twice. Take one of them out."})
    if any(not name for name in names):
        raise ValidationError({"partners": "Give each partner a name."})
    if any(max(len(one.name), len(one.part)) > NAME_AT_MOST for one in place.partners):
        raise ValidationError(
            {"partners": f"Keep each name, and each part, to {NAME_AT_MOST} characters."}
        )


@transaction.atomic
def write(*, request: HelpRequest, partners: Iterable[Partner]) -> list[PlacePartner]:
    """Keep the partners that are no trust with the request."""
    return [
        PlacePartner.objects.create(
            help_request=request, name=one.name.strip(), part=one.part.strip()
        )
        for one in partners
    ]


@transaction.atomic
def keep_readiness(*, request: HelpRequest, answers: Mapping[str, str], by: User) -> ReadinessCheck:
    """Keep the answers with the request. Raises ValidationError where they are not whole.

    The verdict stops nobody: it is advice to those who ask, and a fact for the broker.
    """
    try:
        verdict = judge(answers)
    except ValueError as error:
        raise ValidationError("Answer each of the ten questions with yes, partly or no.") from error
    return ReadinessCheck.objects.create(
        help_request=request,
        answers=dict(answers),
        verdict=verdict.readiness,
        questions_version=VERSION,
        by=by,
    )


def readiness_verdict(request: HelpRequest, user: User) -> Verdict | None:
    """The verdict that came with a request, for the trust that leads it and the broker.

    None for anyone else, and where no check was made or its questions have changed since.
    """
    if not permissions.can_read_readiness(user, request):
        return None
    check = ReadinessCheck.objects.filter(help_request=request, questions_version=VERSION).first()
    return judge(check.answers) if check else None


PROBLEM_AT_MOST = 3000
MIXED = "Illustrative and real trusts are not mixed."


@transaction.atomic
def ask(
    *,
    trust: Trust,
    by: User,
    problem: str,
    help_kind: str,
    areas: Iterable[EfficiencyArea],
    case_study: CaseStudyPage | None = None,
    helper: Trust | None = None,
    by_when: date | None = None,
    starting_figure: str = "",
    tried_so_far: str = "",
    prefer_near: bool = False,
    prefer_same_type: bool = False,
    prefer_same_system: bool = False,
    not_these: Iterable[Trust] = (),
    members: Iterable[Trust] = (),
    programme: Programme | None = None,
    offer_back: str = "",
    place_kind: str = "",
    place_name: str = "",
    partners: Iterable[Partner] = (),
    open_to_peers: bool = False,
    readiness: Mapping[str, str] | None = None,
    start: GivenStart | None = None,
) -> HelpRequest:
    """Ask for help for a trust, or for a place that it leads (`members`: the other trusts).

    A question, a talk or a visit goes straight to `helper`, or else to the trust of
    `case_study`: a match that the seeker has accepted already. Anything else, and small help
    without a chosen team, goes to the programme managers. Raises PermissionDenied unless the
    person acts for the trust, ValidationError by field. `readiness` (the answers to the ten
    questions) is kept with the request and never stands in its way. `start` is where the trust
    starts on a national measure of the first area.
    """
    permissions.check_ask(by, trust)
    wanted = list(dict.fromkeys(areas))
    if not wanted and case_study is not None:
        wanted = list(case_study.areas.all())
    place, refused = list(dict.fromkeys(members)), list(dict.fromkeys(not_these))
    straight_to = _straight_to(help_kind, helper=helper, case_study=case_study)
    _check_words(problem, help_kind, wanted, by_when)
    together = Place(place_kind, place_name.strip(), tuple(place), tuple(partners))
    check(together)
    _check_place(trust, place)
    _check_programme(programme, trust, wanted)
    _check_case_study(case_study, trust)
    if straight_to is not None:
        check_helper(straight_to, trust=trust, place=place, not_these=refused)
        if case_study is not None and straight_to == case_study.trust:
            check_team_offers(case_study, help_kind)
    request = HelpRequest(
        trust=trust,
        asked_by=by,
        programme=programme,
        problem=problem.strip(),
        help_kind=help_kind,
        by_when=by_when,
        starting_figure=starting_figure.strip(),
        tried_so_far=tried_so_far.strip(),
        prefer_near=prefer_near,
        prefer_same_type=prefer_same_type,
        prefer_same_system=prefer_same_system,
        offer_back=offer_back.strip(),
        place_kind=together.kind,
        place_name=together.name,
        open_to_peers=open_to_peers,
    )
    # The rows that these point to are in hand; the database holds to them.
    request.full_clean(exclude=["trust", "asked_by", "programme"])
    request.save()
    request.members.add(*place)
    request.not_these.add(*refused)
    write(request=request, partners=together.partners)
    if readiness is not None:
        keep_readiness(request=request, answers=readiness, by=by)
    needs = _needs(request, wanted, case_study, start)
    audit.record(by=by, action="help.asked", subject=request, trust=trust, kind=str(help_kind))
    if place:
        notifications.tell_members(request, by=by)
    if straight_to is None:
        notifications.tell_brokers_asked(request)
    else:
        _send_straight(needs[0], helper=straight_to, case_study=case_study, by=by)
    return request


@transaction.atomic
def withdraw(*, request: HelpRequest, by: User) -> HelpRequest:
    """Take a request back; what was proposed or begun for it ends, and the helpers are told.

    A place that this frees goes to who waits for it since the last round. Raises
    PermissionDenied for other people, ValidationError once it is answered or withdrawn.
    """
    permissions.check_withdraw(by, request)
    if request.brokered:
        next_best.hold_all(illustrative=request.trust.illustrative)
    HelpRequest.objects.select_for_update().get(pk=request.pk)
    request.refresh_from_db()
    policies.check_withdraw(request)
    request.status = RequestStatus.WITHDRAWN
    request.save(update_fields=["status"])
    audit.record(by=by, action="help.withdrawn", subject=request, trust=request.trust)
    running = Match.objects.filter(need__help_request=request, status__in=OPEN_STATUSES)
    for match in running.select_related("need__help_request__trust", "need__area", "helper"):
        states.close(match, status=MatchStatus.ENDED, end_reason=EndReason.WITHDRAWN)
        capacity.announce(match)
        notifications.tell_withdrawn(match)
        free_places.pass_on(after=match, by=by)
    return request


def _straight_to(
    help_kind: str, *, helper: Trust | None, case_study: CaseStudyPage | None
) -> Trust | None:
    if help_kind not in SMALL_HELP:
        return None
    return helper or (case_study.trust if case_study else None)


def _check_words(
    problem: str, help_kind: str, areas: list[EfficiencyArea], by_when: date | None
) -> None:
    if not problem.strip():
        raise ValidationError({"problem": "Say what the problem is, in a few sentences."})
    if len(problem) > PROBLEM_AT_MOST:
        raise ValidationError({"problem": f"Keep it to {PROBLEM_AT_MOST:,} characters."})
    if help_kind not in HelpKind.values:
        raise ValidationError({"help_kind": "Choose a kind of help from the list."})
    if not areas:
        raise ValidationError({"areas": "Choose the area your problem is in."})
    if by_when is not None and by_when < timezone.localdate():
        raise ValidationError({"by_when": "Enter a date that is not in the past."})


def _check_place(trust: Trust, place: list[Trust]) -> None:
    if trust in place:
        raise ValidationError({"members": f"{trust} leads the request: leave it out here."})
    if any(member.illustrative != trust.illustrative for member in place):
        raise ValidationError({"members": MIXED})


def _check_programme(
    programme: Programme | None, trust: Trust, areas: list[EfficiencyArea]
) -> None:
    if programme is None:
        return
    policies.check_programme_runs(programme)
    if programme.illustrative != trust.illustrative:
        raise ValidationError({"programme": MIXED})
    outside = set(areas) - policies.areas_of(programme)
    if outside:
        names = ", ".join(sorted(area.name for area in outside))
        raise ValidationError({"areas": f"{programme} does not cover {names}."})


def _check_case_study(case_study: CaseStudyPage | None, trust: Trust) -> None:
    if case_study is None:
        return
    if not case_study.live:
        raise ValidationError({"case_study": "This case study is not published any more."})
    if case_study.trust_id == trust.pk:
        raise ValidationError({"case_study": "This is a case study of your own trust."})
    if case_study.trust is not None and case_study.trust.illustrative != trust.illustrative:
        raise ValidationError({"case_study": MIXED})


def check_helper(
    helper: Trust, *, trust: Trust, place: list[Trust], not_these: list[Trust]
) -> None:
    """Raise ValidationError unless this trust can be asked by that one."""
    if helper == trust or helper in place:
        raise ValidationError({"helper": "Choose another trust than those that ask."})
    if helper.illustrative != trust.illustrative:
        raise ValidationError({"helper": MIXED})
    if helper.why_not_open:
        raise ValidationError({"helper": f"{helper.why_not_open} Choose an open trust."})
    if helper in not_these:
        raise ValidationError({"helper": f"{helper} is among the trusts not to ask."})


def check_team_offers(case_study: CaseStudyPage, help_kind: str) -> None:
    """Raise ValidationError unless the team of a case study can be asked for this.

    A question may always be asked while a contact is there; more than that only if offered.
    """
    if case_study.signpost:
        return
    if all(contact.left for contact in case_study.contacts.all()):
        raise ValidationError(
            {"helper": "This case study has no live contact. Ask another team or the broker."}
        )
    if help_kind == HelpKind.QUESTION or help_kind in case_study.help_offered:
        return
    offered = [HelpKind.QUESTION, *(HelpKind(kind) for kind in case_study.help_offered)]
    names = ", ".join(dict.fromkeys(str(kind.label).lower() for kind in offered))
    raise ValidationError({"help_kind": f"This team offers: {names}. Choose one of these."})


def _needs(
    request: HelpRequest,
    areas: list[EfficiencyArea],
    case_study: CaseStudyPage | None,
    start: GivenStart | None,
) -> list[Need]:
    """One need an area; the areas of the case study come first and carry it. The area that was
    named first carries the start.
    """
    # A single area carries it, whether it is among its own or not.
    theirs = set(case_study.areas.all()) if case_study and len(areas) > 1 else set()
    ordered = sorted(areas, key=lambda area: area not in theirs)
    needs = []
    for area in ordered:
        about = case_study if area in theirs or len(ordered) == 1 else None
        need = Need(help_request=request, area=area, case_study=about)
        if start is not None and area == areas[0]:
            starting.keep(need, start)
        need.save()
        needs.append(need)
    return needs


def _send_straight(
    need: Need, *, helper: Trust, case_study: CaseStudyPage | None, by: User
) -> None:
    theirs = case_study if case_study is not None and case_study.trust == helper else None
    match = states.open_match(
        need=need, helper=helper, case_study=theirs, proposed_by=by, seeker_accepts=True
    )
    audit.record(by=by, action="match.asked", subject=match, trust=helper)
    notifications.tell_asked(match)
