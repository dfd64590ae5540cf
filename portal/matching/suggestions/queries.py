"""From the records to the facts that the score reads, for many designations in a few queries.

Among them: starting positions of an area's figure, and case studies that speak of a need.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Avg, Count, FloatField, Sum
from django.db.models.functions import Cast
from django.utils import timezone

from casestudies.areas import AreaTree
from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.matching import capacity, proof
from portal.matching.capacity import Places
from portal.matching.choices import Side
from portal.matching.models import ExemplarDesignation, Meeting, Offer, Programme, Survey
from portal.matching.proof import Published
from portal.matching.scoring.facts import (
    Alike,
    Feedback,
    Free,
    NeedFacts,
    OfferFacts,
    Standing,
    Starts,
    TrustFacts,
    Words,
)
from portal.matching.suggestions import starts
from portal.matching.suggestions.starts import NationalStarts
from portal.performance.measures import Measure
from portal.performance.starts import Start
from portal.trusts.likeness import queries as likeness_queries
from portal.trusts.measures import MEASURES
from portal.trusts.models import Trust, TrustFigure
from search.similarity import shared_words, significant_words_of_text, text_fit

# The register's figures that speak of an area itself; less of each is better. A top area's
# figure serves the areas below it that have none.
LESS_IS_BETTER: Mapping[str, str] = {
    "workforce": "sickness_absence_rate",
    "flow": "night_bed_occupancy",
    "discharge": "delayed_transfers",
}
# Fewer trusts than this make no ladder to stand on.
FEWEST = 10


class Ladder:
    """Where the trusts of a population stand on one measure, each among those of its type."""

    def __init__(self, key: str, *, illustrative: bool, until: str = "") -> None:
        """`until` is the last year that counts. One query."""
        self.measure = MEASURES[key].name
        self.figures: dict[int, tuple[str, float]] = {}
        self.by_type: dict[str, list[float]] = defaultdict(list)
        rows = (
            TrustFigure.objects.filter(measure=key, trust__illustrative=illustrative)
            .order_by("year")
            .values_list("trust_id", "trust__type", "year", Cast("value", FloatField()))
        )
        for pk, type_, year, value in rows:
            if not until or year[:4] <= until:
                self.figures[pk] = (type_, value)
        for type_, value in self.figures.values():
            self.by_type[type_].append(value)
        for values in self.by_type.values():
            values.sort()

    def share(self, pk: int) -> float | None:
        """The share of trusts of its type that do worse; those that do as well count half.

        None where its figure is not known, or too few others have one.
        """
        if pk not in self.figures:
            return None
        type_, value = self.figures[pk]
        everyone = self.by_type[type_]
        peers = len(everyone) - 1
        if peers < FEWEST:
            return None
        worse = len(everyone) - bisect_right(everyone, value)
        same = bisect_right(everyone, value) - bisect_left(everyone, value) - 1
        return (worse + same / 2) / peers


def read_ladder(area: tuple[str, ...], *, illustrative: bool, until: str = "") -> Ladder | None:
    """The ladder of an area (slugs from the top); None where the register has no figure of it."""
    key = next((LESS_IS_BETTER[slug] for slug in reversed(area) if slug in LESS_IS_BETTER), None)
    return Ladder(key, illustrative=illustrative, until=until) if key is not None else None


def between(
    trust: Trust, helpers: Iterable[Trust], *, area: tuple[str, ...], until: str = ""
) -> dict[int, Standing]:
    """Where the asking trust and each helper stand among trusts of their own type.

    `area` is the path of slugs from the top, `until` the last year that counts. Helpers of which
    the figure is not known are left out. One query.
    """
    found = read_ladder(area, illustrative=trust.illustrative, until=until)
    return {} if found is None else standings_on(found, trust, helpers)


def standings_on(found: Ladder, trust: Trust, helpers: Iterable[Trust]) -> dict[int, Standing]:
    """`between`, on a ladder that has been read already."""
    mine = found.share(trust.pk)
    if mine is None:
        return {}
    shares = ((helper.pk, found.share(helper.pk)) for helper in helpers)
    return {
        pk: Standing(found.measure, seeker=mine, helper=theirs)
        for pk, theirs in shares
        if theirs is not None
    }


# Below this share of the best fit of any record, a case study is not said to speak of a need.
# Measured on the demonstration: the right ones lie from 0.45 up, chance ones mostly below.
FLOOR = 0.4
# One word in common is chance; a need that says only one telling word has no second.
FEWEST_SHARED = 2


@dataclass(frozen=True)
class Spoken:
    """A case study beside a need: `fit` from 0 to 1, `shared` the telling words of both."""

    case_study: int
    title: str
    areas: frozenset[int]
    fit: float
    shared: tuple[str, ...]
    enough: bool

    @property
    def speaks(self) -> bool:
        """True if it may be said that it speaks of the need."""
        return self.enough and self.fit >= FLOOR


def by_trust(text: str, trust_ids: Iterable[int]) -> dict[int, list[Spoken]]:
    """The published case studies of these trusts beside a need, the best fit first.

    Search judges the fit, as it would judge the same words in its box. Empty where the need has
    no words. The number of queries does not grow with the trusts.
    """
    if not text.strip():
        return {}
    pages = (
        CaseStudyPage.objects.current()
        .filter(trust__in=list(trust_ids))
        .prefetch_related("areas")
        .order_by("pk")
    )
    by_pk = {page.pk: page for page in pages}
    telling = significant_words_of_text(text)
    shared = shared_words(telling, by_pk)
    wanted = max(1, min(FEWEST_SHARED, len(telling)))
    found: dict[int, list[Spoken]] = defaultdict(list)
    for pk, fit in text_fit(text, list(by_pk)).items():
        page, words = by_pk[pk], shared.get(pk, ())
        areas = frozenset(area.pk for area in page.areas.all())
        spoken = Spoken(pk, page.title, areas, fit, words, len(words) >= wanted)
        found[page.trust_id].append(spoken)
    for spoken_of in found.values():
        spoken_of.sort(key=lambda one: (not one.speaks, -one.fit, one.case_study))
    return dict(found)


def within(spoken: Iterable[Spoken], areas: Collection[int]) -> Spoken | None:
    """The best of these that lies in one of the areas; None where none does."""
    return next((one for one in spoken if one.areas & set(areas)), None)


NONE_YET = "None yet: getting one"
NO_SHARED_SUPPLIER = {NONE_YET, "In-house or generic"}
# The score weighs these on their own, so likeness leaves them out: each fact counts once.
WEIGHED_ALONE = frozenset({"record_system", "region"})


@dataclass(frozen=True)
class Asked:
    """What candidates are wanted for. `preferences` are keys of `weights.PREFERENCES`.

    `measure` is the key of the national measure that was chosen, "" for those of the area;
    `start` the figure that was given with it, None where the national figures are asked.
    """

    trust: Trust
    area: EfficiencyArea
    text: str = ""
    programme: Programme | None = None
    preferences: frozenset[str] = frozenset()
    measure: str = ""
    start: Start | None = None

    @property
    def until(self) -> str:
        """The last year that is of the time: that of a programme which has ended."""
        ends = self.programme.ends if self.programme else None
        return str(ends.year) if ends is not None and ends < timezone.localdate() else ""


@dataclass(frozen=True)
class Row:
    """One offer of a designation, or a designation that has none, with its facts."""

    designation: ExemplarDesignation
    offer: Offer | None
    places: Places | None
    facts: OfferFacts


class Known:
    """What is known of exemplars whoever asks, read once for many needs.

    What depends on who asks is read for all of `seekers` at the first need, and kept.
    """

    def __init__(
        self,
        designations: list[ExemplarDesignation],
        seekers: Iterable[Trust],
        *,
        only: Offer | None = None,
    ) -> None:
        self.designations = designations
        self.trusts = {d.trust_id: d.trust for d in designations}
        self.tree = AreaTree()
        seekers = list({trust.pk: trust for trust in seekers}.values())
        self.facts = trust_facts([*seekers, *self.trusts.values()])
        self.likeness = likeness_queries.likeness_of_each(
            seekers, self.trusts.values(), leave_out=WEIGHED_ALONE
        )
        self.published = proof.published_by(self.trusts)
        self.feedback = _feedback(self.trusts)
        self.offers = _offers(designations, only)
        everything = [one for found in self.offers.values() for one in found]
        self.free = capacity.taken_by_offer(offers=everything)
        self.hours = _hours_given(designations)
        self._words: dict[str, dict[int, list[Spoken]]] = {}
        self._ladders: dict[tuple[object, ...], Ladder | None] = {}
        self._national: dict[tuple[object, ...], NationalStarts] = {}
        self.records = starts.records_of(self.trusts)

    def words(self, text: str) -> dict[int, list[Spoken]]:
        """`text_fit.by_trust` of the exemplars."""
        if text not in self._words:
            self._words[text] = by_trust(text, self.trusts)
        return self._words[text]

    def ladder(self, area: tuple[str, ...], trust: Trust, until: str) -> Ladder | None:
        """`standings.ladder` for the population of a trust."""
        key = (area, trust.illustrative, until)
        if key not in self._ladders:
            self._ladders[key] = read_ladder(area, illustrative=trust.illustrative, until=until)
        return self._ladders[key]

    def standing(self, asked: Asked) -> dict[int, Standing]:
        """`standings.between` the asking trust and the exemplars."""
        found = self.ladder(self.tree.slugs_to(asked.area.pk), asked.trust, asked.until)
        return {} if found is None else standings_on(found, asked.trust, self.trusts.values())

    def national(self, measure: Measure, asked: Asked) -> NationalStarts:
        """The national figures of a measure for the population of the trust that asks."""
        key = (measure.key, asked.trust.illustrative, asked.until)
        if key not in self._national:
            self._national[key] = NationalStarts(
                measure, illustrative=asked.trust.illustrative, until=asked.until
            )
        return self._national[key]

    def start_of(self, asked: Asked, measure: Measure) -> Start | None:
        """Where the trust that asks stands on a measure: as it said, else as it reported."""
        if asked.start is not None and asked.measure == measure.key:
            return asked.start
        return self.national(measure, asked).latest(asked.trust.pk)

    def starts(
        self, asked: Asked, helper: Trust, offer_area: int | None
    ) -> tuple[Starts | None, str]:
        """Where both began on the first measure on which both are known, or what is missing."""
        wanted = starts.measures_of_need(self.tree, asked.area.pk, asked.measure)
        missing = ""
        for measure in wanted:
            national = self.national(measure, asked)
            mine = self.start_of(asked, measure)
            if mine is None:
                missing = missing or starts.NOT_GIVEN.format(measure.name)
                continue
            within = self.tree.ids_within(asked.area.pk)
            if offer_area is not None:
                within = within | self.tree.ids_within(offer_area)
            begun = starts.begun_of(self.records.get(helper.pk, ()), helper.pk, national, within)
            found = starts.compare_starts(mine, begun, national, asked.trust)
            if found is not None:
                return found, ""
            told = starts.NO_SPREAD if begun else starts.NO_BASELINE
            missing = told.format(measure.name, helper.name)
        return None, missing


def gather(
    asked: Asked, designations: list[ExemplarDesignation], *, only: Offer | None = None
) -> tuple[NeedFacts, list[Row]]:
    """The facts of the need, and those of each offer; `only` keeps to one offer."""
    return of_need(asked, Known(designations, [asked.trust], only=only))


def of_need(asked: Asked, known: Known) -> tuple[NeedFacts, list[Row]]:
    """`gather`, from what is known already of the exemplars."""
    tree = known.tree
    need = NeedFacts(
        trust=known.facts[asked.trust.pk],
        area=tree.slugs_to(asked.area.pk),
        area_name=asked.area.name,
        has_words=bool(asked.text.strip()),
        until=asked.until,
        preferences=asked.preferences,
    )
    standing, words = known.standing(asked), known.words(asked.text)
    likeness = known.likeness[asked.trust.ods_code]
    rows = []
    for designation in known.designations:
        alike = likeness[designation.trust.ods_code]
        spoken = words.get(designation.trust_id, [])
        base = OfferFacts(
            trust=known.facts[designation.trust_id],
            alike=alike and Alike(alike.similarity, alike.closest_on, alike.differs_on, alike.said),
            standing=standing.get(designation.trust_id),
            miles=likeness_queries.distance_miles(asked.trust, designation.trust),
            feedback=known.feedback.get(designation.trust_id),
        )
        for offer in known.offers[designation.pk] or [None]:
            facts = _of_offer(base, offer, designation, tree, known.published, spoken)
            both, missing = known.starts(asked, designation.trust, offer and offer.area_id)
            facts = replace(facts, starts=both, no_starts=missing)
            free = known.free.get(offer.pk) if offer else None
            if free is not None and asked.programme is None:
                facts = replace(facts, free=_free(free, designation, known.hours))
            rows.append(Row(designation, offer, free, facts))
    return need, rows


def _of_offer(
    base: OfferFacts,
    offer: Offer | None,
    designation: ExemplarDesignation,
    tree: AreaTree,
    published: list[Published],
    spoken: list[Spoken],
) -> OfferFacts:
    if offer is None:
        return base
    here = tree.ids_within(offer.area_id)
    theirs = [
        one for one in published if one.trust_id == designation.trust_id and one.area_ids & here
    ]
    return replace(
        base,
        area=tree.slugs_to(offer.area_id),
        area_name=tree.areas[offer.area_id].name,
        words=_words(within(spoken, here)),
        proof=proof.proof_from(theirs),
    )


def _words(best: Spoken | None) -> Words | None:
    if best is None:
        return None
    return Words(best.case_study, best.title, best.fit, best.speaks, best.shared)


def _free(found: Places, designation: ExemplarDesignation, hours: dict[int, Decimal]) -> Free:
    ceiling = designation.hours_a_quarter
    left = None if ceiling is None else max(0.0, ceiling - float(hours.get(designation.pk, 0)))
    return Free(found.left, found.places, left, None if ceiling is None else float(ceiling))


def _offers(designations: list[ExemplarDesignation], only: Offer | None) -> dict[int, list[Offer]]:
    found: dict[int, list[Offer]] = defaultdict(list)
    if only is not None:
        found[only.designation_id].append(only)
        return found
    by_id = {designation.pk: designation for designation in designations}
    for offer in Offer.objects.filter(designation__in=by_id).select_related("area").order_by("pk"):
        offer.designation = by_id[offer.designation_id]
        found[offer.designation_id].append(offer)
    return found


def trust_facts(trusts: Iterable[Trust]) -> dict[int, TrustFacts]:
    """What the register knows of these trusts. A blank type is its successors', if they agree."""
    trusts = {trust.pk: trust for trust in trusts}
    systems = _record_systems(trusts)
    untyped = [pk for pk, trust in trusts.items() if not trust.type]
    inferred = _types_of_successors(untyped)
    found = {}
    for pk, trust in trusts.items():
        type_, type_from = (trust.type, "") if trust.type else inferred.get(pk, ("", ""))
        system, year = systems.get(pk, ("", ""))
        found[pk] = TrustFacts(
            ods_code=trust.ods_code,
            name=trust.name,
            type=type_,
            type_label=str(Trust.Type(type_).label) if type_ else "",
            type_from=type_from,
            region=trust.region,
            region_label=trust.get_region_display(),
            icb=trust.icb,
            system="" if system in NO_SHARED_SUPPLIER else system,
            system_year=year,
            system_said=system,
        )
    return found


def _record_systems(trusts: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The latest record system known of each trust, with its year."""
    rows = TrustFigure.objects.filter(trust__in=list(trusts), measure="record_system")
    return {
        pk: (text, year)
        for pk, text, year in rows.order_by("year").values_list("trust_id", "text", "year")
    }


def _types_of_successors(untyped: list[int]) -> dict[int, tuple[str, str]]:
    """The type of each trust's successors, with their names, where they are all of one type."""
    if not untyped:
        return {}
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    link = Trust.successors.through.objects.filter(from_trust__in=untyped)
    for pk, type_, name in link.values_list("from_trust_id", "to_trust__type", "to_trust__name"):
        found[pk].append((type_, name))
    return {
        pk: (after[0][0], " and ".join(sorted(name for _, name in after)))
        for pk, after in found.items()
        if after[0][0] and len({type_ for type_, _ in after}) == 1
    }


def _feedback(trusts: Iterable[int]) -> dict[int, Feedback]:
    """What the seekers of earlier matches said of each helper."""
    answers = (
        Survey.objects.filter(side=Side.SEEKER, match__helper__in=list(trusts))
        .values_list("match__helper")
        .annotate(mean=Avg("helpful"), number=Count("pk"))
    )
    return {helper: Feedback(float(mean), number) for helper, mean, number in answers}


def _hours_given(designations: list[ExemplarDesignation]) -> dict[int, Decimal]:
    """The hours each exemplar gave in this quarter, small help counted: `places.hours_given`."""
    start, end = capacity.quarter_of(timezone.localdate())
    meetings = Meeting.objects.filter(
        held_on__gte=start,
        held_on__lt=end,
        match__helper__in=[designation.trust_id for designation in designations],
    )
    given: dict[tuple[int, int | None], Decimal] = {
        (helper, designation): hours
        for helper, designation, hours in meetings.values_list(
            "match__helper", "match__offer__designation"
        ).annotate(hours=Sum("helper_hours"))
    }
    sessions = capacity.session_hours([one.pk for one in designations], start=start, end=end)
    return {
        designation.pk: given.get((designation.trust_id, designation.pk), Decimal(0))
        + given.get((designation.trust_id, None), Decimal(0))
        + sessions.get(designation.pk, Decimal(0))
        for designation in designations
    }
