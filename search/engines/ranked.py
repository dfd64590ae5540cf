"""The ranking's own factors, applied once to the best that an engine brought, the same for all.

The first `plan.HEAD` results by their words are put in order by words, standing, likeness and what
they share; those behind them stay in the order of their words, so that pages never overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from search import feedback, ranking
from search.engines.answer import Answer
from search.engines.plan import HEAD, Plan
from search.engines.rows import Signals
from search.engines.signals import Signalling
from search.feedback import COMPARED, Rarity
from search.query import BEST_FIT, FEEDBACK
from search.results import Found

NOTHING = Signals()
# Fields of every index.
ID, TRUST_TYPE = "id", "f_trust_type"


class Ranking(Protocol):
    """What an engine gives for putting results in order."""

    signals: Signalling

    def best_among(
        self, plan: Plan, field: str, values: Iterable[str | int], limit: int
    ) -> Sequence[tuple[int, float]]:
        """The best results with one of these values in a field: (entry id, score by words)."""
        ...


def ranked(
    plan: Plan, answer: Answer, engine: Ranking, rarity: Rarity, promoted: Mapping[int, str]
) -> tuple[Found, ...]:
    """The page that was asked for, in order."""
    query = plan.query
    first = (query.page - 1) * query.page_size
    page = slice(first, first + query.page_size)
    if query.sort != BEST_FIT:
        # What is equal by its number the engine has put in order.
        return tuple(Found(entry, score) for entry, score in answer.hits[page])
    crowded = _crowded_out(plan, answer, engine)
    head = dict([*answer.hits[:HEAD], *crowded])
    missing = [entry for entry in promoted if entry not in head]
    if missing and answer.total > HEAD:
        # Their words may fit worse than those of all that the engine brought.
        head |= dict(engine.best_among(plan, ID, missing, len(missing)))
    known = engine.signals.signals(list(head))
    found = _in_order(plan, head, known, promoted)
    found = _lifted(plan, found, known, rarity)
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
    scored = []
    for entry, score in head.items():
        signals = known.get(entry, NOTHING)
        own = _own_words(plan, signals)
        likeness = ranking.likeness(closeness.get(signals.trust, 0.0))
        moved = score * signals.prior * likeness * own
        found = Found(entry, moved, promoted.get(entry, ""), own_words=own)
        scored.append((entry not in promoted, -moved, -signals.newest, entry, found))
    return [found for *_, found in sorted(scored)]


def _own_words(plan: Plan, signals: Signals) -> float:
    if not signals.signpost:
        return 1.0
    said = {part.partition(":")[0] for part in signals.gist.split()}
    return ranking.own_words(plan.typed_stems, said)


def _lifted(
    plan: Plan, order: list[Found], known: Mapping[int, Signals], rarity: Rarity
) -> list[Found]:
    """Each of the first results lifted by what it shares with the best.

    What editors put first stays first. Those behind the first are in place already: nothing that
    is lifted falls, so none of them can pass.
    """
    if plan.is_empty or FEEDBACK in plan.query.leaves_out:
        return order
    chosen = [one for one in order if one.promoted]
    free = [one for one in order if not one.promoted]
    first = free[:COMPARED]
    scores = {one.entry_id: one.score for one in first}
    gists = {entry: known.get(entry, NOTHING).gist for entry in scores}
    factors = feedback.lifts(scores, gists, rarity)
    lifted = [
        one._replace(score=one.score * factors[one.entry_id], shared=factors[one.entry_id])
        for one in first
    ]
    return [*chosen, *sorted(lifted, key=lambda one: -one.score), *free[COMPARED:]]


def _needs_parity(plan: Plan, answer: Answer) -> bool:
    query = plan.query
    is_free = "trust_type" not in query.chosen and query.like is None
    return is_free and answer.total > query.page_size


def _crowded_out(plan: Plan, answer: Answer, engine: Ranking) -> Sequence[tuple[int, float]]:
    """The best records of the trust types that others crowd out, where the head may lack them."""
    if not _needs_parity(plan, answer) or answer.total <= HEAD:
        return ()
    return engine.best_among(plan, TRUST_TYPE, ranking.CROWDED_OUT, len(ranking.PARITY_PLACES))
