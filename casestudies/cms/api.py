"""The editor's own API: it lists what the person may know of, and changes nothing.

Wagtail's screens read it. Its actions (copy, alias, move, publish, revert, ...) are used by no
screen and would go round the hooks in which our rules refuse them with a sentence.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

from casestudies.attachments import files


class PagesEndpoint(PagesAdminAPIViewSet):
    actions: ClassVar[dict[str, Any]] = {}


class DocumentsEndpoint(DocumentsAdminAPIViewSet):
    def get_queryset(self) -> QuerySet[Any]:
        seen = files.documents_known_to(self.request.user)
        return super().get_queryset().filter(pk__in=seen.values("pk"))


class ImagesEndpoint(ImagesAdminAPIViewSet):
    def get_queryset(self) -> QuerySet[Any]:
        seen = files.images_known_to(self.request.user)
        return super().get_queryset().filter(pk__in=seen.values("pk"))


def use_our_endpoints(router: WagtailAPIRouter) -> None:
    """Put our endpoints in place of Wagtail's, under the same names."""
    router.register_endpoint("pages", PagesEndpoint)
    router.register_endpoint("documents", DocumentsEndpoint)
    router.register_endpoint("images", ImagesEndpoint)
