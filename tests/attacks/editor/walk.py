"""Every address below /cms/, its keys filled in with what belongs to trust B."""

from __future__ import annotations

import itertools
import re

from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, get_resolver
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from tests.attacks.editor.world import SOUGHT

KEY = re.compile(r"<(?:\w+:)?(\w+)>")


def routes():
    """Each route below /cms/, as (name, path with its keys in angle brackets)."""
    return [found for found in _routes(get_resolver()) if found[1].startswith("/cms/")]


def _routes(resolver, before="/", spaces=()):
    for entry in resolver.url_patterns:
        part = str(entry.pattern)
        if part.startswith("^") or "(" in part:
            part = simplify_regex(part).lstrip("/")
        if isinstance(entry, URLPattern):
            yield ":".join([*spaces, entry.name or "unnamed"]), before + part
        else:
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _routes(entry, before + part, inner)


def filled(name, path, world):
    """The addresses of a route: one for each way to fill its keys in."""
    keys = KEY.findall(path)
    for values in itertools.product(*(values_of(name, key, world) for key in keys)):
        address = path
        for value in values:
            address = KEY.sub(str(value), address, count=1)
        yield address


def values_of(name, key, world):
    if key in world.keys:
        return world.keys[key]
    if key == "pk":
        for part, kind in (("images", "image_id"), ("doc", "document_id"), ("pages", "page_id")):
            if part in name:
                return world.keys[kind]
        return [world.area.pk, world.b.pk]
    raise AssertionError(f"No value for <{key}> of {name}: add one to the world.")


def questions(path, world):
    """Query strings for an address without keys: words sought, and ids that are not one's own."""
    if "<" in path:
        return
    yield from (f"{path}?q={word}" for word in SOUGHT)
    ids = world.ids
    yield path + "?" + "&".join(f"id={pk}" for pk in ids)
    yield path + "?" + "&".join(f"target_pages[]={pk}" for pk in world.page_ids)
    yield path + "?export=csv"
    yield f"{path}?collection_id={world.collection.pk}&parent_page_id={world.shelf.pk}"


def bulk_addresses(world):
    """Every bulk action that is registered, with forged ids."""
    bulk_action_registry.get_bulk_actions_for_model("wagtailcore", "page")
    ids = "&".join(f"id={pk}" for pk in world.ids)
    for app, models in bulk_action_registry.actions.items():
        for model, actions in models.items():
            for action in actions:
                yield f"/cms/bulk/{app}/{model}/{action}/?{ids}"
                yield f"/cms/bulk/{app}/{model}/{action}/?id=all&childOf={world.shelf.pk}"
