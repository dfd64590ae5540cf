"""What the editor keeps beside a case study: what it refers to, and its title for search.

Wagtail writes both at every save of the page, and the references again at every save of one of
its lines, each time after reading the whole page. Here they are written once a save, from the
page in memory, and not at all where a save only says which version is the latest.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.contenttypes.models import ContentType
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from modelsearch import index
from modelsearch.backends import get_search_backends
from wagtail.models import COMMENTS_RELATION_NAME, ReferenceIndex

from portal.trusts.models import Trust

# What `Page.save_revision` saves: neither a reference, a line nor the title is among it.
VERSION_FIELDS = frozenset(
    {
        COMMENTS_RELATION_NAME,
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
    }
)

_gathered: ContextVar[dict[int, Any] | None] = ContextVar("gathered_pages", default=None)


def says_only_its_version(page: Any, update_fields: Iterable[str] | None) -> bool:
    """True for a save that notes the latest version and nothing of the page itself.

    A comment refers to its author, so a save that brings one is like any other.
    """
    if update_fields is None or not VERSION_FIELDS.issuperset(update_fields):
        return False
    comments = getattr(page, COMMENTS_RELATION_NAME)
    return not (comments.is_deferring and comments.all())


@contextmanager
def untouched() -> Iterator[None]:
    """Leave the references as they are, whatever is saved inside."""
    # It needs Wagtail's models to be there, and this module is imported by models.
    from wagtail import signal_handlers

    if getattr(signal_handlers.reference_index_auto_update_disabled, "value", False):
        yield
        return
    with signal_handlers.disable_reference_index_auto_update():
        yield


@contextmanager
def written_once(page: Any) -> Iterator[None]:
    """Write both of this page after the save inside, and not at each of its lines."""
    relations = relations_in_memory(page)
    with untouched():
        yield
    saved = with_relations(page, relations)
    held = _gathered.get()
    if held is None:
        _write([saved])
    else:
        held[page.pk] = saved


@contextmanager
def gathered() -> Iterator[None]:
    """Write those of many pages once, at the end. Use it inside the transaction of the change."""
    held: dict[int, Any] = {}
    token = _gathered.set(held)
    try:
        with untouched():
            yield
    finally:
        _gathered.reset(token)
    _write(list(held.values()))


def _write(pages: list[Any]) -> None:
    if not pages:
        return
    kind = type(pages[0])
    # What nearly every page refers to, in one query where the process does not know it yet.
    kinds = (kind, *kind._meta.get_parent_list(), Trust)
    ContentType.objects.get_for_models(*kinds, for_concrete_models=False)
    for page in pages:
        ReferenceIndex.create_or_update_for_object(page)
    for backend in get_search_backends(with_auto_update=True):
        # Lines are not searched, so the page in memory says all that its row does.
        backend.add_bulk(kind, pages)


def remove_from_search(page: Any) -> None:
    """Take a deleted page out of the editor's search."""
    index.remove_object(page)


def with_relations(page: Any, relations: dict[str, list[Any]]) -> Any:
    """The page with its lines and areas in memory, which a save hands over to the database."""
    saved = copy.copy(page)
    saved._cluster_related_objects = relations
    return saved


def relations_in_memory(page: Any) -> dict[str, list[Any]]:
    """The lines and areas that a page brings to be saved. A new page has no others."""
    held = getattr(page, "_cluster_related_objects", {})
    brought = {name: list(rows) for name, rows in held.items()}
    if page.pk is None:
        names = [relation.get_accessor_name() for relation in get_all_child_relations(page)]
        names += [field.name for field in get_all_child_m2m_relations(page)]
        return {**{name: [] for name in names}, **brought}
    return brought
