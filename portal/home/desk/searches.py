"""What people look for and do not find, and what an editor does about it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from casestudies.desk import bulk
from casestudies.models import CaseStudyPage, EfficiencyArea, WantedCaseStudy
from portal.accounts import audit
from portal.accounts.models import User
from portal.text.dates import day_and_month
from search.models import PromotedResult, QueryCare, QueryLog, SynonymRule

WEEKS = 4
WINDOW = timedelta(weeks=WEEKS)
SHOWN = 50
# Fewer searches than this without a click say nothing.
ENOUGH = 3


@dataclass(frozen=True)
class Asked:
    """One search over the last four weeks. `results` is how many the latest found."""

    terms: str
    searches: int
    results: int
    clicks: int
    care: QueryCare | None
    asked_for: int = 0

    @property
    def is_open(self) -> bool:
        """True if it leads nowhere and nobody has done anything about it."""
        settled = self.care is not None and self.care.outcome != QueryCare.Outcome.OPEN
        return not self.results and not settled


@dataclass(frozen=True)
class Searches:
    """The page: what is asked most, what readers ask for, what finds nothing, what nobody opens."""

    top: list[Asked]
    wanted: list[Asked]
    nothing: list[Asked]
    no_click: list[Asked]
    weeks: list[tuple[str, int]]

    @property
    def open_faults(self) -> int:
        return sum(one.is_open for one in self.nothing)


def searches() -> Searches:
    """The last four weeks. A fixed number of queries, however many searches."""
    today = timezone.localdate()
    rows = QueryLog.objects.filter(day__gt=today - WINDOW)
    latest = dict(rows.order_by("day").values_list("terms", "results"))
    cares = {care.terms: care for care in QueryCare.objects.select_related("owner")}
    counted = (
        rows.order_by()
        .values_list("terms")
        .annotate(Sum("searches"), Sum("clicks"), Sum("asked_for"))
    )
    found = [
        Asked(terms, searched, latest[terms], clicks, cares.get(terms), wished)
        for terms, searched, clicks, wished in counted
    ]
    found.sort(key=lambda one: (-one.searches, one.terms))
    nothing = [one for one in found if one.searches and not one.results]
    nothing.sort(key=lambda one: (not one.is_open, -one.searches, one.terms))
    unopened = [one for one in found if one.results and not one.clicks and one.searches >= ENOUGH]
    wanted = sorted((one for one in found if one.asked_for), key=lambda one: -one.asked_for)
    return Searches(
        top=[one for one in found if one.searches][:SHOWN],
        wanted=wanted[:SHOWN],
        nothing=nothing[:SHOWN],
        no_click=unopened[:SHOWN],
        weeks=_weeks(rows, today),
    )


def _weeks(rows: QuerySet[QueryLog], today: date) -> list[tuple[str, int]]:
    """How many searches each week had, by its first day, the oldest first."""
    counts: dict[int, int] = defaultdict(int)
    for day, number in rows.values_list("day", "searches"):
        counts[(today - day).days // 7] += number
    starts = [(week, today - timedelta(days=week * 7 + 6)) for week in reversed(range(WEEKS))]
    return [(day_and_month(start), counts[week]) for week, start in starts]


@transaction.atomic
def take(*, terms: str, by: User) -> None:
    """Say that one looks after it."""
    bulk.check_may(by)
    _settle(terms, by, QueryCare.Outcome.OPEN)


@transaction.atomic
def dismiss(*, terms: str, by: User) -> None:
    """Say that there is nothing to do."""
    bulk.check_may(by)
    _settle(terms, by, QueryCare.Outcome.NONE)


@transaction.atomic
def same_as(*, terms: str, other: str, by: User) -> SynonymRule:
    """Make the words of a search mean the same as others. Works at the next search."""
    bulk.check_may(by)
    rule = SynonymRule(terms=[terms, other.strip()], note="From what people searched for.")
    try:
        rule.full_clean()
    except ValidationError as refusal:
        raise ValidationError({"other": refusal.messages}) from refusal
    rule.save()
    _settle(terms, by, QueryCare.Outcome.SYNONYM)
    return rule


@transaction.atomic
def put_first(*, terms: str, page: CaseStudyPage, reason: str, by: User) -> PromotedResult:
    """Show a case study first for this search."""
    bulk.check_may(by)
    promoted, _ = PromotedResult.objects.update_or_create(
        search=terms, case_study=page, defaults={"reason": reason, "active": True}
    )
    _settle(terms, by, QueryCare.Outcome.PROMOTION)
    return promoted


@transaction.atomic
def call_for(
    *, terms: str, title: str, area: EfficiencyArea, why: str, by: User
) -> WantedCaseStudy:
    """Ask trusts for a case study; it stands on the hub of the area."""
    bulk.check_may(by)
    wanted = WantedCaseStudy.objects.create(title=title, area=area, why=why)
    _settle(terms, by, QueryCare.Outcome.CALL)
    return wanted


def _settle(terms: str, by: User, outcome: str) -> None:
    care, _ = QueryCare.objects.update_or_create(
        terms=terms, defaults={"owner": by, "outcome": outcome}
    )
    audit.record(by=by, action="search.looked_after", subject=care, outcome=outcome)
