"""Words that mean the same, by the rules that editors keep and the words of the areas.

Read at each search, so that a change works at once. Short and curated, acronyms first: bulk
thesauri were measured to lose. Each alternative is searched as a phrase. Of the synonyms of an
efficiency area, which stand in the text of the area and of each of its records, only acronyms
need more (`search.area_words`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from search.analysis import content_words, words
from search.area_words import AreaWords, Group, Groups, area_words, by_beginning, initials
from search.concepts import AREA, INITIALS, Concept, Meaning, Phrase, with_terms
from search.models import SynonymRule
from search.prepared import AllRows, Prepared
from search.understanding import TextQuery

MOST_ALTERNATIVES = 12

_rules = Prepared(
    lambda _: SynonymRule.objects.filter(active=True).order_by().values_list(AllRows("id", "terms"))
)


def with_synonyms(text: TextQuery) -> TextQuery:
    """The search with what means the same as its words: any of these will do for each of them.

    What stood in quotation marks is kept to. What an acronym is short for is one thing, as the
    acronym is. Another rule over several words (theatre list, operating list) gives each of them
    the other way to say it.
    """
    if not text.typed:
        return text
    of_areas = area_words()
    same = _meanings(text.typed, of_areas)
    terms = {one.typed for one in same if _is_term(one)}

    def widened(concept: Concept) -> Concept:
        if concept.is_exact:
            return concept
        own = {word for phrase in concept.phrases for word in phrase}
        return concept.also(one.phrase for one in same if own & set(content_words([*one.typed])))

    return replace(
        text,
        alternatives=(*text.alternatives, *(one.phrase for one in same)),
        concepts=tuple(map(widened, with_terms(text.concepts, terms))),
        required=tuple(map(widened, with_terms(text.required, terms))),
        meanings=tuple(same),
        is_area_name=names_an_area(text.typed, of_areas),
    )


def _is_term(one: Meaning) -> bool:
    """Whether what was typed is what an acronym is short for, so that it is one thing."""
    return "".join(one.phrase) in initials(one.typed)


def names_an_area(typed: Phrase, of_areas: AreaWords) -> bool:
    """True if several words are the whole name, or a whole synonym, of an area."""
    return len(typed) > 1 and typed in of_areas.every


def _meanings(typed: Sequence[str], of_areas: AreaWords) -> list[Meaning]:
    """The same phrases, as editors wrote them, and what was typed that each stands for."""
    found: dict[Phrase, Meaning] = {}
    for group in _groups(typed, of_areas):
        said = [phrase for phrase in group if contains(typed, phrase)]
        if said:
            for phrase, written in group.items():
                if phrase not in said:
                    found.setdefault(phrase, Meaning(phrase, written, said[0]))
    whole = tuple(typed)
    if whole in of_areas.names:
        name, written = of_areas.names[whole]
        found.setdefault(name, Meaning(name, written, whole, AREA))
    for word in typed:
        if (word,) in of_areas.initials and not any(one.typed == (word,) for one in found.values()):
            phrase, written = of_areas.initials[(word,)]
            found.setdefault(phrase, Meaning(phrase, written, (word,), INITIALS))
    return list(found.values())[:MOST_ALTERNATIVES]


def contains(typed: Sequence[str], phrase: Phrase) -> bool:
    """True if the phrase stands in what was typed, word for word."""
    length = len(phrase)
    return set(phrase).issubset(typed) and any(
        tuple(typed[start : start + length]) == phrase for start in range(len(typed) - length + 1)
    )


def _groups(typed: Sequence[str], of_areas: AreaWords) -> list[Group]:
    """The rules, in their order, of which a phrase begins with one of these words; then the
    acronyms of the areas.
    """
    ((rules,),) = _rules.rows()
    found = []
    for groups, beginning in (_read(rules), of_areas.acronyms):
        places = {place for word in typed for place in beginning.get(word, ())}
        found += [groups[place] for place in sorted(places)]
    return found


@lru_cache(maxsize=2)
def _read(told: str) -> Groups:
    """The phrases of each rule."""
    rules = sorted(
        (pk, json.loads(terms) if isinstance(terms, str) else terms)
        for pk, terms in json.loads(told)
    )
    return by_beginning(
        [{phrase: term for term in terms if (phrase := tuple(words(term)))} for _, terms in rules]
    )
