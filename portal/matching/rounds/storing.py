"""A round's result as it is stored with the run, and the highest total fit to read beside it.

Every page of a run is drawn from what is stored. The highest total fit within places and ceilings
is a flow of least cost, by successive shortest paths with potentials: enough for the round of a
programme; larger markets need the `ortools` extra. It is never sent: trusts may prefer each other
to what it gives them, and a trust can sway it by leaving choices out. It ignores soft reserves.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappop, heappush
from importlib.util import find_spec
from math import inf
from typing import Any

from portal.matching.allocation import Market, blocking_pairs
from portal.matching.rounds.inputs import Scores
from portal.matching.rounds.results import Refusal, RoundResult
from portal.matching.rounds.values import RoundInputs, market_of, pinned_pairs
from portal.matching.scoring.formula import as_rows


class Network:
    """Arcs with room for whole units, each at a cost of nought or more."""

    def __init__(self, nodes: int) -> None:
        self.out: list[list[int]] = [[] for _ in range(nodes)]
        self.to: list[int] = []
        self.room: list[int] = []
        self.cost: list[float] = []

    def join(self, tail: int, head: int, room: int, cost: float = 0.0) -> int:
        """Add an arc; returns its number. The arc after it leads back."""
        number = len(self.to)
        for at, (start, end, space, price) in enumerate(
            ((tail, head, room, cost), (head, tail, 0, -cost))
        ):
            self.out[start].append(number + at)
            self.to.append(end)
            self.room.append(space)
            self.cost.append(price)
        return number

    def send_cheapest(self, source: int, sink: int, *, at_most: float) -> None:
        """Send units one by one on the cheapest way, while one costs less than `at_most`."""
        potential = [0.0] * len(self.out)
        while True:
            distance, came_by = self._shortest(source, potential)
            if distance[sink] == inf or distance[sink] + potential[sink] >= at_most:
                return
            reach = distance[sink]
            for node, far in enumerate(distance):
                potential[node] += min(far, reach)
            node = sink
            while node != source:
                arc = came_by[node]
                self.room[arc] -= 1
                self.room[arc ^ 1] += 1
                node = self.to[arc ^ 1]

    def _shortest(self, source: int, potential: list[float]) -> tuple[list[float], list[int]]:
        distance = [inf] * len(self.out)
        came_by = [-1] * len(self.out)
        distance[source] = 0.0
        queue = [(0.0, source)]
        while queue:
            far, node = heappop(queue)
            if far > distance[node]:
                continue
            for arc in self.out[node]:
                if not self.room[arc]:
                    continue
                head = self.to[arc]
                # Rounding must not make an arc look cheaper than nothing.
                step = max(0.0, self.cost[arc] + potential[node] - potential[head])
                if far + step < distance[head] - 1e-12:
                    distance[head] = far + step
                    came_by[head] = arc
                    heappush(queue, (distance[head], head))
        return distance, came_by


# About three seconds on one core.
MOST_CHOICES_HERE = 6_000
SCALE = 1_000_000
TOO_LARGE = (
    "This round is too large to work out the highest total fit here. Install the extra "
    "“ortools” and run it again."
)


def available() -> bool:
    """True if the `ortools` extra is installed."""
    return find_spec("ortools") is not None


def compared(inputs: RoundInputs, pairs: Mapping[str, str]) -> dict[str, Any]:
    """The report that is stored with a run: totals, and who would be passed over."""
    market = market_of(inputs).without(pinned_pairs(inputs))
    choices = sum(len(seeker.choices) for seeker in market.seekers.values())
    if choices > MOST_CHOICES_HERE and not available():
        return {"sentence": TOO_LARGE}
    best = of_market(market)
    blocking = blocking_pairs(market, best)
    return {
        "fit": round(_total(market, pairs), 4),
        "highest_fit": round(_total(market, best), 4),
        "pairs": len(pairs),
        "highest_pairs": len(best),
        "other_partner": sum(best.get(need) != offer for need, offer in pairs.items()),
        "blocking": len(blocking),
        "needs_in_blocking": len({need for need, _ in blocking}),
    }


def of_market(market: Market) -> dict[str, str]:
    """The pairs of the highest total fit, reserves left aside."""
    if available():
        return _by_ortools(market)
    return _by_flow(market)


def _numbers(market: Market) -> tuple[dict[str, int], int, int]:
    """A node for each need, offer and exemplar, then the source and the sink."""
    names = [*(f"n {one}" for one in sorted(market.seekers))]
    names += [f"o {one}" for one in sorted(market.offers)]
    names += [f"e {one}" for one in sorted({o.exemplar for o in market.offers.values()})]
    return {name: number for number, name in enumerate(names)}, len(names), len(names) + 1


def _arcs(market: Market) -> tuple[list[tuple[int, int, int, float]], int, int, int]:
    """Each arc as tail, head, room and fit; then how many nodes, the source and the sink."""
    numbers, source, sink = _numbers(market)
    arcs: list[tuple[int, int, int, float]] = []
    for need in sorted(market.seekers):
        for choice in market.seekers[need].choices:
            arcs.append((numbers[f"n {need}"], numbers[f"o {choice.offer}"], 1, choice.fit))
    arcs += [(source, numbers[f"n {need}"], 1, 0.0) for need in sorted(market.seekers)]
    for offer in market.offers.values():
        ends = numbers[f"o {offer.id}"], numbers[f"e {offer.exemplar}"]
        arcs.append((*ends, offer.places, 0.0))
    for exemplar in sorted({offer.exemplar for offer in market.offers.values()}):
        arcs.append((numbers[f"e {exemplar}"], sink, market.ceilings.get(exemplar, 0), 0.0))
    return arcs, sink + 1, source, sink


def _by_flow(market: Market) -> dict[str, str]:
    arcs, nodes, source, sink = _arcs(market)
    choices = sum(len(seeker.choices) for seeker in market.seekers.values())
    network = Network(nodes)
    # A pair of fit 1 costs nothing; the arcs back keep what was paid.
    numbers = [
        network.join(tail, head, room, 1.0 - fit if number < choices else 0.0)
        for number, (tail, head, room, fit) in enumerate(arcs)
    ]
    network.send_cheapest(source, sink, at_most=1.0)
    return _read(market, [not network.room[number] for number in numbers])


def _by_ortools(market: Market) -> dict[str, str]:
    from ortools.graph.python import min_cost_flow

    arcs, _, source, sink = _arcs(market)
    solver = min_cost_flow.SimpleMinCostFlow()
    for tail, head, room, fit in arcs:
        solver.add_arc_with_capacity_and_unit_cost(tail, head, room, -round(fit * SCALE))
    # Units that help nobody go past, so that a pair is made only where it adds fit.
    solver.add_arc_with_capacity_and_unit_cost(source, sink, len(market.seekers), 0)
    solver.set_node_supply(source, len(market.seekers))
    solver.set_node_supply(sink, -len(market.seekers))
    solver.solve()
    return _read(market, [solver.flow(number) > 0 for number in range(len(arcs))])


def _read(market: Market, used: list[bool]) -> dict[str, str]:
    named = (
        (need, choice.offer)
        for need in sorted(market.seekers)
        for choice in market.seekers[need].choices
    )
    return {need: offer for (need, offer), is_used in zip(named, used, strict=False) if is_used}


def _total(market: Market, pairs: Mapping[str, str]) -> float:
    return sum(-market.key(need, offer)[1] for need, offer in pairs.items())


def as_json(result: RoundResult, inputs: RoundInputs, scores: Scores) -> dict[str, Any]:
    """Pairs with their reasons, who got nobody and why, and the proof."""
    needs = {need.key: need for need in inputs.needs}
    offers = {offer.key: offer for offer in inputs.offers}
    pairs = [
        {
            "need": pair.need,
            "trust": needs[pair.need].trust,
            "trust_name": needs[pair.need].name,
            "area": needs[pair.need].area,
            "offer": pair.offer,
            "exemplar": offers[pair.offer].exemplar,
            "exemplar_name": offers[pair.offer].name,
            "offer_area": offers[pair.offer].area,
            "choice": pair.choice,
            "choices": pair.choices,
            "score": round(pair.fit, 6),
            "confidence": round(pair.confidence, 6),
            "priority": round(pair.priority, 6),
            "refused_by": _refusals(pair.refusals),
            "parts": as_rows(scores[pair.need, pair.offer]),
        }
        for pair in result.pairs
    ]
    unmatched = [
        {
            "need": one.need,
            "trust": needs[one.need].trust,
            "trust_name": needs[one.need].name,
            "area": needs[one.need].area,
            "code": one.code,
            "reason": one.reason,
            "refused_by": _refusals(one.refusals),
        }
        for one in result.unmatched
    ]
    return {
        "pairs": pairs,
        "unmatched": unmatched,
        "blocking_pairs": _listed(result.blocking),
        "held_back": _listed(result.held_back),
        "max_fit": compared(inputs, result.by_need),
        "seconds": round(result.seconds, 4),
    }


def _refusals(found: tuple[Refusal, ...]) -> list[dict[str, str]]:
    return [{"offer": one.offer, "cause": one.cause.value, "reason": one.reason} for one in found]


def _listed(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"need": need, "offer": offer} for need, offer in pairs]
