"""Word stems: Porter's second English stemmer (Snowball), as both engines apply it."""

from __future__ import annotations

from functools import lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer


def analyzer() -> TextAnalyzer:
    """What turns folded words with blanks between them into the terms of an index."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("english")).build()


_ANALYZER = analyzer()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a folded word. A text of several words has none: it comes back as it is."""
    stems = _ANALYZER.analyze(word)
    return stems[0] if len(stems) == 1 else word
