"""How the words of a search were read, told to whoever typed them: each sentence is so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from search import synonyms
from search.analysis import STOP_WORDS, words
from search.query import PARTS, SearchQuery
from search.results import SearchResults
from search.site_engine import get_engine
from search.stemming import stem
from search.understanding import Phrase, TextQuery, read

# Words that stand in more entries than this are not in the names of trusts and areas alone.
MANY = 40
MOST_TOLD = 8


@dataclass(frozen=True)
class Understood:
    """`missing` are the words, as typed, that no case study speaks of; `answered` the others.

    `sentences` say what quotation marks, minus signs, AND, NOT and synonyms did.
    """

    missing: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()

    @property
    def missing_told(self) -> str:
        """“boilers” or “chillers”."""
        return quoted(self.missing, "or")

    @property
    def answered_told(self) -> str:
        """“theatre” and “wards”."""
        return quoted(self.answered, "and")


def understood(query: SearchQuery, found: SearchResults) -> Understood:
    """Read what was typed once more, for the page that shows what was found."""
    text = read(query.text)
    missing, answered = _by_record(query, text, found)
    return Understood(missing, answered, tuple(_sentences(text)))


def quoted(texts: Iterable[str], last: str) -> str:
    """Each in quotation marks, the last two with the word between them."""
    told = [f"“{text}”" for text in texts]
    return f" {last} ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else "".join(told)


def _by_record(
    query: SearchQuery, text: TextQuery, found: SearchResults
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tokens that no case study speaks of, whatever the filters, and the other tokens.

    A word that an editor made to mean another is answered by that other.
    """
    tokens = {
        token: [word for word in words(token) if word not in STOP_WORDS] for token in text.tokens
    }
    tokens = {token: its_words for token, its_words in tokens.items() if its_words}
    if not tokens or len(tokens) > MOST_TOLD:
        return (), ()
    explained = {word for one in synonyms.meanings(text.typed) for word in one.typed}
    asked = {word for its_words in tokens.values() for word in its_words} - explained
    absent = _absent(query, asked, everything_found=len(asked) == 1 and found.total > 0)
    missing = tuple(token for token, its_words in tokens.items() if absent.issuperset(its_words))
    return missing, tuple(token for token in tokens if token not in missing)


def _absent(query: SearchQuery, asked: set[str], *, everything_found: bool) -> set[str]:
    """Those of the words that no case study holds which this reader may see."""
    if everything_found:
        return set()
    vocabulary = get_engine().words(sees_network=query.sees_network)
    entries = vocabulary.holding([stem(word) for word in asked])
    few = {word for word in asked if entries.get(stem(word), 0) <= MANY}
    return {word for word in few if not entries.get(stem(word)) or not _is_told_of(query, word)}


def _is_told_of(query: SearchQuery, word: str) -> bool:
    """True if a case study holds the word itself, not only the name of a trust or an area."""
    alone = SearchQuery(
        text=f'"{word}"',
        sees_network=query.sees_network,
        page_size=1,
        leaves_out=frozenset(PARTS),
    )
    return get_engine().search(alone).total > 0


def suggested_text(text: str, suggestions: Sequence[tuple[str, str]]) -> str:
    """What was typed with each misspelt word, or pair of words, replaced by its suggestion."""
    instead = {tuple(words(typed)): meant for typed, meant in suggestions}
    tokens, kept = text.split(), []
    while tokens:
        for size in (2, 1):
            some = tuple(word for token in tokens[:size] for word in words(token))
            if some in instead:
                kept.append(instead[some])
                break
        else:
            size = 1
            kept.append(tokens[0])
        tokens = tokens[size:]
    return " ".join(kept)


def suggestion_query(query: SearchQuery, found: SearchResults) -> SearchQuery | None:
    """The search that may have been meant, under the same filters; None if none was."""
    if not found.suggestions:
        return None
    return replace(query, text=suggested_text(query.text, found.suggestions), page=1)


def _sentences(text: TextQuery) -> Iterable[str]:
    if text.is_prose:
        return
    if text.phrases:
        yield f"Every result has {quoted(map(_told, text.phrases), 'and')} in its record."
    if text.excluded:
        said = quoted(map(_told, text.excluded), "or")
        yield f"Left out: every case study that has {said} in its record."
    by_typed: dict[Phrase, list[str]] = {}
    for one in synonyms.meanings(text.typed):
        by_typed.setdefault(one.typed, []).append(one.written)
    written = {token.lower(): token for token in text.tokens}
    for typed, same in by_typed.items():
        said = " ".join(written.get(word, word) for word in typed)
        yield f"“{said}” also finds {quoted(same, 'and')}: editors say they mean the same."


def _told(phrase: Phrase) -> str:
    return " ".join(phrase)
