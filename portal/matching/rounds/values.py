"""A round as values: what goes in, and its fingerprint. Frozen; nothing here reads a record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from portal.matching import allocation
from portal.matching.allocation import Choice, Market, Seeker, Supply


@dataclass(frozen=True)
class RoundChoice:
    """An offer that a need would take; `fit` and `confidence` are those of its score."""

    offer: str
    fit: float
    confidence: float


@dataclass(frozen=True)
class RoundNeed:
    """A need in a round, its choices best first. `asked` is its date.

    `weakness` is the share of like trusts that do better on the area's figure, None if it is not
    known. Without choices, `code` (a `NoPartner`) and `why` say what left none. `below_floor` are
    offers that fit too little to be given, best first: for the broker to see.
    """

    key: str
    trust: str
    name: str
    kind: str
    kind_label: str
    area: str
    area_name: str
    help_kind: str
    asked: str
    weakness: float | None
    choices: tuple[RoundChoice, ...] = ()
    code: str = ""
    why: str = ""
    below_floor: tuple[RoundChoice, ...] = ()


@dataclass(frozen=True)
class RoundOffer:
    """An offer with all its places, and the ceiling of its exemplar over all its offers."""

    key: str
    exemplar: str
    name: str
    area: str
    area_name: str
    places: int
    ceiling: int
    reserves: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Pinned:
    """A pair that stands: `status` is active, or proposed and not answered yet."""

    need: str
    offer: str
    status: str
    trust: str
    name: str
    kind: str
    fit: float
    weakness: float | None
    asked: str


@dataclass(frozen=True)
class RoundInputs:
    """Everything that decides a round, and nothing else.

    `note` says what a trial assumed; `generated` needs were never asked by anyone.
    """

    programme: str
    closes_on: str
    needs: tuple[RoundNeed, ...]
    offers: tuple[RoundOffer, ...]
    pinned: tuple[Pinned, ...]
    weights: Mapping[str, float]
    weights_version: int
    weakness_weight: float
    generated: bool = False
    seed: int | None = None
    note: str = ""

    def priority(self, fit: float, weakness: float | None) -> float:
        return allocation.priority_of(fit, weakness, self.weakness_weight)


def as_json(inputs: RoundInputs) -> dict[str, Any]:
    """The inputs as they are stored; the order they came in leaves no trace."""
    found = asdict(inputs)
    for name in ("needs", "offers"):
        found[name] = sorted(found[name], key=lambda one: one["key"])
    found["pinned"] = sorted(found["pinned"], key=lambda one: one["need"])
    for need in found["needs"]:
        # Rounds from before there was a floor keep their fingerprint.
        if not need["below_floor"]:
            del need["below_floor"]
    stored: dict[str, Any] = json.loads(_canonical(found))
    return stored


def from_json(stored: Mapping[str, Any]) -> RoundInputs:
    """The inputs of a run, back from what was stored."""
    needs = (
        RoundNeed(
            **{
                **one,
                "choices": tuple(RoundChoice(**c) for c in one["choices"]),
                "below_floor": tuple(RoundChoice(**c) for c in one.get("below_floor", ())),
            }
        )
        for one in stored["needs"]
    )
    return RoundInputs(
        **{
            **stored,
            "needs": tuple(needs),
            "offers": tuple(RoundOffer(**one) for one in stored["offers"]),
            "pinned": tuple(Pinned(**one) for one in stored["pinned"]),
        }
    )


def digest(inputs: RoundInputs) -> str:
    """SHA-256 of the inputs: the same for the same round, whatever the order of its parts."""
    return hashlib.sha256(_canonical(as_json(inputs)).encode()).hexdigest()


def _canonical(found: Mapping[str, Any]) -> str:
    return json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def market_of(inputs: RoundInputs, given: Mapping[str, str] | None = None) -> Market:
    """The whole market, pinned pairs too: each of those names its own offer only.

    `given` are offers that the programme manager gives to needs (need to offer). One that is not
    on the need's own list goes to its end, with a fit of nought: no rule put it there.
    """
    seekers = [
        Seeker(
            id=need.key,
            choices=tuple(
                Choice(one.offer, inputs.priority(one.fit, need.weakness), one.fit)
                for one in _list_of(need, (given or {}).get(need.key, ""))
            ),
            kind=need.kind,
            asked=need.asked,
        )
        for need in inputs.needs
    ]
    seekers += [
        Seeker(
            id=pair.need,
            choices=(Choice(pair.offer, inputs.priority(pair.fit, pair.weakness), pair.fit),),
            kind=pair.kind,
            asked=pair.asked,
        )
        for pair in inputs.pinned
    ]
    supplies = [Supply(o.key, o.exemplar, o.places, dict(o.reserves)) for o in inputs.offers]
    return Market(seekers, supplies, {offer.exemplar: offer.ceiling for offer in inputs.offers})


def _list_of(need: RoundNeed, given: str) -> tuple[RoundChoice, ...]:
    if not given or any(one.offer == given for one in need.choices):
        return need.choices
    return (*need.choices, RoundChoice(given, 0.0, 0.0))


def pinned_pairs(inputs: RoundInputs) -> dict[str, str]:
    """The pairs that stand, need to offer."""
    return {pair.need: pair.offer for pair in inputs.pinned}
