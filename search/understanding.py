"""What was typed, read sensibly: words, "exact phrases", -excluded words, AND, OR and NOT, and
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
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from portal.text.normalising import straight_marks
from search.analysis import STOP_WORDS, content_words, words
from search.concepts import (
    PUNCTUATION,
    Concept,
    Meaning,
    Phrase,
    concepts_of,
    merged,
    pieces,
    plain_concepts,
)

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
    looked up (`search.synonyms`).
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
