"""Words that mean the same, by the rules that editors keep.

Read at each search, so that a change works at once. Short and curated, acronyms first: bulk
thesauri were measured to lose. Each alternative is searched as a phrase. The synonyms of an
efficiency area need no rule: they stand in the text of the area and of each of its records.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from search.analysis import content_words, words
from search.concepts import Concept, Phrase
from search.models import SynonymRule
from search.prepared import Prepared
from search.understanding import TextQuery

# The phrases of a rule, and how editors wrote each.
Group = dict[Phrase, str]


class Meaning(NamedTuple):
    """A phrase with how it is written, and the phrase that was typed and means the same."""

    phrase: Phrase
    written: str
    typed: Phrase


MOST_ALTERNATIVES = 12

_rules = Prepared(lambda _: SynonymRule.objects.filter(active=True).values_list("terms"))


def with_synonyms(text: TextQuery) -> TextQuery:
    """The search with what means the same as its words: any of these will do for each of them.

    What stood in quotation marks is kept to. A rule over several words (length of stay, LOS) gives
    each of them the other way to say it.
    """
    same = meanings(text.typed)

    def widened(concept: Concept) -> Concept:
        if concept.is_exact:
            return concept
        own = {word for phrase in concept.phrases for word in phrase}
        return concept.also(one.phrase for one in same if own & set(content_words([*one.typed])))

    return replace(
        text,
        alternatives=tuple(one.phrase for one in same),
        concepts=tuple(map(widened, text.concepts)),
        required=tuple(map(widened, text.required)),
    )


def meanings(typed: Sequence[str]) -> list[Meaning]:
    """The same phrases, as editors wrote them, and what was typed that each stands for."""
    if not typed:
        return []
    found: dict[Phrase, Meaning] = {}
    for group in _groups(typed):
        said = [phrase for phrase in group if contains(typed, phrase)]
        if said:
            for phrase, written in group.items():
                if phrase not in said:
                    found[phrase] = Meaning(phrase, written, said[0])
    return list(found.values())[:MOST_ALTERNATIVES]


def contains(typed: Sequence[str], phrase: Phrase) -> bool:
    """True if the phrase stands in what was typed, word for word."""
    length = len(phrase)
    return set(phrase).issubset(typed) and any(
        tuple(typed[start : start + length]) == phrase for start in range(len(typed) - length + 1)
    )


def _groups(typed: Sequence[str]) -> list[Group]:
    """The rules, in their order, of which a phrase begins with one of these words."""
    groups, beginning = _read(tuple(terms for (terms,) in _rules.rows()))
    return [groups[place] for place in sorted({p for w in typed for p in beginning.get(w, ())})]


@lru_cache(maxsize=2)
def _read(rules: tuple[str, ...]) -> tuple[list[Group], dict[str, set[int]]]:
    """The phrases of each rule, and in which places rules stand by the first word of a phrase."""
    groups = [
        {phrase: term for term in json.loads(terms) if (phrase := tuple(words(term)))}
        for terms in rules
    ]
    beginning: dict[str, set[int]] = {}
    for place, group in enumerate(groups):
        for phrase in group:
            beginning.setdefault(phrase[0], set()).add(place)
    return groups, beginning
