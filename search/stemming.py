"""Word stems: Porter's second English stemmer (Snowball), the same one for both engines.

Lucene's is an older edition: it keeps “radiologist” apart from “radiology”, and takes “added” for
“ad”. So a cluster is given stems, and stems nothing itself.
"""

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


def stemmed(text: str) -> str:
    """The stems of folded words with blanks between them, in their order, in the same way."""
    return " ".join(_ANALYZER.analyze(text))
