"""What the pages of rounds show, drawn from what was stored with each run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.matching import ruled_out
from portal.matching.choices import MatchStatus, RunStatus
from portal.matching.matches.match_page import Part, parts_of
from portal.matching.models import AllocationRun, Need, Offer, Programme, Round, RunOverride
from portal.matching.round_list import offer_key, pk_of
from portal.matching.rounds import comparisons
from portal.matching.rounds import services as round_services
from portal.matching.rounds.comparisons import Change, FairnessRow
from portal.matching.rounds.overriding import Overlay, Pairs
from portal.matching.rounds.values import RoundInputs, RoundNeed, RoundOffer, from_json
from portal.matching.scoring import formula
from portal.matching.unmatched import kindred_of

RUNS_SHOWN = 20


@dataclass(frozen=True)
class NeedView:
    """One need in a run: what it gets as things stand, and what was computed where it differs.

    `carried_over` where the override was made in a run before this one.
    """

    need: RoundNeed
    offer: RoundOffer | None
    choice: int
    percent: int | None
    priority: float | None
    reason: str
    override: RunOverride | None
    carried_over: bool

    @property
    def other_area(self) -> str:
        """The area of the offer, where it is not the very area that was asked about."""
        same = self.offer is None or self.offer.area == self.need.area
        return "" if same else self.offer.area_name


@dataclass(frozen=True)
class StandingPair:
    """A pair that stood before the round."""

    name: str
    exemplar: str
    area_name: str
    status: str


@dataclass(frozen=True)
class Held:
    """A need that somebody else's place keeps from an offer, in names."""

    name: str
    area_name: str
    exemplar: str


class RunView:
    """A run with its overrides laid over it."""

    def __init__(self, run: AllocationRun) -> None:
        self.run = run
        self.inputs: RoundInputs = from_json(run.inputs)
        self.overrides = {one.need_key: one for one in run.overrides.select_related("by")}
        self.laid: Overlay = round_services.overlay_of(run)
        self.needs = {need.key: need for need in self.inputs.needs}
        self.offers = {offer.key: offer for offer in self.inputs.offers}
        self._computed = {row["need"]: row for row in run.result["pairs"]}

    def view_of(self, key: str) -> NeedView:
        need = self.needs[key]
        offer = self.offers.get(self.laid.pairs.get(key, ""))
        place = [
            (n, one) for n, one in enumerate(need.choices, 1) if offer and one.offer == offer.key
        ]
        number, chosen = place[0] if place else (0, None)
        override = self.overrides.get(key)
        return NeedView(
            need=need,
            offer=offer,
            choice=number,
            percent=round(100 * chosen.fit) if chosen else None,
            priority=self.inputs.priority(chosen.fit, need.weakness) if chosen else None,
            reason="" if offer else self._why_nobody(key),
            override=override,
            carried_over=override is not None and override.at < self.run.at,
        )

    def _why_nobody(self, key: str) -> str:
        _, reason = self.laid.refusals.nobody(self.needs[key])
        return reason

    def views(self) -> list[NeedView]:
        found = [self.view_of(key) for key in self.needs]
        return sorted(found, key=lambda one: (one.need.name, one.need.area_name, one.need.key))

    def standing(self) -> list[StandingPair]:
        """The pairs that the round left untouched."""
        labels = dict(MatchStatus.choices)
        return [
            StandingPair(
                pair.name,
                self.offers[pair.offer].name,
                self.offers[pair.offer].area_name,
                str(labels[pair.status]),
            )
            for pair in self.inputs.pinned
        ]

    def held_back(self) -> list[Held]:
        """Who would have got a place that a standing pair keeps."""
        return self.in_names(tuple((r["need"], r["offer"]) for r in self.run.result["held_back"]))

    def in_names(self, pairs: Pairs) -> list[Held]:
        return [
            Held(self.needs[need].name, self.needs[need].area_name, self.offers[offer].name)
            for need, offer in pairs
        ]

    def parts_of(self, key: str) -> list[Part]:
        """The score part by part, of the pair that was computed."""
        row = self._computed.get(key)
        same = row is not None and row["offer"] == self.laid.pairs.get(key)
        return parts_of(row["parts"]) if same else []

    def outcome(self, key: str, offer: str) -> Outcome:
        """What came of one choice of a need, as the pairs stand now, with who holds the places."""
        need, mine = self.needs[key], self.laid.pairs.get(key)
        if mine == offer:
            return Outcome("Gets this place.", ())
        numbers = {choice.offer: number for number, choice in enumerate(need.choices)}
        if mine in numbers and numbers[offer] > numbers[mine] and key not in self.overrides:
            return Outcome("Was not needed: it gets one that fits it better.", ())
        found = self.laid.refusals.refusal(need, offer)
        return Outcome(
            found.reason,
            tuple(
                f"{self.needs[one.need].name} ({self.needs[one.need].area_name}), "
                f"priority {one.priority:.3f}"
                for one in found.holders
            ),
        )


@dataclass(frozen=True)
class Outcome:
    """What came of a choice in a sentence, and who holds the places, for the broker."""

    sentence: str
    holders: tuple[str, ...]


@dataclass(frozen=True)
class RunPage:
    """Everything on the page of a run."""

    view: RunView
    paired: list[NeedView]
    alone: list[NeedView]
    carried_over: list[NeedView]
    not_kept: list[dict[str, str]]
    blocking: list[Held]
    by_type: list[FairnessRow]
    by_start: list[FairnessRow]
    before: AllocationRun | None
    changes: list[Change]
    changed_inputs: list[str]
    first_choice_percent: int
    mean_fit: int | None
    places: int
    may_send: bool
    why_not_sent: str


def page_of(run: AllocationRun) -> RunPage:
    """Who gets whom and who nobody, how fair it is, and what changed."""
    view = RunView(run)
    views = view.views()
    paired = [one for one in views if one.offer is not None]
    before = run_before(run)
    changes: list[Change] = []
    changed_inputs: list[str] = []
    if before is not None:
        old = RunView(before)
        changes = comparisons.needs(old.inputs, old.laid.pairs, view.inputs, view.laid.pairs)
        changed_inputs = comparisons.inputs(old.inputs, view.inputs)
    first = sum(one.choice == 1 for one in paired)
    return RunPage(
        view=view,
        paired=paired,
        alone=[one for one in views if one.offer is None],
        carried_over=[one for one in views if one.carried_over],
        not_kept=run.result.get("not_kept", []),
        blocking=view.in_names(view.laid.blocking()),
        by_type=comparisons.by_type(view.inputs, view.laid.pairs),
        by_start=comparisons.by_start(view.inputs, view.laid.pairs),
        before=before,
        changes=changes,
        changed_inputs=changed_inputs,
        first_choice_percent=round(100 * first / len(paired)) if paired else 0,
        mean_fit=_mean(one.percent for one in paired),
        places=_places(view.inputs),
        may_send=round_services.can_send(run),
        why_not_sent=round_services.why_not_sent(run),
    )


def _mean(percents: Iterable[int | None]) -> int | None:
    """The mean fit of the pairs that have one; a pair outside the list has none."""
    known = [percent for percent in percents if percent is not None]
    return round(sum(known) / len(known)) if known else None


def _places(inputs: RoundInputs) -> int:
    """Places in all, within each exemplar's ceiling, standing pairs counted."""
    by_exemplar: dict[str, int] = {}
    for offer in inputs.offers:
        by_exemplar[offer.exemplar] = by_exemplar.get(offer.exemplar, 0) + offer.places
    ceilings = {offer.exemplar: offer.ceiling for offer in inputs.offers}
    return sum(min(number, ceilings[one]) for one, number in by_exemplar.items())


def run_before(run: AllocationRun) -> AllocationRun | None:
    """The last run of the programme before this one that was not put aside."""
    rows = AllocationRun.objects.filter(
        programme=run.programme, trial=run.trial, pk__lt=run.pk
    ).exclude(status=RunStatus.DISCARDED)
    return rows.order_by("-pk").first()


@dataclass(frozen=True)
class Alternative:
    """One exemplar for a need on its page. `makes` lists the blocking pairs that it would add.

    `number` counts on the need's own list and is nought for one that is not on it: then `against`
    says why, and there is no fit.
    """

    offer: RoundOffer
    number: int
    percent: int | None
    priority: float | None
    outcome: str
    holders: tuple[str, ...]
    has_it: bool
    is_full: bool
    makes: list[Held]

    @property
    def key(self) -> str:
        return self.offer.key

    @property
    def label(self) -> str:
        """The exemplar as it is offered to the broker, with what giving it would overrule."""
        name = f"{self.offer.name}: {self.offer.area_name}"
        return f"{name} (one more than it has places for)" if self.is_full else name


def alternatives_of(view: RunView, key: str) -> list[Alternative]:
    """Every choice of a need, best first, and what giving it that one would upset."""
    need = view.needs[key]
    found = []
    for number, choice in enumerate(need.choices, 1):
        offer, outcome = view.offers[choice.offer], view.outcome(key, choice.offer)
        found.append(
            _alternative(
                view,
                key,
                offer,
                outcome,
                number=number,
                percent=round(100 * choice.fit),
                priority=view.inputs.priority(choice.fit, need.weakness),
            )
        )
    return found


def outside_of(view: RunView, key: str) -> list[Alternative]:
    """The other exemplars of the round, by name: a rule keeps each of them off the need's list.

    The rules are those of the records as they stand now.
    """
    need = view.needs[key]
    listed = {choice.offer for choice in need.choices}
    others = [
        offer
        for offer in view.offers.values()
        if offer.key not in listed and offer.exemplar != need.trust
    ]
    rules = {} if view.run.trial else _rules_against(key, [offer.key for offer in others])
    floor = view.run.programme.fit_floor
    for choice in need.below_floor:
        rules.setdefault(choice.offer, []).append(formula.why_below_floor(choice.fit, floor))
    return [
        _alternative(
            view,
            key,
            offer,
            Outcome(" ".join(rules.get(offer.key, [OFF_THE_LIST])), ()),
        )
        for offer in sorted(others, key=lambda one: (one.name, one.area_name))
    ]


OFF_THE_LIST = "Not on the list of this need when the round was computed."


def _rules_against(need_key: str, keys: list[str]) -> dict[str, list[str]]:
    """What keeps each of these offers off the need's list, in sentences with who and when."""
    need = (
        Need.objects.select_related("help_request__trust", "help_request__programme", "area")
        .filter(pk=pk_of(need_key))
        .first()
    )
    if need is None:
        return {}
    rows = Offer.objects.select_related("designation__trust", "designation__programme", "area")
    offers = rows.prefetch_related("designation__vetoes__trust", "designation__vetoes__by")
    by_pk = offers.in_bulk([pk_of(key) for key in keys])
    tried = ruled_out.of_need(need)
    kindred = {area.pk for area in kindred_of(need.area)}
    found = {}
    for offer in by_pk.values():
        against = ruled_out.against(need, offer, with_places=False)
        against += [
            f"{one.sentence}."
            for one in tried
            if one.trust == offer.designation.trust and f"{one.sentence}." not in against
        ]
        if offer.area_id not in kindred:
            against.insert(0, f"It offers help in {offer.area}, which is another area.")
        if against:
            found[offer_key(offer)] = against
    return found


def _alternative(
    view: RunView,
    key: str,
    offer: RoundOffer,
    outcome: Outcome,
    *,
    number: int = 0,
    percent: int | None = None,
    priority: float | None = None,
) -> Alternative:
    has = view.laid.pairs.get(key) == offer.key
    return Alternative(
        offer=offer,
        number=number,
        percent=percent,
        priority=priority,
        outcome=outcome.sentence,
        holders=outcome.holders,
        has_it=has,
        is_full=not has and not view.laid.has_room(key, offer.key),
        makes=[] if has else view.in_names(view.laid.made_by(key, offer.key)),
    )


def programme_runs(programme: Programme) -> list[AllocationRun]:
    """The latest runs of a programme, newest first, without their heavy inputs."""
    rows = programme.runs.select_related("round", "by", "sent_by").defer("inputs")
    return list(rows[:RUNS_SHOWN])


def rounds_of(programme: Programme) -> list[Round]:
    """The programme's rounds, the latest first."""
    return list(programme.rounds.order_by("-number"))
