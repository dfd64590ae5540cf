"""What the pages of performance show, as finished values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count as CountOf

from casestudies.areas import AreaTree
from casestudies.models import EfficiencyArea
from portal.insight import population
from portal.insight.performance.queries import (
    PerformersOfMeasure,
    all_performers,
    this_year,
)
from portal.matching.designations import queries as designation_queries
from portal.performance import queries
from portal.performance.comparison import Comparison
from portal.performance.measures import (
    MEASURES,
    Better,
    Measure,
    decimals_shown,
    value_in_words,
)
from portal.performance.models import PerformanceFigure, Publication
from portal.performance.performers import (
    Figure,
    FigureTable,
    is_history,
)
from portal.trusts.likeness.queries import latest_numbers
from portal.trusts.models import Trust
from search import counts
from search.counts import Count

SHOWN = 3
"""So many gaps, and so many best things, stand at the top of a trust's page."""

STRIP = 300
"""The width of the strip that shows a value among its peers, in SVG units."""


@dataclass(frozen=True)
class Strip:
    """A value among its peers as places along a line, in SVG units, better to the left."""

    low: float
    middle: float
    high: float
    own: float


@dataclass(frozen=True)
class YearRow:
    """What a trust reported in a year. `place` is "3 of 31", or why there is none."""

    year: str
    value: str
    place: str


@dataclass(frozen=True)
class MeasureRow:
    """One measure of one trust: its last whole year among like trusts, and the years before.

    `comparison` is None where it is not ranked, and `why_not_ranked` then says why.
    """

    measure: Measure
    year: str
    value: str
    comparison: Comparison | None
    why_not_ranked: str
    is_history: bool
    years: tuple[YearRow, ...]
    so_far: YearRow | None
    strip: Strip | None

    @property
    def share(self) -> float:
        """The position as a share of all, for sorting: small is good."""
        assert self.comparison is not None
        return self.comparison.position / (self.comparison.peers + 1)

    @property
    def place(self) -> str:
        if self.comparison is None:
            return self.why_not_ranked
        return _place(self.comparison)

    @property
    def compared_with(self) -> str:
        assert self.comparison is not None
        peers = self.comparison.peers
        like = (
            f"all {peers} other trusts of its type that reported"
            if self.comparison.is_whole_type
            else f"the {peers} trusts of its type most like it that reported"
        )
        return like if peers != 1 else "the one other trust of its type that reported"

    @property
    def median(self) -> str:
        assert self.comparison is not None
        return value_in_words(self.measure, self.comparison.median)


@dataclass(frozen=True)
class Gap:
    """A measure on which like trusts do better, what that comes to, and where help is."""

    row: MeasureRow
    to_median: str
    to_best_quarter: str
    at_this_size: str
    area: EfficiencyArea | None
    case_studies: Count | None
    has_exemplars: bool


@dataclass(frozen=True)
class TrustPerformance:
    """The page of one trust."""

    trust: Trust
    gaps: tuple[Gap, ...]
    best: tuple[MeasureRow, ...]
    rows: tuple[MeasureRow, ...]
    not_reported: tuple[Measure, ...]
    predecessors: tuple[Trust, ...]


def trust_performance(trust: Trust, *, sees_network: bool) -> TrustPerformance:
    """Where a trust stands among its like on every measure that it reported."""
    table = queries.figure_table(illustrative=trust.illustrative, trust_type=trust.type)
    rows = [
        row
        for measure in MEASURES.values()
        if (row := _measure_row(table, measure, trust.ods_code)) is not None
    ]
    ranked = [row for row in rows if row.comparison and row.measure.makes_performers]
    # What is history comes last: nobody can act on it now.
    worst = sorted(filter(_is_gap, ranked), key=lambda row: (row.is_history, -row.share))
    best = sorted(
        (row for row in ranked if row.share <= 0.5), key=lambda row: (row.is_history, row.share)
    )
    reported = {row.measure.key for row in rows}
    illustrative = population.is_illustrative()
    return TrustPerformance(
        trust=trust,
        gaps=tuple(
            _gap(row, trust, table, illustrative=illustrative, sees_network=sees_network)
            for row in worst[:SHOWN]
        ),
        best=tuple(best[:SHOWN]),
        rows=tuple(rows),
        not_reported=tuple(
            one
            for one in MEASURES.values()
            if one.key not in reported and trust.type in one.trust_types
        ),
        predecessors=tuple(trust.predecessors.order_by("name")),
    )


def _is_gap(row: MeasureRow) -> bool:
    """True if the median of its like is better, as both are written.

    A trust in the very middle of an even number of peers can be better than their median.
    """
    comparison = row.comparison
    assert comparison is not None and comparison.to_median is not None
    digits = decimals_shown(row.measure)
    is_seen = round(comparison.value, digits) != round(comparison.median, digits)
    return comparison.to_median > 0 and is_seen


def _measure_row(table: FigureTable, measure: Measure, code: str) -> MeasureRow | None:
    whole = [year for year in table.years(measure) if code in table.figures(measure, year)]
    every = [
        year for year in table.years(measure, whole=False) if code in table.figures(measure, year)
    ]
    if not every:
        return None
    years = [_year_row(table, measure, code, year) for year in whole]
    later = [year for year in every if year not in whole and (not whole or year > whole[-1])]
    so_far = _year_row(table, measure, code, later[-1]) if later else None
    if not whole:
        return MeasureRow(
            measure, later[-1], so_far.value if so_far else "", None,
            "part of a year is not ranked", False, (), None, None,
        )  # fmt: skip
    last = whole[-1]
    figure = table.figures(measure, last)[code]
    comparison = table.compare(measure, code, last)
    return MeasureRow(
        measure=measure,
        year=last,
        value=value_in_words(measure, figure.value),
        comparison=comparison,
        why_not_ranked="" if comparison else _why_not_ranked(table, measure, figure),
        is_history=is_history(last, this_year()),
        years=tuple(reversed(years)),
        so_far=so_far,
        strip=_strip(measure, comparison) if comparison else None,
    )


def _year_row(table: FigureTable, measure: Measure, code: str, year: str) -> YearRow:
    figure = table.figures(measure, year)[code]
    value = value_in_words(measure, figure.value)
    if figure.is_part_year:
        return YearRow(year, value, "part of the year: not ranked")
    comparison = table.compare(measure, code, year)
    if comparison is None:
        return YearRow(year, value, _why_not_ranked(table, measure, figure))
    return YearRow(year, value, _place(comparison))


def _place(comparison: Comparison) -> str:
    if comparison.to_median is None:
        return "not ranked: a measure of context"
    return f"{comparison.position} of {comparison.peers + 1}"


def _why_not_ranked(table: FigureTable, measure: Measure, figure: Figure) -> str:
    if not figure.trust_type:
        return "not ranked: the type of the trust is not known"
    if figure.trust_type not in measure.trust_types:
        return "not ranked: the measure is about other types of trust"
    if table.is_odd(measure, figure):
        return "not ranked: as reported, nothing or too far from all others to be compared"
    return "not ranked: no other trust of its type reported it"


def _strip(measure: Measure, comparison: Comparison) -> Strip:
    """Places along the line: the ends are the most extreme of quartiles and own value."""
    marks = (comparison.lower_quartile, comparison.median, comparison.upper_quartile)
    low, high = min(*marks, comparison.value), max(*marks, comparison.value)
    room = (high - low) or 1.0
    low, high = low - room * 0.1, high + room * 0.1

    def place(value: float) -> float:
        share = (value - low) / (high - low)
        return round(STRIP * (1 - share if measure.better is Better.HIGHER else share), 1)

    first, middle, last = (place(one) for one in marks)
    return Strip(min(first, last), middle, max(first, last), place(comparison.value))


def _gap(
    row: MeasureRow, trust: Trust, table: FigureTable, *, illustrative: bool, sees_network: bool
) -> Gap:
    comparison = row.comparison
    assert comparison is not None and comparison.to_median is not None
    assert comparison.to_best_quarter is not None
    area = EfficiencyArea.objects.filter(slug=row.measure.area).first()
    found = (
        counts.case_studies(
            illustrative=illustrative, sees_network=sees_network, area=area.slug
        ).all
        if area
        else None
    )
    return Gap(
        row=row,
        to_median=_difference(row.measure, comparison.value, comparison.to_median),
        to_best_quarter=_difference(row.measure, comparison.value, comparison.to_best_quarter),
        at_this_size=_at_this_size(row, trust, table),
        area=area,
        case_studies=found,
        has_exemplars=bool(area and designation_queries.live_exemplars({"area": area.slug})),
    )


def _difference(measure: Measure, value: float, difference: float) -> str:
    """How much better others are, in the unit of the measure; percentage points for a share.

    Between the two values as they are written, so that a reader can check the sum. Where higher
    is better, `difference` still counts what is lacking.
    """
    digits = decimals_shown(measure)
    sign = -1 if measure.better is Better.HIGHER else 1
    other = value - sign * difference
    difference = sign * (round(value, digits) - round(other, digits))
    if measure.is_share:
        points = f"{100 * difference:.{measure.decimals}f}"
        return f"{points} percentage point{'' if points == '1.0' else 's'}"
    return value_in_words(measure, difference)


def _at_this_size(row: MeasureRow, trust: Trust, table: FigureTable) -> str:
    """What the gap comes to at this trust's size, where the size is known; else blank."""
    comparison = row.comparison
    assert comparison is not None
    low, high = max(comparison.to_median or 0, 0), max(comparison.to_best_quarter or 0, 0)
    if row.measure.key == "sickness_absence_rate":
        staff = latest_numbers([trust.pk], "staff_fte").get(trust.pk)
        return f"{_range(low * staff, high * staff)} full-time equivalent staff" if staff else ""
    if row.measure.key == "no_criteria_to_reside_share":
        beds = latest_numbers([trust.pk], "beds_general_acute").get(trust.pk)
        occupancy = table.figures(MEASURES["adult_general_acute_occupancy"], row.year).get(
            trust.ods_code
        )
        if beds and occupancy:
            occupied = beds * occupancy.value
            return f"{_range(low * occupied, high * occupied)} general and acute beds a day"
    return ""


def _range(low: float, high: float) -> str:
    if round(low) == round(high):
        return f"about {high:,.0f}"
    return f"about {low:,.0f} to {high:,.0f}"


@dataclass(frozen=True)
class TypeCell:
    """How many trusts of a type reported a measure in its last whole year."""

    label: str
    trusts: int


@dataclass(frozen=True)
class MeasureCard:
    """One line of the list of measures."""

    measure: Measure
    area: EfficiencyArea | None
    years: tuple[str, ...]
    is_history: bool
    cells: tuple[TypeCell, ...]
    performers: int


@dataclass(frozen=True)
class MeasurePage:
    """The page of one measure."""

    card: MeasureCard
    balancing: Measure | None
    found: PerformersOfMeasure
    publications: tuple[Publication, ...]


def measure_cards() -> list[MeasureCard]:
    """Every measure, with how many trusts of each type reported it and its performers."""
    areas = {area.slug: area for area in AreaTree().areas.values()}
    cells = _cells()
    found = {one.measure.key: one for one in all_performers()}
    return [_card(measure, areas, cells, found[measure.key]) for measure in MEASURES.values()]


def measure_page(measure: Measure) -> MeasurePage:
    """One measure: its definition, its performers, and where its figures come from."""
    areas = {area.slug: area for area in AreaTree().areas.values()}
    found = next(one for one in all_performers() if one.measure.key == measure.key)
    real = PerformanceFigure.objects.of_population(illustrative=False).filter(measure=measure.key)
    publications = Publication.objects.filter(figures__in=real).distinct()
    return MeasurePage(
        card=_card(measure, areas, _cells(), found),
        balancing=MEASURES.get(measure.balanced_by),
        found=found,
        publications=tuple(publications),
    )


def _cells() -> dict[tuple[str, str], Counter[str]]:
    """How many trusts of each type reported each measure in each year."""
    rows = (
        PerformanceFigure.objects.national()
        .of_population(illustrative=False)
        .with_current_type()
        .values_list("measure", "year", "current_type")
        .annotate(number=CountOf("pk"))
    )
    found: dict[tuple[str, str], Counter[str]] = {}
    for measure, year, trust_type, number in rows:
        found.setdefault((measure, year), Counter())[trust_type] = number
    return found


def _card(
    measure: Measure,
    areas: dict[str, EfficiencyArea],
    cells: dict[tuple[str, str], Counter[str]],
    found: PerformersOfMeasure,
) -> MeasureCard:
    years = found.found.years
    last = cells.get((measure.key, years[-1]), Counter()) if years else Counter()
    return MeasureCard(
        measure=measure,
        area=areas.get(measure.area),
        years=years,
        is_history=found.found.is_history,
        cells=tuple(
            TypeCell(str(label), last[value])
            for value, label in Trust.Type.choices
            if last[value] and value in measure.trust_types
        ),
        performers=len(found.performers),
    )


def figure_rows(measure: Measure) -> Iterable[tuple[str, ...]]:
    """Every national figure of a measure, for a file: by code and year."""
    yield ("ODS code", "Trust", "Type", "Year", "Value", "Unit", "Part of the year", "Source")
    figures = (
        PerformanceFigure.objects.national()
        .of_population(illustrative=False)
        .with_current_type()
        .filter(measure=measure.key)
        .order_by("ods_code", "year")
    )
    labels = {value: str(label) for value, label in Trust.Type.choices}
    unit = f"share {measure.unit}" if measure.is_share else measure.unit
    for code, name, trust_type, year, value, is_part, source in figures.values_list(
        "ods_code", "trust__name", "current_type", "year", "value", "is_part_year",
        "publication__title",
    ):  # fmt: skip
        yield (
            code, name or "", labels.get(trust_type, ""), year, f"{value.normalize():f}", unit,
            "yes" if is_part else "", source,
        )  # fmt: skip
