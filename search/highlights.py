"""The words of a search, marked in the text of a result. Everything else is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString

from search.analysis import STOP_WORDS, WORD, american, british, fold, stem
from search.text_query import Phrase

# A word as it may stand in a text that no gate has seen: with soft hyphens, marks apart and
# characters without a shape inside.
AS_WRITTEN = re.compile(
    "[^\\W_]+(?:[\u00ad\u0300-\u036f\u200b-\u200f\u2060-\u2064\ufeff]+[^\\W_]*)*"
)
Place = tuple[int, int, str]
SNIPPET = 230
LEAD = 60
SHORTEST_PREFIX = 3


class Marker:
    """Marks the words of one search, in whatever form they stand; those of a phrase together."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        telling = [_telling(phrase) for phrase in phrases]
        stems = [tuple(map(stem, words)) for words in telling]
        self._alone = frozenset(one for phrase in stems if len(phrase) == 1 for one in phrase)
        self._together = frozenset(phrase for phrase in stems if len(phrase) > 1)
        self.stems = frozenset(one for phrase in stems for one in phrase)
        # A stem's last letter may differ from the word's (happi, happy); the stem decides.
        starts = self.stems | {stem(american(word)) for words in telling for word in words}
        self._starts = {s if len(s) <= SHORTEST_PREFIX else s[:-1] for s in starts}

    def places(self, text: str) -> list[Place]:
        """(start, end, stem) of each word of the search in the text."""
        if not self._starts:
            return []
        # Folding can change lengths, so words are looked at one by one where it would.
        words = self._near(text) if text.isascii() else AS_WRITTEN.finditer(text)
        stems = self.stems
        found = [(m.start(), m.end(), its) for m in words if (its := _stem(m[0])) in stems]
        return self._whole(found, text) if self._together else found

    def _whole(self, found: list[Place], text: str) -> list[Place]:
        """Without the words of a phrase that stand apart from the rest of it."""
        kept = {at for at, place in enumerate(found) if place[2] in self._alone}
        for phrase in self._together:
            for at in range(len(found) - len(phrase) + 1):
                some = found[at : at + len(phrase)]
                if tuple(its for *_, its in some) == phrase and _adjoin(some, text):
                    kept.update(range(at, at + len(phrase)))
        return [found[at] for at in sorted(kept)]

    def _near(self, text: str) -> Iterable[re.Match[str]]:
        """The words that begin as one of the search does, in order."""
        folded, begins = text.lower(), set()
        for start in self._starts:
            at = folded.find(start)
            while at >= 0:
                if at == 0 or not folded[at - 1].isalnum():
                    begins.add(at)
                at = folded.find(start, at + 1)
        return [found for at in sorted(begins) if (found := WORD.match(text, at))]

    def mark(self, text: str) -> SafeString:
        """The whole text as HTML, with <mark> around each word of the search."""
        return marked(text, self.places(text))

    def snippet(self, text: str) -> SafeString:
        """The part of the text that holds most of the words; blank if it holds none."""
        places = self.places(text)
        if not places:
            return SafeString("")
        start = max(
            (place[0] for place in places),
            key=lambda at: (len({s for a, _, s in places if at <= a < at + SNIPPET}), -at),
        )
        first = self._word_start(text, max(0, start - LEAD))
        last = text.rfind(" ", first, first + SNIPPET + LEAD)
        if last <= start or len(text) <= first + SNIPPET + LEAD:
            last = min(len(text), first + SNIPPET + LEAD)
        inside = [(a - first, b - first, s) for a, b, s in places if a >= first and b <= last]
        before, after = ("… " if first else ""), (" …" if last < len(text) else "")
        return SafeString(f"{before}{marked(text[first:last], inside)}{after}")

    @staticmethod
    def _word_start(text: str, at: int) -> int:
        if at == 0:
            return 0
        space = text.find(" ", at)
        return at if space < 0 else space + 1


def _telling(phrase: Phrase) -> Phrase:
    """Without stop words, unless letters alone are left: A&E is not E."""
    words = tuple(word for word in phrase if word not in STOP_WORDS)
    return words if any(len(word) > 1 for word in words) else phrase


def _adjoin(places: Sequence[Place], text: str) -> bool:
    """True if nothing that tells anything stands between them."""
    between = (text[end:start] for (_, end, _), (start, _, _) in pairwise(places))
    return all(STOP_WORDS.issuperset(WORD.findall(fold(one))) for one in between)


def marked(text: str, places: Sequence[Place]) -> SafeString:
    """The text as HTML, with <mark> around these places of it, in order."""
    parts, last = [], 0
    for start, end, _ in places:
        parts.append(f"{escape(text[last:start])}<mark>{escape(text[start:end])}</mark>")
        last = end
    parts.append(escape(text[last:]))
    return SafeString("".join(parts))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return stem(british(fold(word)))
