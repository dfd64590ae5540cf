"""What was typed, read sensibly: words, "exact phrases", -excluded words, AND, OR and NOT, and
nothing refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.text.normalising import straight_marks
from search.analysis import content_words, words

# A closed quotation, with or without a minus; or a word with a minus before it. A minus inside
# a word (follow-up) and a quotation mark without its partner are only characters.
QUOTED = re.compile(r'(?:(?<=\s)|^)(-?)"([^"]*)"|"([^"]*)"')
EXCLUDED = re.compile(r"(?:(?<=\s)|^)-(?=[^\W_])(\S+)")
# In capitals, as in other searches: wards NOT theatre, wards AND theatre.
AND, OR = "AND", "OR"
NOT = re.compile(r'(?:(?<=\s)|^)NOT\s+(?=["\w])')
# Above this many words a text is prose that somebody pasted, and its quotation marks and dashes
# are punctuation, not commands.
LONGEST_COMMAND = 25

PUNCTUATION = ".,;:?!()[]'’‘\""
LONGEST_ACRONYM = 6

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class TextQuery:
    """The words of a search: any of `words` or `alternatives`, all `phrases`, no `excluded`.

    `words` keeps repeats, because a word typed twice counts twice. `typed` is the whole
    sequence, stop words too. `plain` are those of the words whose spelling can be doubted: no
    codes, numbers, units, acronyms in capitals, addresses, or parts of a hyphenated word. `tokens`
    are the pieces between blanks of what gave the words, as they were typed.
    """

    words: Phrase = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    alternatives: tuple[Phrase, ...] = ()
    typed: Phrase = ()
    plain: Phrase = ()
    tokens: tuple[str, ...] = ()
    is_prose: bool = False

    @property
    def is_empty(self) -> bool:
        """True if nothing in it says what to find."""
        return not (self.words or self.phrases or self.alternatives)


def read(text: str) -> TextQuery:
    """Take a search text apart. Never raises."""
    everything = words(text)
    if len(everything) > LONGEST_COMMAND:
        return TextQuery(
            words=tuple(content_words(everything)), typed=tuple(everything), is_prose=True
        )
    # Curly quotation marks and dashes are straight ones from here on, as in every word; capitals
    # stay, because they tell commands and acronyms.
    text = straight_marks(text)
    has_operators = not text.isupper()
    if has_operators:
        text = NOT.sub("-", text)
    phrases: list[Phrase] = []
    excluded: list[Phrase] = []

    def take_quoted(found: re.Match[str]) -> str:
        phrase = tuple(words(found[2] if found[2] is not None else found[3]))
        if phrase:
            (excluded if found[1] == "-" else phrases).append(phrase)
        return " "

    def take_excluded(found: re.Match[str]) -> str:
        phrase = tuple(words(found[1]))
        if phrase:
            excluded.append(phrase)
        return " "

    rest = EXCLUDED.sub(take_excluded, QUOTED.sub(take_quoted, text)).split()
    if has_operators:
        rest = _without_operators(rest, phrases)
    typed = tuple(words(" ".join(rest)))
    return TextQuery(
        words=tuple(content_words(list(typed))),
        phrases=tuple(dict.fromkeys(phrases)),
        excluded=tuple(dict.fromkeys(excluded)),
        typed=typed,
        plain=tuple(word for token in rest for word in _plain(token, is_shouted=text.isupper())),
        tokens=tuple(bare for token in rest if (bare := token.strip(PUNCTUATION))),
    )


def _without_operators(tokens: list[str], phrases: list[Phrase]) -> list[str]:
    """The tokens but AND and OR; both neighbours of an AND are added to what must be there."""
    kept = []
    for at, token in enumerate(tokens):
        if token not in (AND, OR):
            kept.append(token)
            beside = (*tokens[at - 1 : at], *tokens[at + 1 : at + 2])
            phrase = tuple(words(token))
            if AND in beside and phrase:
                phrases.append(phrase)
    return kept


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
