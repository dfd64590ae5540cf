"""Where a trust that asks starts, and where each exemplar began: from the records to the score.

A start is known on a national measure (`portal.performance.measures`), never on words. The
seeker's is what it gave with its request, else its last whole year in the national figures. The
exemplar's is the figure before the change of a case study that names the measure; else its
national figure for the last whole year before its case study in the area began. What was reported
and is disputed, or is too odd to be compared, is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casestudies.areas import AreaTree
from casestudies.models import CaseStudyPage
from casestudies.models import Measure as MeasureLine
from portal.matching.scoring.facts import Starts
from portal.performance.comparison import FEWEST_PEERS, odd_values
from portal.performance.measures import MEASURES, Better, Measure, measures_within
from portal.performance.models import PerformanceFigure
from portal.performance.starts import Start, likeness_of_starts, spread_of
from portal.text import financial_years
from portal.trusts.models import Trust

NO_SPREAD = "Too few trusts reported {}, so how like two starts are is not known"
NOT_GIVEN = "{}: no figure of the trust that asks is known"
NO_BASELINE = "{}: where {} began is not known"


@dataclass(frozen=True)
class Begun:
    """Where an exemplar began on a measure; `case_study` is the id of the record that says so."""

    start: Start
    area_ids: frozenset[int]
    case_study: int | None = None


@dataclass(frozen=True)
class Record:
    """A case study of an exemplar: its areas, when the work began, its starts by measure."""

    page: int
    area_ids: frozenset[int]
    started: date | None
    starts: tuple[tuple[str, Start], ...]


def measures_of_need(tree: AreaTree, area_id: int, chosen: str = "") -> list[Measure]:
    """The measures on which a need is compared: the one that was chosen, else those of its area
    and of the areas below it, those that are better one way first.
    """
    if chosen in MEASURES:
        return [MEASURES[chosen]]
    slugs = {tree.areas[pk].slug for pk in tree.ids_within(area_id)}
    return sorted(measures_within(slugs), key=lambda one: one.better is Better.CONTEXT)


class NationalStarts:
    """The figures of one measure and population, whole years alone. One query.

    `until` is the last calendar year in which a financial year may begin, "" for now.
    """

    def __init__(self, measure: Measure, *, illustrative: bool, until: str = "") -> None:
        self.measure = measure
        rows = (
            PerformanceFigure.objects.national()
            .of_population(illustrative=illustrative)
            .with_current_type()
            .filter(measure=measure.key, is_part_year=False)
            .order_by("year", "ods_code")
            .values_list(
                "ods_code", "trust_id", "current_type", "year", "value", "dispute",
                "publication__publisher",
            )
        )  # fmt: skip
        by_kind: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
        read = []
        for code, pk, kind, year, value, dispute, source in rows:
            if until and year[:4] > until:
                continue
            by_kind[year, kind][code] = float(value)
            read.append((code, pk, kind, Start(float(value), year, source), dispute))
        odd = {key: odd_values(measure, values) for key, values in by_kind.items()}
        self._starts: dict[int, list[Start]] = defaultdict(list)
        for code, pk, kind, start, dispute in read:
            if pk is not None and not dispute and code not in odd[start.year, kind]:
                self._starts[pk].append(start)
        # What each type reported in its last year.
        self._last: dict[str, dict[str, float]] = {}
        for (year, kind), values in sorted(by_kind.items()):
            self._last[kind] = {
                code: value for code, value in values.items() if code not in odd[year, kind]
            }
        self._spreads = self._spreads_of(self._last)

    def _spreads_of(self, last: dict[str, dict[str, float]]) -> dict[str, float | None]:
        """The spread of each type in its last year; under "" that of all types together."""
        everyone = [
            value for kind in self.measure.trust_types for value in last.get(kind, {}).values()
        ]
        found = {kind: spread_of(self.measure, values.values()) for kind, values in last.items()}
        return {**found, "": spread_of(self.measure, everyone)}

    def spread(self, trust_type: str) -> float | None:
        """The spread among trusts of this type, or of all where these are too few."""
        return self._spreads.get(trust_type) or self._spreads[""]

    def weakness(self, start: Start, trust: Trust) -> float | None:
        """The share of trusts of its type that do better than this start; equal ones count half.

        None for a measure of context, and where fewer than eight others reported.
        """
        last = self._last.get(trust.type, {})
        others = [value for code, value in last.items() if code != trust.ods_code]
        if self.measure.better is Better.CONTEXT or len(others) < FEWEST_PEERS:
            return None
        sign = 1 if self.measure.better is Better.LOWER else -1
        better = sum(sign * value < sign * start.value for value in others)
        same = sum(value == start.value for value in others)
        return (better + same / 2) / len(others)

    def latest(self, trust_id: int) -> Start | None:
        """What the trust reported for its last whole year."""
        known = self._starts.get(trust_id)
        return known[-1] if known else None

    def before(self, trust_id: int, day: date) -> Start | None:
        """What the trust reported for the last whole year that had ended by this day."""
        known = [
            one
            for one in self._starts.get(trust_id, ())
            if financial_years.last_day(one.year) < day
        ]
        return known[-1] if known else None


def records_of(trust_ids: Iterable[int]) -> dict[int, list[Record]]:
    """The published case studies of these trusts with what they say of starts. Three queries."""
    pages = list(
        CaseStudyPage.objects.current()
        .whole()
        .filter(trust__in=list(trust_ids))
        .order_by("pk")
        .values_list("pk", "trust_id", "started")
    )
    ids = [pk for pk, _, _ in pages]
    areas: dict[int, set[int]] = defaultdict(set)
    in_area = CaseStudyPage.areas.through.objects.filter(casestudypage_id__in=ids)
    for pk, area in in_area.values_list("casestudypage_id", "efficiencyarea_id"):
        areas[pk].add(area)
    starts: dict[int, list[tuple[str, Start]]] = defaultdict(list)
    lines = MeasureLine.objects.filter(page_id__in=ids).exclude(national_measure="")
    for line in lines.order_by("page_id", "sort_order", "pk"):
        if line.national_start is not None:
            starts[line.page_id].append((line.national_measure, line.national_start))
    found: dict[int, list[Record]] = defaultdict(list)
    for pk, trust_id, started in pages:
        found[trust_id].append(Record(pk, frozenset(areas[pk]), started, tuple(starts[pk])))
    return dict(found)


def begun_of(
    records: Sequence[Record], trust_id: int, national: NationalStarts, within: set[int]
) -> list[Begun]:
    """Where an exemplar began on a measure, by its records in these areas.

    Every record that names the measure counts; without one, the national figure of the last whole
    year before the first of them began.
    """
    here = [one for one in records if one.area_ids & within]
    named = [
        Begun(start, one.area_ids, one.page)
        for one in here
        for key, start in one.starts
        if key == national.measure.key
    ]
    if named:
        return named
    began = min((one.started for one in here if one.started is not None), default=None)
    start = national.before(trust_id, began) if began is not None else None
    return [Begun(start, frozenset())] if start is not None else []


def compare_starts(
    seeker: Start, begun: Iterable[Begun], national: NationalStarts, trust: Trust
) -> Starts | None:
    """The start of the exemplar that is most like the seeker's; None without a spread."""
    spread = national.spread(trust.type)
    if spread is None:
        return None
    measure = national.measure
    return max(
        (
            Starts(
                measure=measure.name,
                seeker=_with_source(seeker, measure),
                helper=_with_source(one.start, measure),
                likeness=likeness_of_starts(seeker.value, one.start.value, spread),
                case_study=one.case_study,
            )
            for one in begun
        ),
        key=lambda one: one.likeness,
        default=None,
    )


def _with_source(start: Start, measure: Measure) -> str:
    return f"{start.in_words(measure)} ({start.source})"
