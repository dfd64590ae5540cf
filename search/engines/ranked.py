"""The ranking's own factors, applied once to the best that an engine brought, the same for all.

The first `plan.HEAD` results by their words are put in order by words, standing, likeness and what
they share; those behind them stay in the order of their words, so that pages never overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Protocol

from search import feedback, ranking
from search.engines.answer import Answer
from search.engines.embedded.frequencies import IndexWords
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
        self, plan: Plan, words: IndexWords, field: str, values: Iterable[str | int], limit: int
    ) -> Sequence[tuple[int, float]]:
        """The best results with one of these values in a field: (entry id, score by words)."""
        ...


def ranked(
    plan: Plan, answer: Answer, engine: Ranking, words: IndexWords, promoted: Mapping[int, str]
) -> tuple[Found, ...]:
    """The page that was asked for, in order."""
    query = plan.query
    first = (query.page - 1) * query.page_size
    page = slice(first, first + query.page_size)
    if query.sort != BEST_FIT:
        # What is equal by its number the engine has put in order.
        return tuple(Found(entry, score) for entry, score in answer.hits[page])
    head = dict(answer.hits[:HEAD])
    missing = [entry for entry in promoted if entry not in head]
    if missing and answer.total > HEAD:
        # Their words may fit worse than those of all that the engine brought.
        head |= dict(engine.best_among(plan, words, ID, missing, len(missing)))
    known = engine.signals.signals(list(head))
    needs_parity = _needs_parity(plan, answer)
    if needs_parity and answer.total > HEAD and not _has_parity(known):
        few = ranking.CROWDED_OUT
        more = dict(engine.best_among(plan, words, TRUST_TYPE, few, len(ranking.PARITY_PLACES)))
        known |= engine.signals.signals([entry for entry in more if entry not in head])
        head |= more
    own_words = _own_words(plan, known)
    scores = _scores(plan, head, known, own_words)
    order = sorted(
        head,
        key=lambda entry: (
            entry not in promoted,
            -scores[entry],
            -known.get(entry, NOTHING).newest,
            entry,
        ),
    )
    shared = _shared(plan, order, scores, known, promoted, words)
    order = _lifted(order, scores, shared)
    if needs_parity:
        few = frozenset(one for one in order if known.get(one, NOTHING).crowded_out)
        order = ranking.keep_parity(order, few)
    rest = dict(answer.hits[HEAD:])
    return tuple(
        Found(
            entry,
            scores[entry] * shared.get(entry, 1.0) if entry in scores else rest[entry],
            promoted.get(entry, ""),
            shared=shared.get(entry, 1.0),
            own_words=own_words.get(entry, 1.0),
        )
        for entry in [*order, *(entry for entry in rest if entry not in scores)][page]
    )


def _scores(
    plan: Plan,
    head: Mapping[int, float],
    known: Mapping[int, Signals],
    own_words: Mapping[int, float],
) -> dict[int, float]:
    """How well each fits, with what is known of it beside its words."""
    like = plan.query.like
    scores = {
        entry: score * known.get(entry, NOTHING).prior * own_words.get(entry, 1.0)
        for entry, score in head.items()
    }
    if like is None:
        return scores
    closeness = dict(like.closeness)
    return {
        entry: score * ranking.likeness(closeness.get(known.get(entry, NOTHING).trust, 0.0))
        for entry, score in scores.items()
    }


def _own_words(plan: Plan, known: Mapping[int, Signals]) -> dict[int, float]:
    """The factor of each signpost by how many of the words it says itself."""
    return {
        entry: ranking.own_words(
            plan.typed_stems, {part.partition(":")[0] for part in signals.gist.split()}
        )
        for entry, signals in known.items()
        if signals.signpost
    }


def _shared(
    plan: Plan,
    order: Sequence[int],
    scores: Mapping[int, float],
    known: Mapping[int, Signals],
    promoted: Mapping[int, str],
    rarity: Rarity,
) -> dict[int, float]:
    """The factor of each of the first results by what it shares with the best. What editors put
    first needs none.
    """
    if plan.is_empty or FEEDBACK in plan.query.leaves_out:
        return {}
    free = (entry for entry in order if entry not in promoted)
    first = list(islice(free, COMPARED))
    gists = {entry: known.get(entry, NOTHING).gist for entry in first}
    return feedback.lifts({entry: scores[entry] for entry in first}, gists, rarity)


def _lifted(
    order: list[int], scores: Mapping[int, float], shared: Mapping[int, float]
) -> list[int]:
    """The first results in the order of their lifted scores.

    What editors put first stays first. Those behind the first are in place already: nothing that
    is lifted falls, so none of them can pass.
    """
    if not shared:
        return order
    first = sorted(shared, key=lambda entry: -scores[entry] * shared[entry])
    start = order.index(next(iter(shared)))
    return [*order[:start], *first, *order[start + len(first) :]]


def _needs_parity(plan: Plan, answer: Answer) -> bool:
    query = plan.query
    is_free = "trust_type" not in query.chosen and query.like is None
    return is_free and answer.total > query.page_size


def _has_parity(known: Mapping[int, Signals]) -> bool:
    """True if the best records of the trust types that others crowd out are among these."""
    crowded = sum(bool(signals.crowded_out) for signals in known.values())
    return crowded >= len(ranking.PARITY_PLACES)
