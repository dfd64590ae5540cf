"""Words that mean the same, by the rules that editors keep.

Read at each search, so that a change works at once. Short and curated, acronyms first: bulk
thesauri were measured to lose. Each alternative is searched as a phrase. The synonyms of an
efficiency area need no rule: they stand in the text of the area and of each of its records.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from search.analysis import words
from search.models import SynonymRule
from search.prepared import Prepared

Phrase = tuple[str, ...]
MOST_ALTERNATIVES = 12

_rules = Prepared(lambda _: SynonymRule.objects.filter(active=True).values_list("terms"))


def alternatives(typed: Sequence[str]) -> tuple[Phrase, ...]:
    """Phrases that mean the same as some part of what was typed."""
    if not typed:
        return ()
    found: dict[Phrase, None] = {}
    for group in _groups(typed):
        if any(contains(typed, phrase) for phrase in group):
            for phrase in group:
                if not contains(typed, phrase):
                    found[phrase] = None
    return tuple(found)[:MOST_ALTERNATIVES]


def contains(typed: Sequence[str], phrase: Phrase) -> bool:
    """True if the phrase stands in what was typed, word for word."""
    length = len(phrase)
    return set(phrase).issubset(typed) and any(
        tuple(typed[start : start + length]) == phrase for start in range(len(typed) - length + 1)
    )


def _groups(typed: Sequence[str]) -> list[list[Phrase]]:
    """The rules, in their order, of which a phrase begins with one of these words."""
    groups, beginning = _read(tuple(terms for (terms,) in _rules.rows()))
    return [groups[place] for place in sorted({p for w in typed for p in beginning.get(w, ())})]


@lru_cache(maxsize=2)
def _read(rules: tuple[str, ...]) -> tuple[list[list[Phrase]], dict[str, set[int]]]:
    """The phrases of each rule, and in which places rules stand by the first word of a phrase."""
    groups = [
        [phrase for term in json.loads(terms) if (phrase := tuple(words(term)))] for terms in rules
    ]
    beginning: dict[str, set[int]] = {}
    for place, group in enumerate(groups):
        for phrase in group:
            beginning.setdefault(phrase[0], set()).add(place)
    return groups, beginning
