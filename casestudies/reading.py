"""A case study made ready for a reader: everything its page shows, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from casestudies import evidence, page_contexts, schema_org
from casestudies.adoptions import take_up
from casestudies.adoptions.take_up import AdoptionSummary
from casestudies.choices import CareSetting, HelpKind, Stage
from casestudies.evidence import GradeShown
from casestudies.maintenance import review_dates
from casestudies.models import CaseStudyPage
from casestudies.permissions import can_sign
from casestudies.savings import ledger, payback, same_money, sign_offs
from casestudies.savings import queries as savings_queries
from casestudies.savings.ledger import Headline, Share, YearsView
from casestudies.savings.payback import Payback
from casestudies.savings.queries import Claim, plain_number, with_sign, with_unit
from casestudies.savings.sign_offs import LineStatus
from casestudies.schema import CaseStudy, fields_of, is_rich
from portal.accounts import permissions
from portal.charts.measures import Bars, RunChart, bars, run_chart
from portal.text import financial_years
from portal.trusts.facts import Fact, starting_position
from portal.trusts.likeness.queries import likeness_between
from portal.trusts.models import Trust

STORY = tuple(
    (name, uses.label) for name, uses in fields_of(CaseStudy).items() if is_rich(CaseStudy, name)
)


@dataclass(frozen=True)
class FigureLine:
    """A line of figures beside the signature that counts for it now."""

    line: Any
    status: LineStatus
    # The line beside which this one counts the same money, in quotes; empty for none.
    same_as: str = ""


@dataclass(frozen=True)
class MeasureShown:
    """A measure with its change in words and its charts."""

    line: Any
    status: LineStatus
    before: str
    after: str
    after_in_words: str
    change: str
    bars: Bars | None
    run: RunChart | None


@dataclass(frozen=True)
class Chapter:
    """A part of the story: its field's name, heading and rich text."""

    name: str
    heading: str
    text: str


@dataclass(frozen=True)
class CaseStudyShown:
    """What the page of a case study shows."""

    headline: Headline | None
    claim: Claim | None
    start: str
    grade: GradeShown
    years: YearsView
    recurrent_share: int | None
    payback: Payback
    spent: str
    savings: tuple[FigureLine, ...]
    costs: tuple[FigureLine, ...]
    measures: tuple[MeasureShown, ...]
    story: tuple[Chapter, ...]
    take_up: AdoptionSummary
    contacts: tuple[Any, ...]
    help_kinds: tuple[str, ...]
    care_settings: tuple[str, ...]
    trust_types: tuple[str, ...]
    stopped: bool
    planned: bool
    trust_facts: tuple[Fact, ...]
    shares: tuple[Share, ...]
    stale: str

    @property
    def headline_rung(self) -> int:
        """1 to 4: how far the figure that is shown got."""
        level = self.headline.level if self.headline else self.claim.level if self.claim else ""
        return list(sign_offs.SIGN_OFF_RANK).index(level) + 1 if level else 1


def register() -> None:
    """Have the page of a case study ask here."""
    page_contexts.register(CaseStudyPage.__name__, on_case_study)


def on_case_study(page: CaseStudyPage, request: HttpRequest) -> dict[str, Any]:
    """What the template of a case study, or of the preview of a draft, is given."""
    address = request.build_absolute_uri(page.get_url(request) or "/")
    return {
        "shown": show(page),
        "like": None if page.signpost else likeness_for(page, request.user),
        "own_trusts": permissions.trust_ids_of(request.user),
        "may_sign": page.retired_on is None and can_sign(request.user, page),
        "for_machines": schema_org.structured_data_of(page, address=address),
    }


def show(page: Any) -> CaseStudyShown:
    """Read a live page, or a draft for its preview."""
    savings, costs = list(page.savings.all()), list(page.costs.all())
    measures = list(page.measures.all())
    statuses = sign_offs.statuses_of(page, [*savings, *costs, *measures])
    lines, spending = savings_queries.ledger_lines(page, statuses), savings_queries.cost_lines(page)
    found = ledger.headline(lines)
    same = same_money.said_beside(same_money.look_alikes(page.pk, savings))
    return CaseStudyShown(
        headline=found,
        claim=None if found else savings_queries.best_claim(lines),
        start=savings_queries.start_of(page),
        grade=evidence.grade_of(page),
        years=ledger.years_view(lines),
        recurrent_share=ledger.recurrent_share(lines),
        payback=payback.payback(lines, spending, stage=page.stage),
        spent=payback.spent(spending),
        savings=tuple(
            FigureLine(line, statuses[line.uuid], same.get(line.uuid, "")) for line in savings
        ),
        costs=tuple(FigureLine(line, statuses[line.uuid]) for line in costs),
        measures=tuple(measure_shown(line, statuses[line.uuid], page.started) for line in measures),
        story=tuple(
            Chapter(name, heading, getattr(page, name))
            for name, heading in STORY
            if getattr(page, name)
        ),
        take_up=take_up.adoption_summary(page),
        contacts=tuple(contact for contact in page.contacts.all() if not contact.left),
        help_kinds=labels(HelpKind, page.help_offered),
        care_settings=labels(CareSetting, page.care_settings),
        trust_types=labels(Trust.Type, page.trust_types),
        stopped=page.stage == Stage.STOPPED,
        planned=page.stage == Stage.PLANNED,
        trust_facts=trust_facts(page),
        shares=ledger.shares_of(page),
        stale=review_dates.stale_label(page.review_state, timezone.localdate()),
    )


def trust_facts(page: Any) -> tuple[Fact, ...]:
    """What the register knew of the trust in the year the change began: never asked of authors."""
    if page.trust is None:
        return ()
    year = None if page.started is None else financial_years.of_day(page.started)
    return tuple(starting_position(page.trust, year=year))


def measure_shown(line: Any, status: LineStatus, changed: date | None = None) -> MeasureShown:
    """A measure in words: “40% lower: better”. `changed` is when the change began."""
    percent = line.change_percent
    if line.after == line.baseline:
        change = "No change"
    elif percent is None:
        change = "Better" if line.improved else "Worse"
    else:
        size = "less than 1" if abs(percent) < 1 else f"{abs(percent):.0f}"
        way = "lower" if percent < 0 else "higher"
        change = f"{size}% {way}: {'better' if line.improved else 'worse'}"
    return MeasureShown(
        line=line,
        status=status,
        before=with_sign(plain_number(line.baseline), line.unit),
        after=with_sign(plain_number(line.after), line.unit),
        after_in_words=with_unit(plain_number(line.after), line.unit),
        change=change,
        bars=bars(line.baseline, line.after),
        run=run_chart(line.series, changed=changed, lower_is_better=line.lower_is_better),
    )


def labels(choices: Any, values: list[str]) -> tuple[str, ...]:
    """The words of stored choices; one that is no longer in the set is left out."""
    return tuple(choices(value).label for value in values if value in choices.values)


def likeness_for(page: Any, user: Any) -> Any | None:
    """How like the reader's own trust the origin is; None where nobody can say."""
    reader = getattr(user, "acting_trust", None) if user.is_authenticated else None
    if reader is None or page.trust is None or reader.pk == page.trust_id:
        return None
    return likeness_between(reader, page.trust)
