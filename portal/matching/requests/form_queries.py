"""What the form for asking offers, and what stands beside its fields.

Areas, teams with someone to answer and how soon they usually do (hidden while answers are few);
the trust's own figure in the register, suggested and never filled in alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil
from statistics import median
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib.auth.models import AnonymousUser
from django.core.validators import slug_re
from django.db.models import Count, Min, Q
from django.utils import timezone

from casestudies.areas import AreaTree, ancestors_of
from casestudies.models import CaseStudyPage, EfficiencyArea
from casestudies.models.case_study import CaseStudyQuerySet
from portal.accounts import working_days
from portal.accounts.models import User
from portal.accounts.permissions import Action, can, trust_ids_of
from portal.matching import unmatched
from portal.matching.choices import SMALL_HELP, PlaceKind, Side
from portal.matching.models import ExemplarDesignation, Match, live_on
from portal.matching.requests import readiness
from portal.matching.requests import services as request_services
from portal.matching.requests.readiness import Verdict
from portal.matching.requests.starting import GivenStart, suggested_start
from portal.matching.scoring.formula import FEWEST_TO_QUOTE
from portal.matching.suggestions.queries import LESS_IS_BETTER
from portal.trusts.measures import MEASURES, in_words
from portal.trusts.models import Trust, TrustFigure

LOOKED_BACK = relativedelta(years=1)


@dataclass(frozen=True)
class ReplyTime:
    """The median of a team's answers in the last 12 months, in whole working days, rounded up."""

    days: int
    answers: int

    @property
    def words(self) -> str:
        """Such as "usually answers within 2 working days"."""
        if self.days == 0:
            return "usually answers the same day"
        return f"usually answers within {self.days} working day{'' if self.days == 1 else 's'}"


def usual_reply_time(trust_ids: Iterable[int]) -> dict[int, ReplyTime | None]:
    """For each trust its usual reply time; None below five answers, so that none stands out.

    An answer is the first of: a yes, a no, a message. One query.
    """
    wanted = list(trust_ids)
    taken: dict[int, list[int]] = {pk: [] for pk in wanted}
    for helper, asked, answered in _answers(wanted):
        start, end = timezone.localdate(asked), timezone.localdate(answered)
        taken[helper].append(working_days.between(start, end))
    return {pk: _reply_time(days) for pk, days in taken.items()}


def _reply_time(days: list[int]) -> ReplyTime | None:
    if len(days) < FEWEST_TO_QUOTE:
        return None
    return ReplyTime(days=ceil(median(days)), answers=len(days))


def _answers(trust_ids: list[int]) -> list[tuple[int, datetime, datetime]]:
    """Helper, when it was asked and when it first answered, of small help that was answered."""
    wrote = Min("messages__at", filter=Q(messages__side=Side.HELPER))
    rows = Match.objects.filter(
        helper__in=trust_ids,
        need__help_request__help_kind__in=SMALL_HELP,
        proposed_at__gte=timezone.now() - LOOKED_BACK,
    ).annotate(wrote_at=wrote)
    found = []
    for helper, asked, replied, wrote_at in rows.order_by("pk").values_list(
        "helper_id", "proposed_at", "first_reply_at", "wrote_at"
    ):
        known = [at for at in (replied, wrote_at) if at is not None]
        if known:
            found.append((helper, asked, min(known)))
    return found


@dataclass(frozen=True)
class Suggestion:
    """A figure for "where you start", with its year and its source."""

    measure: str
    value: str
    year: str
    source: str

    @property
    def text(self) -> str:
        """As it goes into the form, such as "Sickness absence 5.2% (2018/19, trust register)"."""
        return f"{self.measure} {self.value} ({self.year}, trust register)"


def suggested(trust: Trust, slug: str) -> Suggestion | None:
    """The latest figure the register has of this trust for this area, or None.

    A top area's figure serves the areas below it that have none of their own.
    """
    # What is typed over the list is no slug: PostgreSQL would not even look up a NUL byte.
    area = EfficiencyArea.objects.filter(slug=slug).first() if slug_re.fullmatch(slug) else None
    path = [area, *reversed(ancestors_of(area))] if area else []
    key = next((LESS_IS_BETTER[one.slug] for one in path if one.slug in LESS_IS_BETTER), None)
    if key is None:
        return None
    figures = TrustFigure.objects.filter(trust=trust, measure=key, value__isnull=False)
    figure = figures.order_by("-year").first()
    if figure is None:
        return None
    measure = MEASURES[key]
    value = in_words(measure, float(figure.value or 0))
    return Suggestion(measure.name, value, figure.year, figure.source)


Options = list[tuple[str, str]]
Groups = list[tuple[str, Options]]


def area_groups(areas: Iterable[EfficiencyArea] | None = None) -> Groups:
    """Every area below its top area, for one select box. One query, none with all `areas`."""
    tree = AreaTree(areas)
    groups = []
    for top in tree.tops:
        options = [(area.slug, area.name) for area in tree.in_order(top.pk)]
        groups.append((top.name, [(top.slug, f"{top.name} in general"), *options]))
    return groups


def trusts_asking_for(user: User | AnonymousUser) -> list[Trust]:
    """The trusts this person may ask for, the one they act for first."""
    if not user.is_authenticated:
        return []
    trusts = Trust.objects.open().filter(pk__in=trust_ids_of(user))
    allowed = [trust for trust in trusts if can(user, Action.HELP_ASK, trust_ids=[trust.pk])]
    return sorted(allowed, key=lambda trust: (trust.pk != user.acting_trust_id, trust.name))


def teams(*, visible: CaseStudyQuerySet, area: str = "", seeker: Trust | None = None) -> Groups:
    """Trusts with somebody to answer: a live case study with a contact, or a live designation.

    `visible` are the case studies that this person may read. Those with something about the area
    come first; trusts with the same problem that would talk stand last. Each says how soon it
    usually answers, where that is known. A real trust is never offered an invented one, nor the
    other way round.
    """
    here = _trusts_with_a_team(visible, seeker)
    # What is typed over the list is no slug: PostgreSQL would not even look up a NUL byte.
    if not slug_re.fullmatch(area):
        return _with_reply_times([("Teams with a published case study", here)])
    about = set(_ids_about(visible, area))
    near = [trust for trust in here if trust.pk in about]
    rest = [trust for trust in here if trust.pk not in about]
    alike = (
        [trust for trust in unmatched.to_ask(seeker, area) if trust not in here] if seeker else []
    )
    groups = [
        ("They have done something in this area", near),
        ("Other teams", rest),
        ("They have the same problem, and would talk", alike),
    ]
    return _with_reply_times([(label, group) for label, group in groups if group])


def _with_reply_times(groups: list[tuple[str, list[Trust]]]) -> Groups:
    """Each trust by name, and how soon it usually answers. One query."""
    usual = usual_reply_time(trust.pk for _, trusts in groups for trust in trusts)
    return [
        (label, [(trust.ods_code, _named(trust, usual[trust.pk])) for trust in trusts])
        for label, trusts in groups
    ]


def _named(trust: Trust, usual: ReplyTime | None) -> str:
    return f"{trust.name} ({usual.words})" if usual else trust.name


def _with_contact(visible: CaseStudyQuerySet) -> CaseStudyQuerySet:
    live = Count("contacts", filter=Q(contacts__left=False))
    return visible.whole().annotate(live_contacts=live).filter(live_contacts__gt=0)


def _trusts_with_a_team(visible: CaseStudyQuerySet, seeker: Trust | None) -> list[Trust]:
    published = _with_contact(visible).order_by().values("trust_id")
    live = ExemplarDesignation.objects.filter(live_on(timezone.localdate()))
    trusts = Trust.objects.open().filter(Q(pk__in=published) | Q(pk__in=live.values("trust")))
    if seeker is not None:
        trusts = trusts.same_population(seeker).exclude(pk=seeker.pk)
    return list(trusts.distinct())


def _ids_about(visible: CaseStudyQuerySet, area: str) -> list[int]:
    """Trusts with a case study in the area or below it. The tree is two levels deep."""
    inside = Q(areas__slug=area) | Q(areas__parent__slug=area)
    return list(_with_contact(visible).filter(inside).order_by().values_list("trust_id", flat=True))


@dataclass(frozen=True)
class Beside:
    """What the site knows and a person may use; None or nought where it knows nothing."""

    suggestion: Suggestion | None
    start: GivenStart | None
    icb: str
    trusts_of_icb: int
    reply_time: ReplyTime | None
    verdict: Verdict | None


def field_hints(
    *,
    trust: Trust | None,
    area: str,
    case_study: CaseStudyPage | None,
    answers: dict[str, str] | None,
    measure: str = "",
) -> Beside:
    """For the asking trust (None for a visitor), the area chosen and the case study asked about."""
    team = case_study.trust_id if case_study else None
    start = suggested_start(trust, area, measure) if trust else None
    return Beside(
        suggestion=suggested(trust, area) if trust and start is None else None,
        start=start,
        icb=trust.icb if trust else "",
        trusts_of_icb=len(request_services.trusts_of_icb(trust)) if trust else 0,
        reply_time=usual_reply_time([team])[team] if team else None,
        verdict=readiness.judge(answers) if answers else None,
    )


class Fill(StrEnum):
    """What a press fills in: the value of the button named `fill`."""

    ICB = "icb"
    """All trusts of our integrated care board ask together."""
    FIGURE = "figure"
    """The register's figure of our trust is where we start."""
    LOOK = "look"
    """Show which figure that would be, and fill in nothing."""
    READY = "ready"
    """Go to the ten questions, and come back to this form."""


def filled(typed: Mapping[str, Any], fill: str, trust: Trust) -> dict[str, Any]:
    """What was typed, with what the press adds for the asking trust."""
    answers = dict(typed)
    if fill == Fill.ICB:
        answers |= _whole_icb(answers, trust)
    area = str(answers.get("area", ""))
    if fill == Fill.FIGURE:
        start = suggested_start(trust, area, str(answers.get("measure", "")))
        suggestion = suggested(trust, area)
        if start is not None:
            answers |= start.answers()
        elif suggestion is not None:
            answers["starting_figure"] = suggestion.text
    return answers


def start_filled(trust: Trust, area: str, measure: str) -> dict[str, str]:
    """The measure that was chosen with the trust's own figure, else the first of the area that
    the trust reported; nothing where there is none.
    """
    start = suggested_start(trust, area, measure)
    return start.answers() if start is not None else {}


def _whole_icb(answers: Mapping[str, Any], trust: Trust) -> dict[str, Any]:
    """The trusts of the board, below those that were typed before and are none of them."""
    trusts = request_services.trusts_of_icb(trust)
    if not trusts:
        return {}
    known = {name.lower() for one in trusts for name in (one.name, one.ods_code)}
    typed = [line.strip() for line in str(answers.get("members", "")).splitlines()]
    others = [line for line in typed if line and line.lower() not in known]
    return {
        "members": "\n".join([*others, *(one.name for one in trusts)]),
        "place_kind": PlaceKind.ICB.value,
        "place_name": trust.icb,
    }
