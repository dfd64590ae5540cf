"""Who offers help: exemplars with their offers and places left, programme by programme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from casestudies.choices import HelpKind
from casestudies.models import EfficiencyArea
from portal.matching import exemplar_counts, places, policies
from portal.matching.asking import reply_times
from portal.matching.asking.reply_times import ReplyTime
from portal.matching.choices import DesignationStatus
from portal.matching.models import ExemplarDesignation, Offer, Programme, live_on
from portal.matching.scoring import area_fit
from portal.matching.weights import STANDARD, of_programme


@dataclass(frozen=True)
class OfferRow:
    """One offer as it is shown: `left` places of `places`.

    `nearness` is how near its area is to the one that was chosen, as matching scores it: 1 for
    the same, nought for another tree. `beside` says so in words where it is not the same;
    `inside` is False for an area above or beside it.
    """

    offer: Offer
    left: int
    places: int
    kinds: list[str]
    nearness: float = 1.0
    beside: str = ""
    inside: bool = True


@dataclass(frozen=True)
class ExemplarRow:
    """One exemplar with the offers that fit what was asked for."""

    designation: ExemplarDesignation
    offers: list[OfferRow]
    reply_time: ReplyTime | None = None

    @property
    def left(self) -> int:
        """Places left in all, within the exemplar's ceiling."""
        return min([self.designation.ceiling, sum(row.left for row in self.offers)])

    @property
    def is_inside(self) -> bool:
        """True if it offers help in the chosen area or one below it; always without an area."""
        return any(row.inside for row in self.offers)


def designations() -> QuerySet[ExemplarDesignation]:
    """Designations with their trust, programme and offers."""
    offers = Offer.objects.select_related("area", "designation").order_by("area__name")
    return ExemplarDesignation.objects.select_related("trust", "programme").prefetch_related(
        Prefetch("offers", queryset=offers)
    )


def live_exemplars(chosen: dict[str, Any]) -> list[ExemplarRow]:
    """Designated exemplars with an offer that fits, those with most places left first.

    A chosen area brings in what matching would suggest for it: first the offers in the area and
    below it, then those above and beside it in the same tree. A fixed number of queries.
    """
    rows = designations().filter(live_on(timezone.localdate()))
    if chosen.get("trust_type"):
        rows = rows.filter(trust__type=chosen["trust_type"])
    if chosen.get("region"):
        rows = rows.filter(trust__region=chosen["region"])
    live = list(rows.order_by("trust__name", "pk"))
    counted = places.taken_by_offer(
        offers=[offer for designation in live for offer in designation.offers.all()]
    )
    near = _Nearness(chosen["area"]) if chosen.get("area") else None
    found = []
    for designation in live:
        offers = [_offer_row(offer, counted[offer.pk]) for offer in designation.offers.all()]
        if near is not None:
            offers = sorted(map(near.of, offers), key=lambda row: -row.nearness)
        fitting = [row for row in offers if _fits(row, chosen)]
        if fitting:
            found.append(ExemplarRow(designation, fitting))
    return sorted(found, key=lambda row: (not row.is_inside, -row.left, row.designation.trust.name))


def with_reply_times(rows: Iterable[ExemplarRow]) -> list[ExemplarRow]:
    """The same, each with its team's usual reply time where that is known. One query."""
    shown = list(rows)
    usual = reply_times.usual(row.designation.trust_id for row in shown)
    return [replace(row, reply_time=usual[row.designation.trust_id]) for row in shown]


def offer_rows(designation: ExemplarDesignation) -> list[OfferRow]:
    """The offers of one exemplar with their places."""
    offers = list(designation.offers.all())
    counted = places.taken_by_offer(offers=offers)
    return [_offer_row(offer, counted[offer.pk]) for offer in offers]


class _Nearness:
    """How offers stand to one area, by the rule that matching scores them with. One query."""

    def __init__(self, slug: str) -> None:
        rows = EfficiencyArea.objects.values_list("pk", "parent", "slug", "name")
        self.areas = {pk: (parent, own, name) for pk, parent, own, name in rows}
        self.chosen = next((pk for pk, row in self.areas.items() if row[1] == slug), None)

    def of(self, row: OfferRow) -> OfferRow:
        if self.chosen is None:
            return replace(row, nearness=0.0)
        wanted, offered = self._path(self.chosen), self._path(row.offer.area_id)
        fit, name = area_fit(wanted, offered), self.areas[self.chosen][2]
        if offered[: len(wanted)] == wanted:
            beside = "" if offered == wanted else f"a part of {name}"
            return replace(row, nearness=fit, beside=beside)
        is_above = wanted[: len(offered)] == offered
        beside = f"the area above {name}" if is_above else f"an area beside {name}"
        return replace(row, nearness=fit, beside=beside, inside=False)

    def _path(self, pk: int) -> tuple[str, ...]:
        path: list[str] = []
        at: int | None = pk
        while at is not None:
            at, slug, _ = self.areas[at]
            path.insert(0, slug)
        return tuple(path)


def _offer_row(offer: Offer, counted: places.Places) -> OfferRow:
    kinds = [str(HelpKind(kind).label) for kind in offer.help_offered]
    return OfferRow(offer, counted.left, counted.places, kinds)


def _fits(row: OfferRow, chosen: dict[str, Any]) -> bool:
    if row.nearness <= 0:
        return False
    # An offer that names no kinds of help is open to all of them.
    kind, kinds = chosen.get("help"), row.offer.help_offered
    if kind and kinds and kind not in kinds:
        return False
    return not chosen.get("places") or row.left > 0


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme in a list, with how many exemplars it has or had."""

    programme: Programme
    exemplars: int
    is_history: bool


def programmes() -> list[ProgrammeRow]:
    """All programmes, newest first."""
    counted = exemplar_counts.of_programmes()
    return [
        ProgrammeRow(row, counted[row.pk], policies.is_historical(row))
        for row in Programme.objects.all()
    ]


@dataclass(frozen=True)
class WeightRow:
    """One published weight: its share of the whole in per cent, and why it counts."""

    label: str
    percent: int
    why: str
    changed: bool


def weights_of(programme: Programme) -> list[WeightRow]:
    """The published weights of a programme, the heaviest first."""
    chosen = of_programme(programme.weights)
    whole = sum(chosen.values())
    rows = [
        WeightRow(
            STANDARD[name].label,
            round(100 * value / whole),
            STANDARD[name].why,
            abs(value - STANDARD[name].value) > 1e-9,
        )
        for name, value in chosen.items()
    ]
    return sorted(rows, key=lambda row: (-row.percent, row.label))


def exemplars_of(programme: Programme) -> list[ExemplarDesignation]:
    """Every exemplar the programme has or had; applications are not public."""
    been = exemplar_counts.BEEN_EXEMPLAR
    rows = designations().filter(programme=programme, status__in=been)
    return list(rows.order_by("group", "trust__name"))


def applications_of(programme: Programme) -> list[ExemplarDesignation]:
    """Trusts that applied and wait for the broker."""
    waiting = [DesignationStatus.APPLIED, DesignationStatus.ASSESSED]
    return list(designations().filter(programme=programme, status__in=waiting))


def designations_of(trust_ids: set[int] | frozenset[int]) -> list[ExemplarDesignation]:
    """Every designation of these trusts, whatever its state."""
    return list(designations().filter(trust__in=trust_ids).order_by("programme", "trust__name"))
