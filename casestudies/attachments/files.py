"""Which files a person may know of in the editor: those in the collections of their trust."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

RIGHTS = {"add", "change", "delete", "choose"}


def documents_known_to(user: Any) -> QuerySet[Any]:
    """Documents in the collections that this person may use."""
    return _known_to(user, get_document_model())


def images_known_to(user: Any) -> QuerySet[Any]:
    """Images in the collections that this person may use."""
    return _known_to(user, get_image_model())


def _known_to(user: Any, model: type[Any]) -> QuerySet[Any]:
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_any_permission_for(user, RIGHTS)
