"""Which trusts carry on the work of others: a graph of ODS codes or ids, followed safely. Pure.

A trust may have several successors (its services were divided) and several predecessors. A
circle is refused wherever links are written; whatever reads them ends all the same, because a
database may hold one from before, or from a hand that wrote past the checks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def everything_after(links: Mapping[Key, Collection[Key]], starts: Iterable[Key]) -> list[Key]:
    """All that follows from these, at any distance, the nearest first; never these themselves."""
    seen = set(starts)
    found: list[Key] = []
    row = list(seen)
    while row:
        following = [after for key in row for after in links.get(key, ())]
        row = [after for after in dict.fromkeys(following) if after not in seen]
        seen.update(row)
        found += row
    return found


def reversed_links(links: Mapping[Key, Collection[Key]]) -> dict[Key, list[Key]]:
    """From each successor to its predecessors."""
    back: dict[Key, list[Key]] = defaultdict(list)
    for before, afters in links.items():
        for after in afters:
            back[after].append(before)
    return dict(back)


def circle_from(links: Mapping[Key, Collection[Key]], start: Key) -> list[Key]:
    """A shortest way along the links from `start` back to it, with it at both ends.

    Empty if there is none.
    """
    came_from: dict[Key, Key] = {}
    row = [start]
    while row:
        following: list[Key] = []
        for key in row:
            for after in links.get(key, ()):
                if after == start:
                    return _way_round(came_from, start, key)
                if after not in came_from:
                    came_from[after] = key
                    following.append(after)
        row = following
    return []


def _way_round(came_from: Mapping[Key, Key], start: Key, last: Key) -> list[Key]:
    way = [start]
    while last != start:
        way.append(last)
        last = came_from[last]
    return [start, *reversed(way)]
