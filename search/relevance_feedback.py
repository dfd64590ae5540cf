"""Words that no synonym lists: what the best results have in common lifts those that share it.

The first results of a search name its subject with more words than the reader typed. Each result
near the top is compared with the best few by the words that tell most of it; the closer, the more
it is lifted. Nothing is added to what is found and nothing is taken away: totals, facets and
permissions are those of the words typed. The same code ranks on every engine, from the gist that
each index keeps of a record.

Measured on prose collections (see the README): between 0.013 and 0.016 nDCG@10 on each of them.
A latent-semantic leg on top gained 0.01 on one and nothing on the other, and would need a model
of every record, fitted again as they change, so there is none.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, repeat
from operator import mul
from sys import intern
from typing import Protocol

from search.analysis import SPELLABLE, STOP_WORDS, stem

# How many words of a record tell enough of it. 30 to 50 measured alike.
GIST_WORDS = 30
# What a word counts for, by where it stands: title, result, context, body, blueprint. The context
# (areas, trusts) is about whose record it is, not what it says.
TIMES = (3, 2, 0, 1, 1)
# Results that are compared, best results that they are compared with, words that those give. To
# compare 40 gained 0.001 nDCG@10 more, for a tenth of the time of a search.
COMPARED = 24
BEST = 8
SHARED_WORDS = 60
# The most that sharing all of it lifts: a factor from 1 to 1.7. From 0.3 to 1 all gained.
MOST = 0.7
# What is kept in the process of the last eras of an index: how rare words are, and records as
# vectors, about 2 KB each. The first that come up stay.
ERAS = 2
MOST_WORDS = 100_000
MOST_LEARNT = 4_000

Weights = dict[str, float]
Vector = tuple[list[str], list[float]]


class Rarity(Protocol):
    """How rare the words of an index are."""

    @property
    def era(self) -> str:
        """Changes when what the rest says may have changed by more than a little."""
        ...

    def entries(self) -> int:
        """About how many entries the index holds."""
        ...

    def holding(self, stems: Sequence[str]) -> dict[str, int]:
        """In about how many entries words of each stem stand; without those in none."""
        ...


def gist(folded: Sequence[Sequence[str]]) -> str:
    """The stems that tell most of a record with their weights: “theatr:7 start:4 …”.

    `folded` holds its words by text, in the order of `TIMES`.
    """
    counted: Counter[str] = Counter()
    for times, found in zip(TIMES, folded, strict=True):
        for word, number in Counter(found if times else ()).items():
            if telling_stem := _telling(word):
                counted[telling_stem] += times * number
    telling = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:GIST_WORDS]
    return " ".join(f"{found}:{number}" for found, number in telling)


@lru_cache(maxsize=50_000)
def _telling(word: str) -> str:
    """The stem of a word; blank if the word tells nothing."""
    return stem(word) if word not in STOP_WORDS and SPELLABLE.match(word) else ""


def told(gist: str, stems: Iterable[str]) -> int:
    """How many of the stems are among the words that tell most of a record."""
    return sum(f" {one}:" in f" {gist}" for one in stems)


def lifts(
    scores: Mapping[int, float], gists: Mapping[int, str], rarity: Rarity
) -> dict[int, float]:
    """The factor of each entry, from 1 to 1 + `MOST`, by entry id.

    `scores` are those of the first results, best first.
    """
    told = [gists.get(entry, "") for entry in scores]
    if len(scores) < 2 or not any(told):
        return dict.fromkeys(scores, 1.0)
    vectors = _vectors(told, rarity)
    shared = _shared(scores.values(), vectors)
    close = [
        sum(map(mul, map(shared.get, words, repeat(0.0)), weights)) for words, weights in vectors
    ]
    closest = max(close) or 1.0
    return {entry: 1 + MOST * value / closest for entry, value in zip(scores, close, strict=True)}


@dataclass(frozen=True)
class _Learnt:
    """How rare words are, and gists as vectors by that: the same ones come up again and again."""

    rare: Weights = field(default_factory=dict)
    vectors: dict[str, Vector] = field(default_factory=dict)


@lru_cache(maxsize=ERAS)
def _learnt(era: str) -> _Learnt:
    return _Learnt()


def _vectors(gists: Sequence[str], rarity: Rarity) -> list[Vector]:
    """Of each gist, its words, each by how often it stands there and how rare it is; length 1."""
    learnt = _learnt(rarity.era)
    known = learnt.vectors
    read = {gist: _read(gist) for gist in gists if gist not in known}
    if read:
        rare = _rarity({word for words, _ in read.values() for word in words}, learnt, rarity)
        made = {
            gist: (words, _weights(words, numbers, rare)) for gist, (words, numbers) in read.items()
        }
        if len(known) < MOST_LEARNT:
            known.update(made)
        else:
            known = known | made
    return [known[gist] for gist in gists]


def _read(told: str) -> tuple[list[str], list[str]]:
    """The words of a gist, and how often each stands there in figures."""
    parts = told.replace(":", " ").split()
    # One copy of each word, however many gists are kept.
    return [*map(intern, parts[::2])], parts[1::2]


def _rarity(words: set[str], learnt: _Learnt, rarity: Rarity) -> Weights:
    """How rare each of the words is, and perhaps others. Asks the index for new ones alone."""
    unknown = sorted(words.difference(learnt.rare))
    if not unknown:
        return learnt.rare
    everything = rarity.entries()
    held = rarity.holding(unknown)
    rare = {}
    for word in unknown:
        number = min(held.get(word, 1), everything)
        rare[word] = math.log(1 + (everything - number + 0.5) / (number + 0.5))
    if len(learnt.rare) >= MOST_WORDS:
        return learnt.rare | rare
    learnt.rare.update(rare)
    return learnt.rare


def _weights(words: list[str], numbers: list[str], rare: Weights) -> list[float]:
    weights = [*map(mul, map(_times.__getitem__, numbers), map(rare.__getitem__, words))]
    length = math.sqrt(sum(map(mul, weights, weights))) or 1.0
    return [weight / length for weight in weights]


class _Times(dict[str, float]):
    """What a word counts that stands in a record so often, by that number in figures."""

    def __missing__(self, number: str) -> float:
        return self.setdefault(number, 1 + math.log(int(number)))


_times = _Times()


def _shared(scores: Iterable[float], vectors: Sequence[Vector]) -> Weights:
    """The words that tell most of the best results together."""
    summed: Weights = {}
    for score, (words, weights) in zip(islice(scores, BEST), vectors, strict=False):
        for word, weight in zip(words, weights, strict=True):
            summed[word] = summed.get(word, 0.0) + weight * score
    most = sorted(sorted(summed), key=summed.__getitem__, reverse=True)[:SHARED_WORDS]
    return {word: summed[word] for word in most}
