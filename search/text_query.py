"""Typed text as a value (`TextQuery`): its words, phrases, operators and concepts.

What was typed, read sensibly: words, "exact phrases", -excluded words, AND, OR and NOT, and
nothing refused.

The operators are those of PubMed and of the NHS libraries' searches, in capitals only:

- `wards NOT theatre` leaves out what stands next: a word, a "phrase", or all that stands between
  brackets. `AND NOT` and `OR NOT` are NOT.
- `theatre AND wards`: each word on both sides must be there, up to the next operator.
- `day case OR inpatients`: either will do. Up to three words on a side are a phrase; of more, only
  the word beside OR counts. OR binds more tightly than AND.
- Brackets end a side: `(ward OR theatre) AND cost`. Brackets inside a word are only characters.

In small letters they are plain words, as they are in a text all in capitals and in pasted prose. An
operator with nothing to join is ignored.

The separate things that a search asks for: which typed words belong together.

A number says little without the word beside it: COVID-19 is not 19, an 18-week wait is not any
week. Nor does a part of A&E, of out-of-hours or of pre-operative stand for the whole. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from portal.text.normalising import straight_marks
from search.analysis import STOP_WORDS, content_words, fold, has_figures, words

# A closed quotation, with or without a minus; a bracket at an edge of a word; a piece between
# blanks. A quotation mark without its partner is only a character.
ITEM = re.compile(
    r"""(?P<minus>(?<![^\s(])-)?"(?P<quoted>[^"]*)"
    |(?P<open>(?<![^\s(])\()|(?P<close>\)(?=[.,;:?!]*(?:[\s)]|$)))
    |(?P<token>(?:\(e?s\)|[^\s"()]|(?<![\s("])\(|\)(?![.,;:?!]*(?:[\s)]|$)))+)""",
    re.VERBOSE,
)
AND, OR, NOT = "AND", "OR", "NOT"
OPERATORS = (AND, OR, NOT)
# A & E, written with blanks, is A&E.
SPACED_AND = re.compile(r"(?<![^\W_])([^\W\d_]) & ([^\W\d_])(?![^\W_])")
# Above this many words a text is prose that somebody pasted, and its quotation marks and dashes
# are punctuation, not commands.
LONGEST_COMMAND = 25
LONGEST_SIDE = 3

LONGEST_ACRONYM = 6


@dataclass(frozen=True)
class TextQuery:
    """The words of a search: any of `words` or `alternatives`, all `phrases`, no `excluded`.

    `words` keeps repeats, because a word typed twice counts twice. What means something only
    together (A&E, 18 weeks) is no word but one of the `alternatives`, beside which a word counts
    twice; so it stands there twice. `typed` is the whole sequence, stop words too. `plain` are
    those of the words whose spelling can be doubted: no codes, numbers, units, acronyms in
    capitals, addresses, or parts of a hyphenated word. `tokens` are the pieces between blanks of
    what gave the words, as they were typed. `concepts` are the separate things that were asked
    for; `required` those of them that a record must hold, by quotation marks or AND. `phrases` are
    the ones of these that have one way to be said. `meanings` are what means the same as what was
    typed, and `is_area_name` says that it is a name of an area: both are known once synonyms were
    looked up (`search.curation`).
    """

    words: Phrase = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    alternatives: tuple[Phrase, ...] = ()
    typed: Phrase = ()
    plain: Phrase = ()
    tokens: tuple[str, ...] = ()
    is_prose: bool = False
    concepts: tuple[Concept, ...] = ()
    required: tuple[Concept, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    is_area_name: bool = False

    @property
    def is_empty(self) -> bool:
        """True if nothing in it says what to find."""
        return not (self.words or self.phrases or self.alternatives)


@dataclass
class _Side:
    """What stands between two operators or brackets: pieces between blanks, or one quotation.
    `joined` is the operator before it.
    """

    tokens: list[str] = field(default_factory=list)
    quoted: str = ""
    joined: str = ""

    @property
    def is_filled(self) -> bool:
        return bool(self.tokens or self.quoted)


def read(text: str) -> TextQuery:
    """Take a search text apart. Never raises."""
    everything = words(text)
    if len(everything) > LONGEST_COMMAND:
        told = tuple(content_words(everything))
        return TextQuery(
            words=told, typed=tuple(everything), is_prose=True, concepts=plain_concepts(told)
        )
    # Curly quotation marks and dashes are straight ones from here on, as in every word; capitals
    # stay, because they tell commands and acronyms.
    text = SPACED_AND.sub(r"\1&\2", straight_marks(text))
    sides, excluded = _sides(text, has_operators=not text.isupper())
    rest = [token for side in sides for token in side.tokens]
    typed = tuple(word for side in sides for word in words(" ".join(side.tokens)))
    concepts, required = _concepts(sides)
    if not concepts:
        concepts = [*plain_concepts(typed)]
    alone = {phrase[0] for one in concepts for phrase in one.phrases if len(phrase) == 1}
    return TextQuery(
        words=tuple(word for word in typed if word in alone),
        alternatives=tuple(phrase for one in concepts for phrase in _together(one, typed)),
        phrases=tuple(one.phrases[0] for one in required if len(one.phrases) == 1),
        excluded=tuple(dict.fromkeys(excluded)),
        typed=typed,
        plain=tuple(word for token in rest for word in _plain(token, is_shouted=text.isupper())),
        tokens=tuple(bare for token in rest if (bare := token.strip(PUNCTUATION))),
        concepts=tuple(concepts),
        required=tuple(required),
    )


def _together(concept: Concept, typed: Phrase) -> list[Phrase]:
    """The ways to say it that are not one of the typed words; the typed one counts as a word."""
    if concept.is_exact:
        return []
    others = [phrase for phrase in concept.phrases if len(phrase) > 1 or phrase[0] not in typed]
    return [*others[:1], *others] if others[:1] == [concept.phrases[0]] else others


def _sides(text: str, *, has_operators: bool) -> tuple[list[_Side], list[Phrase]]:
    """What stands between operators, and what is left out. Only the last side can be empty."""
    sides = [_Side()]
    excluded: list[list[str]] = []
    # Whether NOT was the last to be read, and whether the brackets after it are still open.
    after_not = in_excluded = False
    for item in ITEM.finditer(text):
        token, quoted = item["token"] or "", item["quoted"]
        if in_excluded:
            in_excluded = not item["close"]
            if (has_operators and token in OPERATORS) or quoted:
                excluded += [[quoted or ""], []]
            elif token:
                excluded[-1].append(token)
        elif has_operators and token in OPERATORS:
            after_not = token == NOT
            if after_not and not sides[-1].is_filled:
                sides[-1].joined = ""
            elif not after_not:
                _begin(sides, token)
        elif item["open"] and after_not:
            in_excluded, after_not = True, False
            excluded.append([])
        elif after_not or item["minus"] or _is_excluded(token):
            excluded.append([quoted or token])
            after_not = False
        elif token and words(token):
            if sides[-1].quoted:
                _begin(sides, "")
            sides[-1].tokens.append(token)
        else:
            # A bracket, or a quotation: what stood before ends here.
            _begin(sides, "")
            if quoted and words(quoted):
                sides[-1].quoted = quoted
    phrases = [tuple(words(" ".join(some))) for some in excluded]
    return [side for side in sides if side.is_filled], [phrase for phrase in phrases if phrase]


def _begin(sides: list[_Side], joined: str) -> None:
    """Open a new side, unless the last is still empty; its operator is the last that was read."""
    if sides[-1].is_filled:
        sides.append(_Side())
    sides[-1].joined = joined or sides[-1].joined


def _is_excluded(token: str) -> bool:
    """A minus before a word; a minus inside one (follow-up) is only a hyphen."""
    return token[:1] == "-" and token[1:2].isalnum()


def _concepts(sides: list[_Side]) -> tuple[list[Concept], list[Concept]]:
    """All that is asked for, and what of it each record must hold."""
    chains: list[list[_Side]] = []
    for side in sides:
        if side.joined == OR and chains:
            chains[-1].append(side)
        else:
            chains.append([side])
    found: list[Concept] = []
    required: list[Concept] = []
    before: list[Concept] = []
    for chain in chains:
        own = _of_chain(chain) if len(chain) > 1 else _of_side(chain[0])
        if chain[0].joined == AND:
            required += [*before, *own]
        required += [one for one in own if one.is_exact]
        found += own
        before = own
    return merged(found), list(dict.fromkeys(required))


def _of_side(side: _Side) -> list[Concept]:
    if side.quoted:
        return [Concept((tuple(words(side.quoted)),), side.quoted.strip(), is_exact=True)]
    return concepts_of(side.tokens)


def _of_chain(chain: list[_Side]) -> list[Concept]:
    """Sides with OR between them: one concept, and those of the words that OR does not reach."""
    apart: list[Concept] = []
    joined: list[Concept] = []
    for number, side in enumerate(chain):
        tokens = pieces(side.tokens)
        if len(tokens) > LONGEST_SIDE and number in (0, len(chain) - 1):
            cut = len(tokens) - 1 if number == 0 else 1
            rest, beside = (
                (tokens[:cut], tokens[cut:]) if number == 0 else (tokens[cut:], tokens[:cut])
            )
            apart += concepts_of(rest)
            tokens = beside
        own = concepts_of(tokens) if tokens else _of_side(side)
        joined += own if len(own) == 1 else _as_phrase(tokens)
    if not joined:
        return apart
    one = joined[0].also(phrase for other in joined[1:] for phrase in other.phrases)
    written = f" {OR} ".join(other.written for other in joined)
    return [*apart, replace(one, written=written, is_exact=False, is_choice=True)]


def _as_phrase(tokens: list[str]) -> list[Concept]:
    """The pieces as one phrase, without stop words at its ends; none if there is nothing else."""
    phrase = words(" ".join(tokens))
    while phrase and phrase[0] in STOP_WORDS:
        del phrase[0]
    while phrase and phrase[-1] in STOP_WORDS:
        del phrase[-1]
    return [Concept((tuple(phrase),), " ".join(tokens))] if phrase else []


def _plain(token: str, *, is_shouted: bool) -> list[str]:
    """The word of a token that is letters only, and no acronym: where a text is all in capitals,
    only its short words are acronyms.
    """
    bare = token.strip(PUNCTUATION)
    is_acronym = bare.isupper() and (len(bare) <= LONGEST_ACRONYM or not is_shouted)
    # A capital inside is a name that somebody made: SystmOne, eRoster.
    if bare.isalpha() and not is_acronym and (is_shouted or bare[1:].islower()):
        return words(bare)
    return []


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
