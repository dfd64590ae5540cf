"""The base of the engines: from a query to ranked results.

What every engine does alike: read the words, plan, and put the best in order.

The ranking's own factors, applied once to the best that an engine brought, the same for all.

The first `plan.HEAD` results by their words are put in order by words, standing, likeness and what
they share; those behind them stay in the order of their words, so that pages never overlap.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Protocol

from search import curation, ranking, relevance_feedback, spelling
from search.engines.embedded.signals import Signals
from search.engines.embedded.vocabulary import IndexWords
from search.engines.plan import HEAD, Answer, Hit, Plan, make_plan, understand
from search.query import BEST_FIT, FEEDBACK, SPELLING, SearchQuery
from search.relevance_feedback import COMPARED, Rarity
from search.results import Found, SearchResults
from search.text_query import TextQuery


class BaseEngine(ABC):
    """An engine, as a class that brings answers to plans."""

    name: str
    # False for an index of rows that were given by hand: editors' choices are not for it.
    is_live: bool

    @abstractmethod
    def answer(self, plan: Plan, words: IndexWords) -> Answer:
        """What fits the plan, which was made with these words. Raises EngineAway."""

    @abstractmethod
    def best_among(
        self, plan: Plan, words: IndexWords, field: str, values: Iterable[str | int], limit: int
    ) -> Sequence[Hit]:
        """The best results with one of these values in a field."""

    @abstractmethod
    def words(self, *, sees_network: bool) -> IndexWords:
        """The words of the index, for a reader who may see this much."""

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer a search. Raises EngineAway."""
        text = understand(query)
        words = self.words(sees_network=query.sees_network)
        # In every order, so that another order shows the same results.
        promoted = curation.promoted(query.text) if self.is_live else {}
        suggestions = _suggestions(query, text, words)
        slips = {word for typed, _ in suggestions for word in typed.split()}
        slips.update(spelling.unknown(text, words, sees_network=query.sees_network))
        plan = make_plan(query, text, words, frozenset(promoted), frozenset(slips))
        answer = self.answer(plan, words)
        return SearchResults(
            total=answer.total,
            found=ranked(plan, answer, self, words, promoted),
            facets=answer.facets,
            places=answer.places,
            suggestions=suggestions,
            text=text,
            origins=answer.origins,
            crossed=answer.crossed,
            weaker=answer.weaker,
            missing=answer.missing,
        )


def _suggestions(
    query: SearchQuery, text: TextQuery, words: IndexWords
) -> tuple[tuple[str, str], ...]:
    """What the misspelt words of a search may have been meant to be (`search.spelling`)."""
    if SPELLING in query.leaves_out:
        return ()
    return spelling.suggestions(text, words, sees_network=query.sees_network)


# Fields of every index.
ID, TRUST_TYPE = "id", "f_trust_type"


class Ranking(Protocol):
    """What an engine gives for putting results in order."""

    def best_among(
        self, plan: Plan, words: IndexWords, field: str, values: Iterable[str | int], limit: int
    ) -> Sequence[Hit]:
        """The best results with one of these values in a field."""
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
        return tuple(Found(entry, score) for entry, score, _ in answer.hits[page])
    head = list(answer.hits[:HEAD])
    missing = promoted.keys() - {entry for entry, *_ in head}
    if missing and answer.total > HEAD:
        # Their words may fit worse than those of all that the engine brought.
        head += engine.best_among(plan, words, ID, missing, len(missing))
    known = Signals(words.searcher, head)
    needs_parity = _needs_parity(plan, answer)
    if needs_parity and answer.total > HEAD and len(known.crowded_out) < len(ranking.PARITY_PLACES):
        few = ranking.CROWDED_OUT
        best = engine.best_among(plan, words, TRUST_TYPE, few, len(ranking.PARITY_PLACES))
        present = {entry for entry, *_ in head}
        more = [hit for hit in best if hit[0] not in present]
        known.add(more)
        head += more
    own_words = _own_words(plan, known)
    scores = _scores(plan, head, known, own_words)
    order = _in_order(scores, known, promoted)
    shared = _shared(plan, order, scores, known, promoted, words)
    order = _lifted(order, scores, shared)
    if needs_parity:
        order = ranking.keep_parity(order, known.crowded_out)
    rest = {entry: score for entry, score, _ in answer.hits[HEAD:] if entry not in scores}
    return tuple(
        Found(
            entry,
            scores[entry] * shared.get(entry, 1.0) if entry in scores else rest[entry],
            promoted.get(entry, ""),
            shared=shared.get(entry, 1.0),
            own_words=own_words.get(entry, 1.0),
        )
        for entry in [*order, *rest][page]
    )


def _in_order(
    scores: Mapping[int, float], known: Signals, promoted: Mapping[int, str]
) -> list[int]:
    """What editors put first, then the best; equal ones by the newest, then by their number."""
    newest = known.newest
    keys = [
        (entry not in promoted, -score, -newest.get(entry, 0), entry)
        for entry, score in scores.items()
    ]
    return [entry for *_, entry in sorted(keys)]


def _scores(
    plan: Plan, head: Iterable[Hit], known: Signals, own_words: Mapping[int, float]
) -> dict[int, float]:
    """How well each fits, with what is known of it beside its words."""
    priors = known.priors
    scores = {entry: score * priors.get(entry, 1.0) for entry, score, _ in head}
    for entry, factor in own_words.items():
        scores[entry] *= factor
    like = plan.query.like
    if like is None:
        return scores
    closeness = dict(like.closeness)
    return {
        entry: score * ranking.likeness(closeness.get(known.trust(entry), 0.0))
        for entry, score in scores.items()
    }


def _own_words(plan: Plan, known: Signals) -> dict[int, float]:
    """The factor of each signpost by how many of the words it says itself."""
    typed = plan.typed_stems
    return {
        entry: ranking.own_words(len(typed), relevance_feedback.told(known.gist(entry), typed))
        for entry in known.signposts
    }


def _shared(
    plan: Plan,
    order: Sequence[int],
    scores: Mapping[int, float],
    known: Signals,
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
    gists = {entry: known.gist(entry) for entry in first}
    return relevance_feedback.lifts({entry: scores[entry] for entry in first}, gists, rarity)


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
