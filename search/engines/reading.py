"""What a search asks for, in words: the same reading whichever engine answers."""

from __future__ import annotations

from dataclasses import replace

from search import spelling, synonyms
from search.query import SPELLING, SYNONYMS, SearchQuery
from search.spelling import Vocabulary
from search.understanding import Phrase, TextQuery, read


def understand(query: SearchQuery, vocabulary: Vocabulary) -> TextQuery:
    """The words of a search with spelling mended and synonyms added."""
    text = read(query.text)
    if SPELLING not in query.leaves_out:
        text = text.corrected(spelling.corrections(text.words, vocabulary))
    if SYNONYMS not in query.leaves_out:
        text = replace(text, alternatives=synonyms.alternatives(text.typed))
    return text


def marked(text: TextQuery) -> frozenset[Phrase]:
    """The words that a hit shows as found, and the phrases whose words it shows together."""
    return frozenset([*((word,) for word in text.words), *text.phrases, *text.alternatives])
