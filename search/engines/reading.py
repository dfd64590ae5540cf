"""What a search asks for, in words: the same reading whichever engine answers."""

from __future__ import annotations

from search import spelling, synonyms
from search.query import SPELLING, SYNONYMS, SearchQuery
from search.spelling import Vocabulary
from search.understanding import Phrase, TextQuery, read


def understand(query: SearchQuery) -> TextQuery:
    """The words of a search as they were typed, with synonyms added."""
    text = read(query.text)
    if SYNONYMS not in query.leaves_out:
        return synonyms.with_synonyms(text)
    return text


def suggested(
    query: SearchQuery, text: TextQuery, vocabulary: Vocabulary
) -> tuple[tuple[str, str], ...]:
    """What the misspelt words of a search may have been meant to be (`search.spelling`)."""
    if SPELLING in query.leaves_out:
        return ()
    return spelling.suggestions(text, vocabulary, sees_network=query.sees_network)


def marked(text: TextQuery) -> frozenset[Phrase]:
    """The words that a hit shows as found, and the phrases whose words it shows together."""
    return frozenset([*((word,) for word in text.words), *text.phrases, *text.alternatives])
