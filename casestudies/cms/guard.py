"""The door of the editor: an address below /cms/ opens for what the person may know of.

Wagtail asks for permission in each view, but several of them (the page chooser, the screen that
confirms a move, what was chosen) read the title of any page by its id first. So every id that an
address or a query string names is checked here, before any view runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch

from casestudies.attachments import files
from casestudies.cms import known, switched_off

PREFIX = "cms/"
# Keys of Wagtail's routes that are ids of a page, a document or an image. A test knows every key
# of every route: a new one has to be put into one of these sets.
PAGE_KEYS = frozenset({"page_id", "parent_page_id", "page_pk", "page_to_move_id", "destination_id"})
DOCUMENT_KEYS = frozenset({"document_id", "doc_id"})
IMAGE_KEYS = frozenset({"image_id"})
OTHER_KEYS = frozenset(
    {
        "action", "action_name", "app_label", "app_name", "collection_id", "content_type_app_name",
        "content_type_model_name", "filter_spec", "model_name", "object_id", "redirect_id",
        "revision_id", "revision_id_a", "revision_id_b", "session_id", "task_id", "task_state_id",
        "token", "uidb64", "uploaded_file_id", "workflow_pk", "workflow_state_id",
    }
)  # fmt: skip
# What `pk` (and `id` in a query string) means, by the beginning of the route's name.
KIND_OF_ROUTE = (
    ("wagtailadmin_pages:", "page"),
    ("wagtailadmin_choose_page", "page"),
    ("wagtailadmin_api:pages", "page"),
    ("wagtaildocs", "document"),
    ("wagtailadmin_api:documents", "document"),
    ("wagtailimages", "image"),
    ("wagtailadmin_api:images", "image"),
)
KIND_OF_BULK_ACTION = {"page": "page", "document": "document", "image": "image"}
PAGE_PARAMETERS = ("target_pages[]", "childOf", "parent_page_id", "new_parent_page")
KNOWN: dict[str, Callable[[Any], Any]] = {
    "page": known.pages_known_to,
    "document": files.documents_known_to,
    "image": files.images_known_to,
}


class EditorGuardMiddleware:
    """Answers 404 for what is switched off, and for ids that the person may not know of."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Raise Http404 before the view runs; a visitor goes on to Wagtail's own sign-in."""
        match = request.resolver_match
        if match is None or not match.route.startswith(PREFIX):
            return
        if match.view_name in switched_off.ROUTES:
            raise Http404("This action of the editor is switched off.")
        user: Any = request.user
        if not user.is_authenticated or known.knows_everything(user):
            return
        named: dict[str, set[str]] = {}
        for kind, value in _ids(request, match):
            named.setdefault(kind, set()).add(value)
        for kind, values in named.items():
            if KNOWN[kind](user).filter(pk__in=values).count() < len(values):
                raise Http404("There is nothing there that you may see.")


def _ids(request: HttpRequest, match: ResolverMatch) -> Iterator[tuple[str, str]]:
    """Each id that an address, a query string or a form names, with the kind of thing it is."""
    for key, value in match.kwargs.items():
        kind = kind_of_key(key, match.view_name)
        if kind and str(value).isdecimal():
            yield kind, str(value)
    listed = KIND_OF_BULK_ACTION.get(str(match.kwargs.get("model_name", "")))
    listed = listed if match.view_name == "wagtail_bulk_action" else _kind_of(match.view_name)
    for sent in (request.GET, request.POST):
        for name in PAGE_PARAMETERS:
            yield from (("page", value) for value in sent.getlist(name) if value.isdecimal())
        if listed:
            yield from ((listed, value) for value in sent.getlist("id") if value.isdecimal())


def kind_of_key(key: str, view_name: str) -> str:
    """page, document or image where a key of this route is the id of one; empty for others."""
    if key in PAGE_KEYS:
        return "page"
    if key in DOCUMENT_KEYS:
        return "document"
    if key in IMAGE_KEYS:
        return "image"
    return _kind_of(view_name) if key == "pk" else ""


def _kind_of(view_name: str) -> str:
    return next((kind for start, kind in KIND_OF_ROUTE if view_name.startswith(start)), "")
