"""Words that mean the same, by the rules that editors keep and the words of the areas.

Read at each search, so that a change works at once. Short and curated, acronyms first: bulk
thesauri were measured to lose. Each alternative is searched as a phrase. Of the synonyms of an
efficiency area, which stand in the text of the area and of each of its records, only acronyms
need more (`search.curation`).

The words of efficiency areas as synonyms: acronyms, and the areas that words stand for.

Read at each search, so that a change works at once. Only what is plain is read into them: an
acronym stands for the name or synonym whose initials it is, and a search for nothing but a synonym
of an area finds the records of the areas below as well, which hold the name of the area and none
of its synonyms. What could mean two things means neither.

Results that editors put first for one search.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from typing import Any, NamedTuple

from casestudies.models import EfficiencyArea
from search.analysis import STOP_WORDS, content_words, words
from search.models import PromotedResult, SearchEntry, SynonymRule
from search.prepared import AllRows, Prepared
from search.spelling import is_in_dictionary
from search.text_query import AREA, INITIALS, Concept, Meaning, Phrase, TextQuery, with_terms

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
    for groups, beginning in (_read_rules(rules), of_areas.acronyms):
        places = {place for word in typed for place in beginning.get(word, ())}
        found += [groups[place] for place in sorted(places)]
    return found


@lru_cache(maxsize=2)
def _read_rules(told: str) -> Groups:
    """The phrases of each rule."""
    rules = sorted(
        (pk, json.loads(terms) if isinstance(terms, str) else terms)
        for pk, terms in json.loads(told)
    )
    return by_beginning(
        [{phrase: term for term in terms if (phrase := tuple(words(term)))} for _, terms in rules]
    )


# The phrases of a rule, and how editors wrote each.
Group = dict[Phrase, str]
Groups = tuple[list[Group], dict[str, set[int]]]
Row = tuple[Any, ...]
# Of two letters most mean several things, so they count only where an editor wrote them.
SHORTEST_INITIALS = 3
LONGEST_ACRONYM = 6

_areas = Prepared(
    lambda _: EfficiencyArea.objects.order_by().values_list(
        AllRows("id", "parent_id", "name", "synonyms")
    )
)


class AreaWords(NamedTuple):
    """`acronyms` are groups that editors wrote side by side: an acronym and what it is short for.
    `initials` are those that nobody wrote, with what they can only be short for. `names` are of
    areas with others below, by each of their synonyms. `every` is each name and synonym of an area.
    """

    acronyms: Groups
    initials: dict[Phrase, tuple[Phrase, str]]
    names: dict[Phrase, tuple[Phrase, str]]
    every: frozenset[Phrase]


def area_words() -> AreaWords:
    """What the words of the areas stand for today. One query."""
    ((told,),) = _areas.rows()
    return _read_areas(told)


@lru_cache(maxsize=2)
def _read_areas(told: str) -> AreaWords:
    rows: list[Row] = sorted(
        (pk, parent, name, json.loads(terms) if isinstance(terms, str) else terms)
        for pk, parent, name, terms in json.loads(told)
    )
    parents = {parent for _, parent, *_ in rows}
    written: list[Group] = [_phrases([name, *terms]) for *_, name, terms in rows]
    acronyms = [group for phrases in written for group in _acronyms(phrases)]
    names: dict[Phrase, set[tuple[Phrase, str]]] = defaultdict(set)
    for (pk, _, name, _), phrases in zip(rows, written, strict=True):
        whole = tuple(words(name))
        for phrase in phrases:
            # A synonym of two areas names neither of them.
            names[phrase].add((whole, name) if pk in parents else ((), ""))
    listed = {letters for phrases in written for one in phrases for letters in [_letters(one)]}
    unwritten: dict[str, Group] = defaultdict(dict)
    for (_, _, name, _), phrases in zip(rows, written, strict=True):
        for phrase, text in phrases.items():
            if text != name and "and" not in phrase:
                unwritten["".join(word[0] for word in phrase)][phrase] = text
    return AreaWords(
        by_beginning(_unambiguous(acronyms)),
        {
            (letters,): next(iter(meant.items()))
            for letters, meant in unwritten.items()
            if len(meant) == 1 and letters not in listed and _can_be_acronym(letters)
        },
        {
            phrase: next(iter(meant))
            for phrase, meant in names.items()
            if len(meant) == 1 and next(iter(meant))[0] not in ((), phrase)
        },
        frozenset(phrase for phrases in written for phrase in phrases),
    )


def by_beginning(groups: list[Group]) -> Groups:
    """Groups, and in which places of them one stands by the first word of a phrase."""
    beginning: dict[str, set[int]] = {}
    for place, group in enumerate(groups):
        for phrase in group:
            beginning.setdefault(phrase[0], set()).add(place)
    return groups, beginning


def initials(phrase: Phrase) -> set[str]:
    """The first letters of the words of a phrase, with and without those of stop words; nothing
    of one word, or of letters alone.
    """
    telling = [word for word in phrase if word not in STOP_WORDS]
    if len(telling) < 2 or _letters(phrase):
        return set()
    return {"".join(word[0] for word in some) for some in (phrase, telling)}


def _phrases(texts: Iterable[str]) -> Group:
    return {phrase: text for text in texts if (phrase := tuple(words(text)))}


def _acronyms(phrases: Group) -> Iterable[Group]:
    """Each acronym among the words of one area, with what it is short for."""
    by_letters: dict[str, Group] = defaultdict(dict)
    for phrase, text in phrases.items():
        for letters in initials(phrase):
            by_letters[letters][phrase] = text
    acronyms: dict[str, Group] = defaultdict(dict)
    for phrase, text in phrases.items():
        if letters := _letters(phrase):
            acronyms[letters][phrase] = text
    for letters in sorted(acronyms.keys() & by_letters.keys()):
        yield {**acronyms[letters], **by_letters[letters]}


def _unambiguous(groups: list[Group]) -> list[Group]:
    """Without those that give one acronym two meanings."""
    apart = set()
    for one, other in combinations(range(len(groups)), 2):
        shared = groups[one].keys() & groups[other].keys()
        if any(map(_letters, shared)) and groups[one].keys() != groups[other].keys():
            apart |= {one, other}
    return [group for number, group in enumerate(groups) if number not in apart]


def _letters(phrase: Phrase) -> str:
    """The letters of an acronym: OPAT, A&G, A and G. Blank for what is none by its form."""
    single = [word for word in phrase if word != "and"]
    if len(phrase) == 1:
        return phrase[0] if len(phrase[0]) <= LONGEST_ACRONYM else ""
    return "".join(single) if all(len(word) == 1 for word in single) else ""


def _can_be_acronym(letters: str) -> bool:
    fits = SHORTEST_INITIALS <= len(letters) <= LONGEST_ACRONYM
    return (
        fits and letters.isalpha() and letters not in STOP_WORDS and not is_in_dictionary(letters)
    )


_chosen = Prepared(
    lambda texts: PromotedResult.objects.filter(active=True, search__in=texts).values_list(
        "case_study_id", "reason"
    )
)


def promoted(text: str) -> dict[int, str]:
    """The entries to show first for these words, if they fit, with the editors' reason."""
    typed = " ".join(words(text))
    if not typed:
        return {}
    chosen = dict(_chosen.rows([typed]))
    if not chosen:
        return {}
    entries = SearchEntry.objects.filter(
        type=SearchEntry.Type.CASE_STUDY, object_id__in=chosen, gone=False
    )
    return {entry: chosen[page] for entry, page in entries.values_list("pk", "object_id")}
