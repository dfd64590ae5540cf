"""What was typed, read sensibly: words, "exact phrases", -excluded words, and nothing refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from search.analysis import content_words, fold, words

# A closed quotation, with or without a minus; or a word with a minus before it. A minus inside
# a word (follow-up) and a quotation mark without its partner are only characters.
QUOTED = re.compile(r'(?:(?<=\s)|^)(-?)"([^"]*)"|"([^"]*)"')
EXCLUDED = re.compile(r"(?:(?<=\s)|^)-(?=[^\W_])(\S+)")
# Above this many words a text is prose that somebody pasted, and its quotation marks and dashes
# are punctuation, not commands.
LONGEST_COMMAND = 25

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class TextQuery:
    """The words of a search: any of `words` or `alternatives`, all `phrases`, no `excluded`.

    `words` keeps repeats, because a word typed twice counts twice. `typed` is the whole
    sequence, stop words too. `corrections` pairs what was typed with what stands for it.
    """

    words: Phrase = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    alternatives: tuple[Phrase, ...] = ()
    typed: Phrase = ()
    corrections: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if nothing in it says what to find."""
        return not (self.words or self.phrases or self.alternatives)

    def corrected(self, corrections: dict[str, str]) -> TextQuery:
        """The same with misspelt words replaced."""
        if not corrections:
            return self
        return replace(
            self,
            words=tuple(corrections.get(word, word) for word in self.words),
            typed=tuple(corrections.get(word, word) for word in self.typed),
            corrections=tuple(corrections.items()),
        )


def read(text: str) -> TextQuery:
    """Take a search text apart. Never raises."""
    everything = words(text)
    if len(everything) > LONGEST_COMMAND:
        return TextQuery(words=tuple(content_words(everything)), typed=tuple(everything))
    # Curly quotation marks and dashes are straight ones from here on, as in every word.
    text = fold(text)
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

    rest = EXCLUDED.sub(take_excluded, QUOTED.sub(take_quoted, text))
    typed = tuple(words(rest))
    return TextQuery(
        words=tuple(content_words(list(typed))),
        phrases=tuple(dict.fromkeys(phrases)),
        excluded=tuple(dict.fromkeys(excluded)),
        typed=typed,
    )
