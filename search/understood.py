"""How the words of a search were read, told to whoever typed them: each sentence is so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from search.analysis import words
from search.query import SearchQuery
from search.results import SearchResults
from search.text_query import AREA, EDITORS, INITIALS, Concept, Meaning, Phrase, TextQuery

MOST_TOLD = 8
WHY = {
    EDITORS: "editors say they mean the same",
    INITIALS: "it can be short for that",
    AREA: "it is a word for that area",
}


@dataclass(frozen=True)
class Understood:
    """`missing` are the things asked for, as typed, that no result holds; `answered` the others.

    `is_one_word` is true if it was one word, so that each weaker match mentions it.
    `nothing_known` is true where nothing is found because no record holds any of them.
    `sentences` say what quotation marks, minus signs, AND, OR, NOT and synonyms did.
    """

    missing: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    nothing_known: bool = False
    is_one_word: bool = False
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
    """How the words were read, for the page that shows what was found."""
    text = found.text
    missing, answered = _by_count(text, found)
    # Words that must stand together, or without others, may each stand in records by themselves.
    is_plain = not text.excluded and (not text.required or len(text.concepts) == 1)
    nothing_at_all = not (found.total or found.weaker or query.is_narrowed)
    return Understood(
        missing,
        answered,
        is_one_word=len(text.concepts) == 1 and len(text.typed) == 1,
        nothing_known=bool(missing) and is_plain and nothing_at_all,
        sentences=tuple(_sentences(text, found)),
    )


def quoted(texts: Iterable[str], last: str) -> str:
    """Each in quotation marks, the last two with the word between them."""
    return listed([f"“{text}”" for text in texts], last)


def listed(texts: Sequence[str], last: str) -> str:
    """One after the other, the last two with the word between them."""
    return (
        f" {last} ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)
    )


def _by_count(text: TextQuery, found: SearchResults) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The concepts that no result holds, and those that some do."""
    if text.is_prose or len(text.concepts) > MOST_TOLD:
        return (), ()
    if not found.total:
        return tuple(one.written for one in text.concepts), ()
    is_missing = {one.written: one.key in found.missing for one in text.concepts}
    missing = tuple(written for written in is_missing if is_missing[written])
    return missing, tuple(written for written in is_missing if not is_missing[written])


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


def _sentences(text: TextQuery, found: SearchResults) -> Iterable[str]:
    if text.is_prose:
        return
    if text.required and found.total:
        ways = [*map(_ways, text.required)]
        # A comma where “or” stands on either side of “and”.
        said = ", and ".join(ways) if any(len(one.told) > 1 for one in text.required) else ""
        yield f"Every result has {said or listed(ways, 'and')} in its record."
    for one in text.concepts:
        if one.is_choice and one not in text.required:
            yield f"Any of {_ways(one)} will do."
    if text.excluded:
        said = quoted(map(" ".join, text.excluded), "or")
        yield f"Left out: every case study that has {said} in its record."
    written = {token.lower(): token for token in text.tokens}
    by_typed: dict[tuple[Phrase, str], list[Meaning]] = {}
    for meaning in text.meanings:
        by_typed.setdefault((meaning.typed, meaning.source), []).append(meaning)
    for (typed, source), same in by_typed.items():
        whole = next((one.written for one in text.concepts if one.phrases[0] == typed), "")
        said = whole or " ".join(written.get(word, word) for word in typed)
        told = quoted((one.written for one in same), "and")
        yield f"“{said}” also finds {told}: {WHY[source]}."


def _ways(concept: Concept) -> str:
    """Each way in which a record may hold it, the typed one first: “LOS” or “length of stay”."""
    return quoted(dict.fromkeys(concept.told), "or")
