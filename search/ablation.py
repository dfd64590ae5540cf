"""What each part of the search gains: the same queries with it and without it.

The difference of the means says how much; a paired bootstrap over the queries says how sure that
is. The price is the difference of the median times.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from search.evaluation import Answers, Collection, Scores, ask_all, judged, rows_of, scores_of
from search.query import PARTS
from search.site_engine import Engine

WHOLE = ""
DRAWS = 2000
SEED = 1
# Each configuration is timed this often, in turn, and each query's best time counts, so that a
# busy machine weighs on all alike.
ROUNDS = 3


@dataclass(frozen=True)
class Ablation:
    """What a part gains in nDCG@10, with a 95% interval, and what it costs in milliseconds."""

    part: str
    gain: float
    low: float
    high: float
    cost_ms: float

    def as_dict(self) -> dict[str, Any]:
        """For the JSON of the command."""
        return {
            "part": self.part,
            "ndcg@10_gain": round(self.gain, 4),
            "interval_95": [round(self.low, 4), round(self.high, 4)],
            "cost_ms": round(self.cost_ms, 2),
        }

    @property
    def words(self) -> str:
        """One line for a person."""
        return (
            f"{self.part:12} nDCG@10 {self.gain:+.4f} (95% {self.low:+.4f} to {self.high:+.4f}), "
            f"{self.cost_ms:+.2f} ms"
        )


def ablate(collection: Collection, engine: Engine) -> tuple[Scores, list[Ablation]]:
    """The scores of the whole, and what each part adds to it. Raises BadCollection."""
    queries = judged(collection)
    with engine.scratch(rows_of(collection)) as scratch:
        runs: dict[str, list[Answers]] = {part: [] for part in (WHOLE, *PARTS)}
        for _ in range(ROUNDS):
            for part, found in runs.items():
                left_out = frozenset({part} - {WHOLE})
                found.append(ask_all(collection, queries, scratch, left_out))
    best = {
        part: [min(times) for times in zip(*(run.times for run in found), strict=True)]
        for part, found in runs.items()
    }
    whole = [measured[0] for measured in runs[WHOLE][0].measured]
    parts = []
    for part in PARTS:
        without = [measured[0] for measured in runs[part][0].measured]
        gain, low, high = paired_bootstrap(whole, without)
        parts.append(Ablation(part, gain, low, high, median(best[WHOLE]) - median(best[part])))
    return scores_of(collection, runs[WHOLE][0]), parts


def paired_bootstrap(
    these: Sequence[float], those: Sequence[float], *, draws: int = DRAWS
) -> tuple[float, float, float]:
    """The mean of these less those, pair by pair, and the ends of its 95% interval."""
    differences = [one - other for one, other in zip(these, those, strict=True)]
    number = len(differences)
    drawing = random.Random(SEED)
    means = sorted(sum(drawing.choices(differences, k=number)) / number for _ in range(draws))
    low, high = means[int(0.025 * draws)], means[int(0.975 * draws) - 1]
    return sum(differences) / number, low, high
