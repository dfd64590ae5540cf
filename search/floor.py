"""Where the results of a search end: a rule of matching, the same on every engine.

**What a record holds.** A question names concepts, each a word or its synonyms. A record gets up
to three marks for each concept:

1. it says it anywhere (all its texts),
2. it is about it: title, result, or a word of the story that comes up often (`subject`),
3. it is filed under it: the name of an area, trust, place or system, or a synonym of its area
   that is one word (`filed_under`).

A passing mention gets one mark. The words of a longer synonym of an area get one too: “maternity”
is not what a record is about because its area has the synonym “maternity pathway”.

**What a mark counts.** 1 if more than a fifth of the entries hold the concept, otherwise 4; each 1
where no concept is so common. What nobody wrote about counts in full too, so that a question about
it ends empty.

**Where it ends.** Two shares of all that the concepts count, by how many there are: nothing is
shown unless some record reaches `best`, and then every record that reaches `needed`. One concept
wants two marks of three: more than a mention. The more there are, the smaller the shares, because
sentences carry words that tell nothing; pasted prose has no end but any of its words.

| concepts     | best | needed |
|--------------|------|--------|
| one          | 2/3  | 2/3    |
| two to four  | 0.45 | 0.18   |
| five or six  | 0.36 | 0.15   |
| up to nine   | 0.22 | 0.10   |
| more         | 0.15 | 0.08   |
| prose        | any  | any    |

An engine asks it as a Boolean query with `minimum_should_match`: for each concept and each of the
three fields one clause, repeated as often as its weight. Phrases in quotation marks and joined by
AND must be there anyway and are no concepts of this rule; where there are no others, nothing ends.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from search.analysis import STOP_WORDS, stem, words

# The fields of an index that each give a mark.
FIELDS = ("words", "subject", "filed")

# What a mark of a concept counts: one that many entries hold, any other.
COMMON, RARE = 1, 4
# Above this share of the entries a concept is common.
MANY = 0.2

# A word of the story comes up often if it stands there so many times, and once in so many words.
OFTEN = 2
ONCE_IN = 200

# The most concepts, and the shares for them: of the best record, of any that is shown.
SHARES = ((1, 2 / 3, 2 / 3), (4, 0.45, 0.18), (6, 0.36, 0.15), (9, 0.22, 0.10))
SHARES_OF_MORE = (0.15, 0.08)


@dataclass(frozen=True)
class Floor:
    """What the concepts count, and how much a record must reach.

    `weights` are those of the concepts, in their order: what each of its marks counts. `best` is
    what at least one record must reach, or nothing is shown; `needed` what every record must that
    is shown. Both are 0 where any record will do.
    """

    weights: tuple[int, ...] = ()
    best: int = 0
    needed: int = 0


def floor(holders: Sequence[int], entries: int) -> Floor:
    """The floor of a question.

    `holders` says for each concept in how many of the `entries` any of its phrases stands. Words
    that look misspelt are no concepts of it: they say nothing of what is there.
    """
    weights = tuple(COMMON if number > MANY * entries else RARE for number in holders)
    if not weights:
        return Floor()
    if COMMON not in weights:
        # The same rule with a quarter of the clauses for an engine to read.
        weights = (1,) * len(weights)
    best, needed = _shares(len(weights))
    everything = len(FIELDS) * sum(weights)
    return Floor(weights, _share_of(everything, best), _share_of(everything, needed))


def subject(
    title: Sequence[str], result: Sequence[str], body: Sequence[str], blueprint: Sequence[str]
) -> list[str]:
    """The words that tell what a record is about, for the field of the same name.

    Takes and gives folded words.
    """
    story = [*body, *blueprint]
    times = Counter(map(stem, story))
    least = max(OFTEN, len(story) / ONCE_IN)
    often = {one for one, number in times.items() if number >= least}
    telling = {}
    for word in story:
        if word not in STOP_WORDS and stem(word) in often:
            telling.setdefault(stem(word), word)
    return [*title, *result, *telling.values()]


def filed_under(context: str) -> list[str]:
    """The folded words that a record is filed under: of its context
    (`search.indexing.documents.joined`)
    the names, which begin with a capital letter, and what is written without a blank.
    """
    pieces = [piece for piece in context.split(". ") if piece[:1].isupper() or " " not in piece]
    return words(" ".join(pieces))


def _shares(concepts: int) -> tuple[float, float]:
    fitting = ((best, needed) for most, best, needed in SHARES if concepts <= most)
    return next(fitting, SHARES_OF_MORE)


def _share_of(everything: int, share: float) -> int:
    """Rounded up, but for what is lost in the last digits."""
    return max(1, math.ceil(round(everything * share, 6)))
