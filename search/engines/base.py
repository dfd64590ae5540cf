"""What every engine does alike: read the words, plan, and put the best in order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from search import promotions, spelling
from search.engines.answer import Answer, Hit
from search.engines.embedded.frequencies import IndexWords
from search.engines.plan import Plan, make_plan, understand
from search.engines.ranked import ranked
from search.query import SPELLING, SearchQuery
from search.results import SearchResults
from search.understanding import TextQuery


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
        promoted = promotions.promoted(query.text) if self.is_live else {}
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
