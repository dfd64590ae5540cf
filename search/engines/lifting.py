"""The first results in the order that what they share gives them, the same for every engine."""

from __future__ import annotations

from collections.abc import Sequence

from search import feedback
from search.feedback import COMPARED
from search.query import BEST_FIT, FEEDBACK, SearchQuery
from search.results import Found
from search.spelling import Vocabulary
from search.understanding import TextQuery


def reach(query: SearchQuery, text: TextQuery, upto: int) -> int:
    """How many of the best an engine must bring, so that `upto` of them are in order."""
    return max(upto, COMPARED) if _is_lifted(query, text) else upto


def lifted(
    order: Sequence[Found],
    query: SearchQuery,
    text: TextQuery,
    vocabulary: Vocabulary,
) -> list[Found]:
    """`order` (best first) with each of the first results lifted by what it shares with the best.

    What editors put first stays first. Those behind the first are in place already: nothing that
    is lifted falls, so none of them can pass.
    """
    if not _is_lifted(query, text):
        return list(order)
    chosen = [one for one in order if one.promoted]
    free = [one for one in order if not one.promoted]
    scores = {one.entry_id: one.score for one in free[:COMPARED]}
    factors = feedback.lifts(scores, vocabulary.gists(list(scores)), vocabulary)
    first = [
        Found(entry, score * factors[entry], shared=factors[entry])
        for entry, score in scores.items()
    ]
    return [*chosen, *sorted(first, key=lambda one: -one.score), *free[COMPARED:]]


def _is_lifted(query: SearchQuery, text: TextQuery) -> bool:
    wanted = query.sort == BEST_FIT and FEEDBACK not in query.leaves_out
    return wanted and not text.is_empty
