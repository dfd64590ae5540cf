"""From the words of a search to the entries that they fit, and how well: BM25 over weighted texts.

The same on every database. S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25
and Beyond", 2009, with the usual constants. How rare a word is follows Lucene, as Elasticsearch
does: no word counts against an entry, however common it is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import reduce
from typing import NamedTuple

import numpy as np

from search.engines.candidates import Candidates
from search.engines.columns import Columns
from search.engines.postings import TENTHS, Postings
from search.engines.sets import Flags, Numbers, bits_where
from search.stemming import stem
from search.understanding import Phrase, TextQuery

# How soon more of a word stops counting, and how much the length of an entry counts.
K1, B = 1.2, 0.75

ReadPostings = Callable[[Collection[str]], dict[str, Postings]]
# The ids of the entries that hold the words of a phrase one after the other.
ReadHolders = Callable[[Phrase], Iterable[int]]


class _Occurrences(NamedTuple):
    """The places of the entries that hold a phrase, and how often each does."""

    places: Numbers
    often: Numbers


def fitting(
    held: Columns, text: TextQuery, postings: ReadPostings, holders: ReadHolders
) -> Candidates:
    """Every entry that holds any of the words, all quoted phrases and none that is excluded;
    all entries where nothing says what to find.
    """
    size = len(held.ids)
    times = times_of(text)
    found = _occurrences(held, {*times, *text.excluded}, postings, holders)
    fits, kept = np.zeros(size), np.zeros(size, np.bool_)
    for phrase, number in times.items():
        places, often = found[phrase]
        fits[places] += number * _fit(often, held.lengths[places] / held.usual_length, size)
        kept[places] = True
    for phrase in text.phrases:
        kept &= _flags(found[phrase], size)
    if text.is_empty:
        fits, kept = np.ones(size), np.ones(size, np.bool_)
    for phrase in text.excluded:
        kept &= ~_flags(found[phrase], size)
    return Candidates(held, bits_where(kept), fits)


def times_of(text: TextQuery) -> Counter[Phrase]:
    """How often each phrase counts. A word that is typed twice counts twice; words stand beside
    their synonyms twice, and a phrase in quotation marks does.
    """
    times: Counter[Phrase] = Counter()
    for word in text.words:
        times[(word,)] += 2 if text.alternatives else 1
    for phrase in text.alternatives:
        times[phrase] += 1
    for phrase in text.phrases:
        times[phrase] += 2
    return times


def _occurrences(
    held: Columns, phrases: Collection[Phrase], postings: ReadPostings, holders: ReadHolders
) -> dict[Phrase, _Occurrences]:
    """Where each phrase stands; its words are read together."""
    stems = {phrase: [stem(word) for word in phrase] for phrase in phrases}
    by_stem = {
        one: _placed(held, its)
        for one, its in postings({one for some in stems.values() for one in some}).items()
    }
    nowhere = _Occurrences(np.zeros(0, np.intp), np.zeros(0))
    found = {}
    for phrase, its_stems in stems.items():
        of_words = [by_stem.get(one, nowhere) for one in its_stems]
        if len(of_words) == 1:
            found[phrase] = of_words[0]
        elif all(len(one.places) for one in of_words):
            found[phrase] = _of_phrase(held, holders(phrase), of_words)
        else:
            found[phrase] = nowhere
    return found


def _placed(held: Columns, found: Postings) -> _Occurrences:
    """Without entries that were written after the facts were read."""
    places = held.places_of(found.ids)
    known = places >= 0
    return _Occurrences(places[known], found.tenths[known] / TENTHS)


def _of_phrase(held: Columns, ids: Iterable[int], words: Collection[_Occurrences]) -> _Occurrences:
    """A phrase counts as often as its least frequent word, in the entries that hold it."""
    places = held.places_of(np.fromiter(ids, np.int64))
    places = places[places >= 0]
    often = []
    for word in words:
        of_all = np.zeros(len(held.ids))
        of_all[word.places] = word.often
        often.append(of_all[places])
    return _Occurrences(places, reduce(np.minimum, often))


def _fit(often: Numbers, length: Numbers, everything: int) -> Numbers:
    """`length` is that of each entry in usual lengths."""
    holders = len(often)
    rarity = math.log(1 + (everything - holders + 0.5) / (holders + 0.5))
    return rarity * often * (K1 + 1) / (often + K1 * (1 - B + B * length))


def _flags(of: _Occurrences, size: int) -> Flags:
    flags = np.zeros(size, np.bool_)
    flags[of.places] = True
    return flags
