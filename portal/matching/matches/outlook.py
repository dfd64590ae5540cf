"""What the trust that asks may expect: where both began, and what came of it elsewhere.

For the side that asks and for the broker: the figure was given for finding a partner.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from casestudies.adoptions.expected_range import (
    ExpectedRange,
    ReaderStart,
    expected_range,
    measure_of,
)
from casestudies.adoptions.take_up import MeasureSpread, adoption_summary
from casestudies.models import CaseStudyPage
from casestudies.visibility import visible_to
from portal.accounts.models import User
from portal.matching import permissions
from portal.matching.choices import Side
from portal.matching.models import Match
from portal.matching.suggestions.starts import NationalStarts
from portal.performance.measures import Measure

MOST_SHOWN = 2


@dataclass(frozen=True)
class Outlook:
    """`starts` says where both began, or what is not known; `ranges` what to expect, those of the
    measure that was asked about first. Without `ranges` there are too few results. `reader` is
    how the trust that asks is called: "you" for itself.
    """

    case_study: CaseStudyPage | None
    starts: str
    is_known: bool
    ranges: tuple[ExpectedRange, ...]
    reader: str


def outlook_of(match: Match, user: User) -> Outlook | None:
    """The outlook of a match; None where neither a start nor a case study is at hand."""
    row = next((one for one in match.parts if one["name"] == "starting_position"), None)
    page = _case_study(match, user)
    if row is None and page is None:
        return None
    is_seeker = permissions.working_side_of(user, match) == Side.SEEKER
    return Outlook(
        case_study=page,
        starts=row["reason"] if row else "",
        is_known=bool(row and row["known"]),
        ranges=_ranges(match, page) if page is not None else (),
        reader="you" if is_seeker else match.seeker.name,
    )


def _case_study(match: Match, user: User) -> CaseStudyPage | None:
    """The one that is followed, else asked about, else the one that the score names; else what the
    helper last published in the area of the need.
    """
    named = {one["name"]: one.get("case_study") for one in match.parts}
    wanted = [
        match.case_study and match.case_study.pk,
        match.need.case_study_id,
        named.get("starting_position"),
        named.get("words"),
    ]
    theirs = visible_to(user).whole().filter(trust=match.helper)
    by_pk = {page.pk: page for page in theirs.filter(pk__in=[pk for pk in wanted if pk])}
    chosen: CaseStudyPage | None = next((by_pk[pk] for pk in wanted if pk in by_pk), None)
    if chosen is not None:
        return chosen
    area = match.need.area_id
    inside = theirs.filter(Q(areas=area) | Q(areas__parent=area))
    found: CaseStudyPage | None = inside.order_by("-first_published_at", "-pk").first()
    return found


def _ranges(match: Match, page: CaseStudyPage) -> tuple[ExpectedRange, ...]:
    spreads = [shown.of for shown in adoption_summary(page).spread]
    chosen = match.need.starting_measure
    spreads.sort(key=lambda one: (one.national_measure != chosen, not one.national_measure))
    return tuple(expected_range(one, _reader(match, one)) for one in spreads[:MOST_SHOWN])


def _reader(match: Match, spread: MeasureSpread) -> ReaderStart | None:
    """The start of the trust that asks on the measure of a spread, None where it is not known."""
    measure = measure_of(spread)
    return reader_start(match, measure) if measure is not None else None


def reader_start(match: Match, measure: Measure) -> ReaderStart | None:
    """Where the trust that asks starts: as it said when it asked, else as it reported."""
    seeker = match.seeker
    national = NationalStarts(measure, illustrative=seeker.illustrative)
    given = match.need.start if match.need.starting_measure == measure.key else None
    start, width = given or national.latest(seeker.pk), national.spread(seeker.type)
    if start is None or width is None:
        return None
    return ReaderStart(measure, start, width)
