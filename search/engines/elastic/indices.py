"""Making, finding and removing indices. Searches go through an alias: a swap is one step."""

from __future__ import annotations

import secrets
from typing import Any

from elasticsearch import NotFoundError, helpers

from search.engines.elastic.client import client, writer
from search.engines.elastic.mapping import SETTINGS, mapping

MERGE_SECONDS = 3_600
SWAPS = 5
ENTRIES = {"exists": {"field": "id"}}


def create(name: str) -> None:
    """Make an empty index."""
    writer().indices.create(index=name, settings=SETTINGS, mappings=mapping())


def new_name(alias: str) -> str:
    """A name for an index that will stand behind the alias."""
    return f"{alias}-{secrets.token_hex(4)}"


def drop(name: str) -> None:
    """Remove an index, if it is there."""
    writer().indices.delete(index=name, ignore_unavailable=True)


def behind(alias: str) -> list[str]:
    """The indices that the alias stands for: one, or none before the first was built. Two where
    two machines built the first at once, until the next is built.
    """
    try:
        return sorted(client().indices.get_alias(name=alias).body)
    except NotFoundError:
        return []


def swap(alias: str, new: str) -> None:
    """Put `new` behind the alias in one step, and remove what stood there."""
    for tries_left in reversed(range(SWAPS)):
        actions: list[dict[str, Any]] = [{"add": {"index": new, "alias": alias}}]
        actions += [{"remove_index": {"index": name}} for name in behind(alias) if name != new]
        try:
            writer().indices.update_aliases(actions=actions)
        except NotFoundError:
            # Another machine swapped in between, and what it removed is no longer there.
            if not tries_left:
                raise
        else:
            return


def compact(name: str) -> None:
    """Put an index that was filled in parts into one piece: a search looks into each piece anew."""
    merger = client().options(request_timeout=MERGE_SECONDS)
    merger.indices.forcemerge(index=name, max_num_segments=1)


def ids(index: str) -> set[int]:
    """The entries that an index holds, those too that searches do not see yet."""
    writer().indices.refresh(index=index)
    entries = {"_source": False, "query": ENTRIES}
    found = helpers.scan(writer(), index=index, query=entries, size=5_000)
    return {int(hit["_id"]) for hit in found}


def count(index: str) -> int:
    """How many these are."""
    writer().indices.refresh(index=index)
    return writer().count(index=index, query=ENTRIES)["count"]
