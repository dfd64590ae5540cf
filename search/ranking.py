"""What moves a record up or down beside how well its words fit.

Relevance comes first: each factor multiplies it, is bounded, and is 1 (neutral) where nothing is
known. Together they stay between 0.79 and 1.6 for a record that was checked here and never below
0.47, so that they order records that fit about equally well and never lift one that does not fit.

| factor       | range       | from                                                             |
|--------------|-------------|------------------------------------------------------------------|
| evidence     | 1 to 1.10   | the grade, of what works; half of it where results are mixed     |
| sign-off     | 1 to 1.08   | the highest rung among the savings that count                    |
| adoptions    | 1 to 1.15   | trusts that took it up, confirmed by themselves; 10 give it all  |
| freshness    | 0.94 to 1   | full for 3 years after the results were measured, least at 10    |
| checked here | 0.85 or 1   | 0.85 for a signpost, whose story nobody here has checked         |
| own words    | 0.60 to 1   | of a signpost: the share of the typed words that it says itself  |
| likeness     | 1 to 1.15   | how like the reader's chosen trust the origin is, when asked for |

`search.relevance_feedback` is part of how well the words fit: 1 to 1.7 for the words shared with
the best.

A signpost is a few lines long, and relevance favours short texts. The synonyms of an area stand in
the text of every record of it, and there they count a third more for a signpost than for a whole
story. So it loses twice: for not being checked, and for what its areas say and it does not. On the
judged questions of the demonstration “own words” gained 0.007 nDCG@10 on 72 long ones and lost
0.001 on 52 short ones, and took unchecked signposts from above checked records that were judged
the same; a lower “checked here” for all alike did so too, and lost 0.008 where the signpost was the
one that fits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

EVIDENCE = {"strong": 1.10, "good": 1.06, "promising": 1.03, "early": 1.0}
# The share of that lift by what the evidence says.
LIFTED = {"works": 1.0, "mixed": 0.5}
SIGN_OFF = {"adopter": 1.08, "independent": 1.06, "finance": 1.04, "estimated": 1.0}
MOST_FOR_ADOPTIONS = 0.15
ADOPTIONS_FOR_ALL = 10
MOST_FOR_LIKENESS = 0.15
LEAST_FRESHNESS = 0.94
UNCHECKED = 0.85
LEAST_FOR_OWN_WORDS = 0.60
FRESH_YEARS = 3
STALE_YEARS = 10
DAYS_A_YEAR = 365.25

# Where the best record of a trust type that the acute sector crowds out is shown at the latest.
PARITY_PLACES = (9, 19)
CROWDED_OUT = frozenset({"community", "mental-health", "ambulance", "care-trust"})


@dataclass(frozen=True)
class Standing:
    """What is known of a record apart from its words. Blank or None is not known."""

    grade: str = ""
    sign_off: str = ""
    adopters: int = 0
    measured: date | None = None
    signpost: bool = False
    direction: str = ""


def factors(standing: Standing, *, today: date) -> dict[str, float]:
    """The factors of a record's own standing, by name."""
    return {
        "evidence": evidence(standing.grade, standing.direction),
        "sign-off": SIGN_OFF.get(standing.sign_off, 1.0),
        "adoptions": adoptions(standing.adopters),
        "freshness": freshness(standing.measured, today=today),
        "checked here": UNCHECKED if standing.signpost else 1.0,
    }


def evidence(grade: str, direction: str) -> float:
    """A grade lifts what works. Strong evidence that something fails is no reason to lift it.

    Nor to bury it: it is neutral, so that whoever looks for just that finds it.
    """
    return 1 + (EVIDENCE.get(grade, 1.0) - 1) * LIFTED.get(direction, 0.0)


def prior(standing: Standing, *, today: date) -> float:
    """The product of the factors of a record's own standing."""
    return round(math.prod(factors(standing, today=today).values()), 6)


def adoptions(count: int) -> float:
    """Each adoption lifts, the first most."""
    share = math.log1p(max(count, 0)) / math.log1p(ADOPTIONS_FOR_ALL)
    return 1 + MOST_FOR_ADOPTIONS * min(1.0, share)


def freshness(measured: date | None, *, today: date) -> float:
    """Whole years only, so that a record's standing changes on its anniversary, not daily."""
    if measured is None:
        return 1.0
    years = int((today - measured).days / DAYS_A_YEAR)
    share = (years - FRESH_YEARS) / (STALE_YEARS - FRESH_YEARS)
    return 1 - (1 - LEAST_FRESHNESS) * min(1.0, max(0.0, share))


def own_words(typed: int, said: int) -> float:
    """The factor of a signpost by what it says itself, not only the names of its areas.

    `said` is how many of so many typed words its title and result say. 1 if nothing was typed.
    """
    share = said / typed if typed else 1.0
    return LEAST_FOR_OWN_WORDS + (1 - LEAST_FOR_OWN_WORDS) * share


def likeness(closeness: float) -> float:
    """`closeness` from 0 to 1 between the reader's chosen trust and the origin."""
    return 1 + MOST_FOR_LIKENESS * min(1.0, max(0.0, closeness))


def keep_parity(order: Sequence[int], crowded_out: AbstractSet[int]) -> list[int]:
    """`order` (best first) with the two best of `crowded_out` no later than their places.

    Community, mental-health and ambulance records are never buried by the size of the acute
    sector: if any fits, some are on the first page.
    """
    moved = list(order)
    best = [entry for entry in moved if entry in crowded_out][: len(PARITY_PLACES)]
    for place, entry in zip(PARITY_PLACES, best, strict=False):
        current = moved.index(entry)
        if current > place:
            moved.insert(place, moved.pop(current))
    return moved
