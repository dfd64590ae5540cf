"""What a person may know of and do in the editor: the one place that its lists and addresses ask.

Titles of drafts, of pages for members only and of files belong to their trust until it publishes
them. Whoever publishes sees everything. Wagtail asks for permission in each view, but several of
them (the page chooser, the screen that confirms a move, what was chosen) read the title of any page
by its id first. So every id that an address or a query string names is checked here, before any
view runs.

Wagtail's own actions that this service does not have are switched off here; what is refused for
case studies alone is in `casestudies.page_permissions`. The table of every action, and what became
of it, is `tests/attacks/stock_actions`. The editor's own API lists what the person may know of and
changes nothing: its actions (copy, alias, move, publish, revert, ...) are used by no screen and
would go round the hooks in which our rules refuse them with a sentence. A case study may be deleted
while nobody else's word or result hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from casestudies.attachments import collections
from casestudies.models import CaseStudyPage
from portal.accounts import permissions
from portal.accounts.permissions import Action

PAGE_RIGHTS = {"add", "change", "publish"}


def knows_everything(user: Any) -> bool:
    """True for those who publish case studies of any trust, and for superusers."""
    # Wagtail lets superusers do everything in the editor, with no role in the matrix.
    return bool(user.is_superuser) or permissions.can(user, Action.CASE_STUDY_PUBLISH)


def pages_known_to(user: Any, pages: PageQuerySet | None = None) -> PageQuerySet:
    """Of these pages (all, if not given): one's own, and what is live and no case study.

    A live case study of another trust is left out as well: the editor shows the title of its
    latest draft, which nobody outside has read.
    """
    pages = Page.objects.all() if pages is None else pages
    if knows_everything(user):
        return pages
    own = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(user, PAGE_RIGHTS)
    case_study = ContentType.objects.get_for_model(CaseStudyPage)
    open_to_all = Page.objects.filter(live=True).exclude(content_type=case_study)
    return pages.filter(Q(pk__in=own.values("pk")) | Q(pk__in=open_to_all.values("pk")))


# By the name of the route. Answered with 404 for everybody.
ROUTES = frozenset(
    {
        # There are no aliases to convert: copying a case study is refused.
        "wagtailadmin_pages:convert_alias",
        # For developers of Wagtail.
        "wagtailadmin_error_test",
        # Who reads a file follows from the case studies that offer it.
        "wagtailadmin_collections:set_privacy",
    }
)


def switch_off_bulk_actions() -> None:
    """A bulk action without models is offered nowhere and answered with 404."""
    MoveBulkAction.models = []


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
    "page": pages_known_to,
    "document": collections.documents_known_to,
    "image": collections.images_known_to,
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
        if match.view_name in ROUTES:
            raise Http404("This action of the editor is switched off.")
        user: Any = request.user
        if not user.is_authenticated or knows_everything(user):
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


class PagesEndpoint(PagesAdminAPIViewSet):
    actions: ClassVar[dict[str, Any]] = {}


class DocumentsEndpoint(DocumentsAdminAPIViewSet):
    def get_queryset(self) -> QuerySet[Any]:
        seen = collections.documents_known_to(self.request.user)
        return super().get_queryset().filter(pk__in=seen.values("pk"))


class ImagesEndpoint(ImagesAdminAPIViewSet):
    def get_queryset(self) -> QuerySet[Any]:
        seen = collections.images_known_to(self.request.user)
        return super().get_queryset().filter(pk__in=seen.values("pk"))


def use_our_endpoints(router: WagtailAPIRouter) -> None:
    """Put our endpoints in place of Wagtail's, under the same names."""
    router.register_endpoint("pages", PagesEndpoint)
    router.register_endpoint("documents", DocumentsEndpoint)
    router.register_endpoint("images", ImagesEndpoint)


def why_not(page: CaseStudyPage) -> str:
    """Why this record stays, and what to do instead; empty where it may be deleted."""
    instead = (
        "Retire it instead: it keeps its address, and no list or total shows it."
        if page.live
        else "Leave it unpublished instead."
    )
    if page.adoptions.exists():
        return f"other trusts took it up, and their results hang on it. {instead}"
    if page.sign_offs.exists():
        return f"its figures were signed. {instead}"
    return ""
