"""From the records to the facts that the score reads, for many designations in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Avg, Count, Sum
from django.utils import timezone

from casestudies.areas import AreaTree
from casestudies.models import EfficiencyArea
from portal.matching import places, proof, standings, text_fit
from portal.matching.choices import Side
from portal.matching.facts import (
    Alike,
    Feedback,
    Free,
    NeedFacts,
    OfferFacts,
    Standing,
    TrustFacts,
    Words,
)
from portal.matching.models import ExemplarDesignation, Meeting, Offer, Programme, Survey
from portal.matching.places import Places
from portal.matching.proof import Published
from portal.matching.standings import Ladder
from portal.matching.text_fit import Spoken
from portal.trusts import reads
from portal.trusts.models import Trust, TrustFigure

NONE_YET = "None yet: getting one"
NO_SHARED_SUPPLIER = {NONE_YET, "In-house or generic"}
# The score weighs these on their own, so likeness leaves them out: each fact counts once.
WEIGHED_ALONE = frozenset({"record_system", "region"})


@dataclass(frozen=True)
class Asked:
    """What candidates are wanted for. `preferences` are keys of `weights.PREFERENCES`."""

    trust: Trust
    area: EfficiencyArea
    text: str = ""
    programme: Programme | None = None
    preferences: frozenset[str] = frozenset()

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
        self.likeness = reads.likeness_of_each(
            seekers, self.trusts.values(), leave_out=WEIGHED_ALONE
        )
        self.published = proof.published_by(self.trusts)
        self.feedback = _feedback(self.trusts)
        self.offers = _offers(designations, only)
        everything = [one for found in self.offers.values() for one in found]
        self.free = places.taken_by_offer(offers=everything)
        self.hours = _hours_given(designations)
        self._words: dict[str, dict[int, list[Spoken]]] = {}
        self._ladders: dict[tuple[object, ...], Ladder | None] = {}

    def words(self, text: str) -> dict[int, list[Spoken]]:
        """`text_fit.by_trust` of the exemplars."""
        if text not in self._words:
            self._words[text] = text_fit.by_trust(text, self.trusts)
        return self._words[text]

    def ladder(self, area: tuple[str, ...], trust: Trust, until: str) -> Ladder | None:
        """`standings.ladder` for the population of a trust."""
        key = (area, trust.illustrative, until)
        if key not in self._ladders:
            self._ladders[key] = standings.ladder(
                area, illustrative=trust.illustrative, until=until
            )
        return self._ladders[key]

    def standing(self, asked: Asked) -> dict[int, Standing]:
        """`standings.between` the asking trust and the exemplars."""
        found = self.ladder(self.tree.slugs_to(asked.area.pk), asked.trust, asked.until)
        return {} if found is None else standings.on(found, asked.trust, self.trusts.values())


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
            miles=reads.distance_miles(asked.trust, designation.trust),
            feedback=known.feedback.get(designation.trust_id),
        )
        for offer in known.offers[designation.pk] or [None]:
            facts = _of_offer(base, offer, designation, tree, known.published, spoken)
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
        words=_words(text_fit.within(spoken, here)),
        proof=proof.of(theirs),
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
    start, end = places.quarter_of(timezone.localdate())
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
    sessions = places.session_hours([one.pk for one in designations], start=start, end=end)
    return {
        designation.pk: given.get((designation.trust_id, designation.pk), Decimal(0))
        + given.get((designation.trust_id, None), Decimal(0))
        + sessions.get(designation.pk, Decimal(0))
        for designation in designations
    }
