"""More like this: the case studies that speak of the same things as one of them.

The words that tell a record apart (often in it, seldom elsewhere) are searched for like any
other words, so that every engine answers and every rule of who may see what holds.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from dataclasses import replace

from django.core.cache import cache

from search.analysis import SPELLABLE, STOP_WORDS, words
from search.engines.away import EngineAway
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.frequencies import IndexWords
from search.hits import draw
from search.models import SearchEntry
from search.query import SearchQuery
from search.results import Found, Hit, SearchResults
from search.site_engine import get_engine

# Below the number above which a text counts as pasted prose.
MOST_WORDS = 20
KEPT_SECONDS = 24 * 3600
SHORTEST = 3
# How often a word counts for where it stands: a title tells most.
TIMES = {"title": 3, "result": 2, "context": 2, "body": 1}


def alike(case_study_id: int, *, sees_network: bool, limit: int) -> list[Hit]:
    """The case studies most like this one, best first; empty where nothing is known of it.

    Each says which of its areas it shares. Which they are is worked out once for each state of the
    index; that they may be seen is looked up each time.
    """
    entry = SearchEntry.objects.filter(
        type=SearchEntry.Type.CASE_STUDY, object_id=case_study_id, gone=False
    ).first()
    if entry is None:
        return []
    index = get_engine().words(sees_network=sees_network)
    key = f"alike:{hashlib.sha256(index.edition.encode()).hexdigest()}:{entry.pk}:{limit}"
    found = cache.get(key)
    if found is None:
        found = _most_alike(entry, index, sees_network=sees_network, limit=limit)
        cache.set(key, found, KEPT_SECONDS)
    query = SearchQuery(page_size=limit, sees_network=sees_network)
    shown = SearchResults(total=len(found), found=tuple(Found(one, 0.0) for one in found))
    hits, _ = draw(shown, query)
    return [_with_shared_areas(hit, entry) for hit in hits]


def _most_alike(
    entry: SearchEntry, index: IndexWords, *, sees_network: bool, limit: int
) -> list[int]:
    """The entries of the most alike, by this machine's own index, whichever engine answers
    searches: its words told the record apart, and it was brought into step for them a moment ago.
    """
    telling = telling_words(entry, index)
    if not telling:
        return []
    query = SearchQuery(
        text=" ".join(telling), page_size=limit + 1, sees_network=sees_network, weak=True
    )
    try:
        found = EmbeddedEngine().search(query).found
    except EngineAway:
        return []
    return [one.entry_id for one in found if one.entry_id != entry.pk][:limit]


def telling_words(entry: SearchEntry, index: IndexWords) -> list[str]:
    """The words of an entry that tell most of it, by how often and how rarely they are used.

    Words that no other visible record holds find nothing and are left out.
    """
    counted: Counter[str] = Counter()
    for name, times in TIMES.items():
        for word in words(getattr(entry, name)):
            if len(word) >= SHORTEST and word not in STOP_WORDS and SPELLABLE.match(word):
                counted[word] += times
    held = index.counts(counted)
    everything = 1 + max(index.entries(), max(held.values(), default=0))
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
