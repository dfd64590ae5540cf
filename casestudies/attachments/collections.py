"""A collection of files for each trust: its authors add to it, and see nobody else's files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission
from wagtail.permissions import policy_registry

from portal.trusts.models import Trust

# A trust's collection stands below the root.
DEPTH = 2
AUTHORS_MAY = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "choose_document"),
)
EDITORS_MAY = (
    *AUTHORS_MAY,
    ("wagtailimages", "change_image"),
    ("wagtailimages", "delete_image"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "delete_document"),
)


def ensure_for(trust: Trust, group: Group) -> Collection:
    """The trust's collection, open to this group. Safe to run again."""
    name = f"{trust.name[:200]} ({trust.ods_code})"
    root = Collection.get_first_root_node()
    held = (
        Collection.objects.filter(group_permissions__group=group, depth=DEPTH).first()
        or Collection.objects.filter(name=name).first()
    )
    collection = held or root.add_child(name=name)
    grant(group, collection, AUTHORS_MAY)
    return collection


def grant(group: Group, collection: Collection, rights: tuple[tuple[str, str], ...]) -> None:
    """Let a group do this with the files of a collection and of those below it."""
    granted = GroupCollectionPermission.objects.filter(group=group, collection=collection)
    wanted = Q()
    for app, codename in rights:
        wanted |= Q(content_type__app_label=app, codename=codename)
    missing = Permission.objects.filter(wanted).exclude(pk__in=granted.values("permission"))
    GroupCollectionPermission.objects.bulk_create(
        [
            GroupCollectionPermission(group=group, collection=collection, permission=permission)
            for permission in missing
        ],
        ignore_conflicts=True,
    )


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
