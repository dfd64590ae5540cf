"""Making, finding and removing indices. Searches go through an alias: a swap is one step."""

from __future__ import annotations

import secrets
from typing import Any

from elasticsearch import helpers

from search.engines.elastic.client import client, writer
from search.engines.elastic.mapping import SETTINGS, mapping

MERGE_SECONDS = 3_600


def create(name: str) -> None:
    """Make an empty index."""
    writer().indices.create(index=name, settings=SETTINGS, mappings=mapping())


def create_fresh(alias: str) -> str:
    """Make an empty index that will stand behind the alias; returns its name."""
    name = f"{alias}-{secrets.token_hex(4)}"
    create(name)
    return name


def drop(name: str) -> None:
    """Remove an index, if it is there."""
    writer().indices.delete(index=name, ignore_unavailable=True)


def behind(alias: str) -> list[str]:
    """The indices that the alias stands for: one, or none before the first rebuild."""
    if not client().indices.exists_alias(name=alias):
        return []
    return sorted(client().indices.get_alias(name=alias).body)


def swap(alias: str, new: str) -> None:
    """Put `new` behind the alias in one step, and remove what stood there."""
    old = behind(alias)
    actions: list[dict[str, Any]] = [{"add": {"index": new, "alias": alias}}]
    actions += [{"remove_index": {"index": name}} for name in old]
    writer().indices.update_aliases(actions=actions)


def compact(name: str) -> None:
    """Put an index that was filled in parts into one piece: a search looks into each piece anew."""
    merger = client().options(request_timeout=MERGE_SECONDS)
    merger.indices.forcemerge(index=name, max_num_segments=1)


def digest_of(alias: str) -> str:
    """The digest that the index behind the alias was made with; blank where there is none."""
    for one in client().indices.get_mapping(index=alias).body.values():
        return one["mappings"].get("_meta", {}).get("digest", "")
    return ""


def ids(index: str) -> set[int]:
    """The entries that an index holds, those too that searches do not see yet."""
    writer().indices.refresh(index=index)
    entries = {"_source": False, "query": {"exists": {"field": "id"}}}
    found = helpers.scan(writer(), index=index, query=entries, size=5_000)
    return {int(hit["_id"]) for hit in found}
