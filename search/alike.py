"""More like this: the case studies that speak of the same things as one of them.

The words that tell a record apart (often in it, seldom elsewhere) are searched for like any
other words, so that every engine answers and every rule of who may see what holds.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

from search.analysis import SPELLABLE, STOP_WORDS, words
from search.hits import draw
from search.models import SearchEntry
from search.query import SearchQuery
from search.results import Hit
from search.site_engine import get_engine

# Below the number above which a text counts as pasted prose.
MOST_WORDS = 20
SHORTEST = 3
# How often a word counts for where it stands: a title tells most.
TIMES = {"title": 3, "result": 2, "context": 2, "body": 1}


def alike(case_study_id: int, *, sees_network: bool, limit: int) -> list[Hit]:
    """The case studies most like this one, best first; empty where nothing is known of it.

    Each says which of its areas it shares.
    """
    entry = SearchEntry.objects.filter(
        type=SearchEntry.Type.CASE_STUDY, object_id=case_study_id, gone=False
    ).first()
    telling = telling_words(entry, sees_network=sees_network) if entry else []
    if entry is None or not telling:
        return []
    query = SearchQuery(text=" ".join(telling), page_size=limit + 1, sees_network=sees_network)
    found = get_engine().search(query)
    others = tuple(one for one in found.found if one.entry_id != entry.pk)[:limit]
    hits, _ = draw(replace(found, found=others, places=(), marked=frozenset()), query)
    return [_with_shared_areas(hit, entry) for hit in hits]


def telling_words(entry: SearchEntry, *, sees_network: bool) -> list[str]:
    """The words of an entry that tell most of it, by how often and how rarely they are used.

    Words that no other visible record holds find nothing and are left out.
    """
    counted: Counter[str] = Counter()
    for name, times in TIMES.items():
        for word in words(getattr(entry, name)):
            if len(word) >= SHORTEST and word not in STOP_WORDS and SPELLABLE.match(word):
                counted[word] += times
    held = get_engine().words(sees_network=sees_network).counts(counted)
    everything = 1 + max(
        SearchEntry.objects.filter(gone=False).count(), max(held.values(), default=0)
    )
    weight = {
        word: math.log1p(counted[word]) * math.log(everything / number)
        for word, number in held.items()
        if number > 1
    }
    return sorted(weight, key=lambda word: (-weight[word], word))[:MOST_WORDS]


def _with_shared_areas(hit: Hit, entry: SearchEntry) -> Hit:
    own = set(entry.card.get("areas", ()))
    shared = [name for name in hit.card["areas"] if name in own]
    return replace(hit, reasons=(f"Also about {' and '.join(shared).lower()}",) if shared else ())
