"""What the highest total fit would have given, to be read beside a round and never sent.

It asks nobody's leave: trusts may rather have each other than what it gives them, and it can be
swayed by leaving choices out. Soft reserves are left aside. Small markets are worked out here;
larger ones need the `ortools` extra.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from portal.matching.allocation import Market
from portal.matching.rounds.flow import Network
from portal.matching.rounds.values import RoundInputs, market_of, pinned_pairs
from portal.matching.stability import blocking_pairs

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
