"""The ranking's own factors, applied once to the best that an engine brought, the same for all.

The first `plan.HEAD` results by their words are put in order by words, standing, likeness and what
they share; those behind them stay in the order of their words, so that pages never overlap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from search import feedback, ranking
from search.engines.answer import Answer
from search.engines.plan import HEAD, Plan
from search.engines.rows import Signals
from search.engines.signals import Signalling
from search.feedback import COMPARED, Rarity
from search.query import BEST_FIT, FEEDBACK
from search.results import Found


class Ranking(Protocol):
    """What an engine gives for putting results in order."""

    signals: Signalling

    def best_of_types(
        self, plan: Plan, trust_types: frozenset[str], limit: int
    ) -> Sequence[tuple[int, float]]:
        """The best results of these trust types: (entry id, score by words)."""
        ...


def ranked(
    plan: Plan, answer: Answer, engine: Ranking, rarity: Rarity, promoted: Mapping[int, str]
) -> tuple[Found, ...]:
    """The page that was asked for, in order."""
    query = plan.query
    first = (query.page - 1) * query.page_size
    page = slice(first, first + query.page_size)
    if query.sort != BEST_FIT:
        return tuple(_by_number(plan, answer, engine.signals)[page])
    crowded = _crowded_out(plan, answer, engine)
    head = dict([*answer.hits[:HEAD], *crowded])
    missing = [entry for entry in promoted if entry not in head]
    if missing:
        there = dict(answer.hits)
        head |= {entry: there[entry] for entry in missing if entry in there}
    known = engine.signals.signals(list(head))
    found = _in_order(plan, head, known, promoted)
    found = _lifted(plan, found, engine.signals, rarity)
    order = [one.entry_id for one in found]
    if crowded or _needs_parity(plan, answer):
        few = frozenset(one for one in order if one in known and known[one].crowded_out)
        order = ranking.keep_parity(order, few)
    by_id = {one.entry_id: one for one in found}
    rest = [Found(entry, score) for entry, score in answer.hits[HEAD:] if entry not in by_id]
    return tuple([*(by_id[entry] for entry in order), *rest][page])


def _in_order(
    plan: Plan,
    head: Mapping[int, float],
    known: Mapping[int, Signals],
    promoted: Mapping[int, str],
) -> list[Found]:
    """What editors put first, then by score; equal ones by the newest, and by their number."""
    like = plan.query.like
    closeness = dict(like.closeness) if like else {}
    nothing = Signals()
    scores = {
        entry: score
        * known.get(entry, nothing).prior
        * ranking.likeness(closeness.get(known.get(entry, nothing).trust, 0.0))
        for entry, score in head.items()
    }
    order = sorted(
        scores,
        key=lambda entry: (
            entry not in promoted,
            -scores[entry],
            -known.get(entry, nothing).newest,
            entry,
        ),
    )
    return [Found(entry, scores[entry], promoted.get(entry, "")) for entry in order]


def _lifted(plan: Plan, order: list[Found], signals: Signalling, rarity: Rarity) -> list[Found]:
    """Each of the first results lifted by what it shares with the best.

    What editors put first stays first. Those behind the first are in place already: nothing that
    is lifted falls, so none of them can pass.
    """
    if plan.is_empty or FEEDBACK in plan.query.leaves_out:
        return order
    chosen = [one for one in order if one.promoted]
    free = [one for one in order if not one.promoted]
    scores = {one.entry_id: one.score for one in free[:COMPARED]}
    factors = feedback.lifts(scores, signals.gists(list(scores)), rarity)
    first = [
        Found(entry, score * factors[entry], shared=factors[entry])
        for entry, score in scores.items()
    ]
    return [*chosen, *sorted(first, key=lambda one: -one.score), *free[COMPARED:]]


def _needs_parity(plan: Plan, answer: Answer) -> bool:
    query = plan.query
    is_free = "trust_type" not in query.chosen and query.like is None
    return is_free and answer.total > query.page_size


def _crowded_out(plan: Plan, answer: Answer, engine: Ranking) -> Sequence[tuple[int, float]]:
    """The best records of the trust types that others crowd out, where the head may lack them."""
    if not _needs_parity(plan, answer) or answer.total <= HEAD:
        return ()
    return engine.best_of_types(plan, ranking.CROWDED_OUT, len(ranking.PARITY_PLACES))


def _by_number(plan: Plan, answer: Answer, signals: Signalling) -> list[Found]:
    """In the order of the engine; what is equal there was put by words already."""
    return [Found(entry, score) for entry, score in answer.hits]
