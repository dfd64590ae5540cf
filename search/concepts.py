"""The separate things that a search asks for: which typed words belong together.

A number says little without the word beside it: COVID-19 is not 19, an 18-week wait is not any
week. Nor does a part of A&E, of out-of-hours or of pre-operative stand for the whole. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from search.analysis import STOP_WORDS, content_words, fold, words
from search.variants import has_figures

Phrase = tuple[str, ...]

# What a number counts or measures: “18 weeks” is one thing, as “18-week” is.
_MEASURES = """
bed beds day days hour hours minute minutes month months mile miles percent session sessions shift
shifts week weeks year years
"""
MEASURES = frozenset(_MEASURES.split())
# A part of a hyphenated word that changes what the rest means.
_PREFIXES = """
anti auto co cross de ex extra hyper hypo inter intra micro mid mis multi non para peri post pre pro
re self semi sub super trans tri ultra un
"""
PREFIXES = frozenset(_PREFIXES.split())
SAINT = "st"
# A number of this many digits is a sum or a year, and says something by itself.
LONGEST_BARE_NUMBER = 3
# Pieces of one sum: GBP 1.2 million pounds.
LONGEST_UNIT = 4
CLOSED_UP = "-'."
PUNCTUATION = ".,;:?!()[]'’‘\""


# Who says that two phrases mean the same.
EDITORS, INITIALS, AREA = "editors", "initials", "area"


class Meaning(NamedTuple):
    """A phrase with how it is written, the phrase that was typed and means the same, and who says
    so: editors, in a rule or in the synonyms of an area; its initials; or, where the whole search
    is a synonym of an area, that area, whose name the phrase is.
    """

    phrase: Phrase
    written: str
    typed: Phrase
    source: str = EDITORS


@dataclass(frozen=True)
class Concept:
    """One thing that was asked for: a record that holds any of these phrases speaks of it.

    The first is what was typed; then come other ways to write it, its synonyms, and what OR joins
    to it. `written` is how it was typed, for telling it. What is `is_exact` stood in quotation
    marks: no other way to say it will do. What `is_choice` was joined by OR.
    """

    phrases: tuple[Phrase, ...]
    written: str = field(default="", compare=False)
    is_exact: bool = field(default=False, compare=False)
    is_choice: bool = field(default=False, compare=False)

    @property
    def key(self) -> str:
        """Its typed words joined by a space: what `SearchResults.missing` names it by."""
        return " ".join(self.phrases[0])

    @property
    def told(self) -> list[str]:
        """Each way to say it as a reader would write it, as it was typed first."""
        others = [" ".join(phrase) for phrase in self.phrases[1:]]
        return [" ".join(self.phrases[0]) if self.is_choice else self.written, *others]

    def also(self, phrases: Iterable[Phrase]) -> Concept:
        """The same with further phrases; those it has are not repeated."""
        return replace(self, phrases=tuple(dict.fromkeys([*self.phrases, *phrases])))


def concepts_of(tokens: Sequence[str]) -> list[Concept]:
    """The concepts of typed pieces that stood beside each other, in order; repeats kept."""
    parts = [part for written, its_words in _units(tokens) for part in _parts(written, its_words)]
    found: list[Concept] = []
    at = 0
    while at < len(parts):
        part, following = parts[at], parts[at + 1] if at + 1 < len(parts) else None
        at += 1
        if following is not None and _is_one_with(part, following):
            found.append(_beside(part, following))
            at += 1
        elif not _is_bare_number(part):
            found.append(part)
        elif found:
            found[-1] = _beside(found[-1], part).also(found[-1].phrases)
        elif following is not None:
            found.append(_beside(part, following).also(following.phrases))
            at += 1
        else:
            found.append(part)
    return found


def merged(concepts: Iterable[Concept]) -> list[Concept]:
    """Those that share a telling word as one, so that each word is in one concept only."""
    found: list[Concept] = []
    for concept in concepts:
        own = _telling(concept)
        if any(one.phrases == concept.phrases for one in found):
            continue
        sharing = [one for one in found if not _stands_alone(one, concept) and own & _telling(one)]
        if not sharing:
            found.append(concept)
            continue
        first, *others = sharing
        whole = first.also(phrase for one in [*others, concept] for phrase in one.phrases)
        found = [whole if one is first else one for one in found if one not in others]
    return found


def with_terms(concepts: Iterable[Concept], terms: Iterable[Phrase]) -> list[Concept]:
    """With the concepts that make up each of these terms as one: length of stay."""
    found = list(concepts)
    for term in terms:
        own = set(content_words([*term]))
        parts = [one for one in found if not one.is_exact and own.issuperset(_said(one))]
        if parts and own == set().union(*map(_said, parts)):
            whole = Concept((term,), " ".join(_as_written(term, parts)))
            found = [whole if one is parts[0] else one for one in found if one not in parts[1:]]
    return found


def pieces(tokens: Sequence[str]) -> list[str]:
    """The typed pieces, with those that are read together, such as £1.2 million, as one."""
    return [written for written, _ in _units(tokens)]


def plain_concepts(found: Iterable[str]) -> tuple[Concept, ...]:
    """One for each distinct word."""
    return tuple(Concept(((word,),), word) for word in dict.fromkeys(found))


def _units(tokens: Sequence[str]) -> Iterable[tuple[str, Phrase]]:
    """Each piece with its words; pieces that are read together, such as £1.2 million, as one."""
    at = 0
    while at < len(tokens):
        size = _size_of_unit(tokens[at : at + 2 * LONGEST_UNIT])
        written = " ".join(tokens[at : at + size])
        yield written, tuple(words(written))
        at += size


def _size_of_unit(tokens: Sequence[str]) -> int:
    """How many of the first pieces have other words together than one by one."""
    first = tokens[:LONGEST_UNIT]
    if not has_figures(fold(" ".join(first))):
        return 1
    everything = words(" ".join(tokens))
    return next(
        size
        for size in range(1, len(tokens) + 1)
        if words(" ".join(tokens[:size])) + words(" ".join(tokens[size:])) == everything
    )


def _parts(written: str, its_words: Phrase) -> list[Concept]:
    """What one piece asks for: the whole of it, or each of its words but stop words."""
    written = written.strip(PUNCTUATION)
    if len(its_words) == 1:
        return [] if STOP_WORDS.issuperset(its_words) else [Concept((its_words,), written)]
    if not any(map(_depends, its_words)):
        return [Concept(((word,),), word) for word in its_words]
    if STOP_WORDS.issuperset(its_words) and not any(len(word) == 1 for word in its_words):
        return []
    whole = Concept((its_words,), written)
    if all(map(str.isalpha, its_words)):
        return [whole.also([("".join(its_words),)])] if set(CLOSED_UP) & set(written) else [whole]
    if its_words[-1].isdigit() and any(map(str.isalpha, its_words[0])):
        # COVID-19 is often written COVID alone.
        return [whole.also([its_words[:-1]])]
    return [whole]


def _depends(word: str) -> bool:
    """Whether a part of a piece means nothing, or something else, without the other parts."""
    return len(word) == 1 or word.isdigit() or word in STOP_WORDS or word in PREFIXES


def _beside(one: Concept, other: Concept) -> Concept:
    """Two that stood beside each other, as the one phrase that they are."""
    return Concept((one.phrases[0] + other.phrases[0],), f"{one.written} {other.written}")


def _is_one_with(part: Concept, following: Concept) -> bool:
    """Whether the first of two says little without the second: 18 weeks, 5-10 beds, St Helens."""
    if part.phrases[0] == (SAINT,):
        return True
    counts = all(map(str.isdigit, part.phrases[0]))
    return counts and MEASURES.issuperset(following.phrases[0])


def _is_bare_number(part: Concept) -> bool:
    (word, *more) = part.phrases[0]
    return not more and word.isdigit() and len(word) <= LONGEST_BARE_NUMBER


def _stands_alone(one: Concept, other: Concept) -> bool:
    return one.is_exact or other.is_exact


def _as_written(term: Phrase, parts: Iterable[Concept]) -> Iterable[str]:
    """The words of a term with the capitals that were typed."""
    written = {word.lower(): word for one in parts for word in one.written.split()}
    return (written.get(word, word) for word in term)


def _said(concept: Concept) -> list[str]:
    return content_words([*concept.phrases[0]])


def _telling(concept: Concept) -> set[str]:
    return set(content_words([word for phrase in concept.phrases for word in phrase]))
