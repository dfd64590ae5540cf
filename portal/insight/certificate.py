"""An exemplar's certificate: what it gave to others in a period, for its own board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from casestudies.models import Adoption, CaseStudyPage
from casestudies.models.adoption import AdoptionQuerySet
from portal.charts import bars as charts
from portal.insight.scope import BEEN_EXEMPLAR
from portal.matching.choices import MatchStatus
from portal.matching.models import ExemplarDesignation, GroupSession, Match, Meeting
from portal.trusts.models import Trust


@dataclass(frozen=True)
class Certificate:
    """Both days count. `hours` are of meetings and of group sessions, each counted once.

    `adopters` are the trusts that took up a public case study of this one; those of a case study
    for members only are in `adopted`, the number, without their names.
    """

    trust: Trust
    frm: date
    to: date
    standings: list[ExemplarDesignation]
    hours: Decimal
    pairs: int
    completed: int
    small_help: int
    meetings: int
    sessions: int
    adopted: int
    adopters: list[str]

    @property
    def hours_in_words(self) -> str:
        return charts.number(float(self.hours))


def standings_of(trust: Trust) -> list[ExemplarDesignation]:
    """Where the trust is or was an exemplar, newest first."""
    rows = trust.designations.filter(status__in=BEEN_EXEMPLAR).select_related("programme")
    return list(rows.prefetch_related("offers__area").order_by("-designated_on", "-pk"))


def certificate_of(trust: Trust, *, frm: date, to: date) -> Certificate:
    """What the trust gave from one day to another, of its own population only."""
    start, end = (
        timezone.make_aware(datetime.combine(day, time.min))
        for day in (frm, to + timedelta(days=1))
    )
    given = Match.objects.filter(
        helper=trust, need__help_request__trust__illustrative=trust.illustrative
    )
    begun = given.filter(started_at__gte=start, started_at__lt=end)
    done = given.filter(status=MatchStatus.COMPLETED, closed_at__gte=start, closed_at__lt=end)
    meetings = Meeting.objects.filter(match__helper=trust, held_on__range=(frm, to))
    sessions = GroupSession.objects.filter(
        cohort__offer__designation__trust=trust, held_on__range=(frm, to)
    )
    hours = [*meetings.values_list("helper_hours"), *sessions.values_list("helper_hours")]
    adoptions = _adoptions(trust, frm, to)
    public = CaseStudyPage.objects.current().public().filter(trust=trust).values("pk")
    named = adoptions.filter(case_study__in=public).values_list("trust__name", flat=True)
    return Certificate(
        trust=trust,
        frm=frm,
        to=to,
        standings=standings_of(trust),
        hours=sum((value for (value,) in hours if value), Decimal(0)),
        pairs=begun.filter(offer__isnull=False).count(),
        completed=done.filter(offer__isnull=False).count(),
        small_help=begun.filter(offer=None).count(),
        meetings=meetings.count(),
        sessions=sessions.count(),
        adopted=adoptions.values("trust").distinct().count(),
        adopters=sorted(set(named)),
    )


def _adoptions(trust: Trust, frm: date, to: date) -> AdoptionQuerySet:
    """Confirmed, in progress or kept, and begun in the period; by the day of record if undated."""
    dated = Q(started__range=(frm, to)) | Q(started=None, confirmed_at__date__range=(frm, to))
    return (
        Adoption.objects.taken_up()
        .filter(dated, case_study__trust=trust, trust__illustrative=trust.illustrative)
        .exclude(case_study__imported__is_shown=False)
        .order_by()
    )
