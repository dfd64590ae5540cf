"""Markets of a given size for timing and for tests: half an exemplar's pull is common taste."""

from __future__ import annotations

from random import Random

from portal.matching.allocation import Choice, Market, Seeker, Supply

CANDIDATES = 50
PLACES_A_NEED = 0.8


def make_market(needs, offers, candidates=CANDIDATES, seed=1):
    """`needs` with `candidates` choices each among `offers`, four places for five needs."""
    random = Random(seed)
    places = max(1, int(PLACES_A_NEED * needs / offers))
    supplies = [Supply(f"o{n}", f"e{n}", places) for n in range(offers)]
    taste = [random.random() for _ in range(offers)]
    seekers = []
    for n in range(needs):
        weakness = random.random()
        choices = []
        for offer in random.sample(range(offers), min(candidates, offers)):
            fit = 0.5 * taste[offer] + 0.5 * random.random()
            choices.append(Choice(f"o{offer}", fit + 0.5 * weakness, fit))
        choices.sort(key=lambda choice: -choice.fit)
        seekers.append(Seeker(f"n{n}", tuple(choices)))
    return Market(seekers, supplies, {supply.exemplar: places for supply in supplies})
