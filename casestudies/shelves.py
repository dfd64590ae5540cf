"""A trust's shelf: the page that holds its case studies, and the people who may write there."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from wagtail.models import Site

from casestudies.attachments import collections
from casestudies.models import CaseStudiesIndexPage, TrustCaseStudiesPage
from casestudies.site import ensure_index, grant
from portal.accounts.models import User
from portal.accounts.permissions import Action, Role, trust_ids_for
from portal.trusts.models import Trust

ELSEWHERE = "elsewhere"
AUTHORS_MAY = ("add_page", "change_page")
PREFIX = "Authors: "


def authors_group_name(trust: Trust) -> str:
    """The name of the group of a trust's authors. The code keeps two like names apart."""
    return f"{PREFIX}{trust.name[:100]} ({trust.ods_code})"


@transaction.atomic
def open_shelf(trust: Trust | None) -> TrustCaseStudiesPage:
    """The shelf of a trust, with its authors' group; None is the shelf of cases elsewhere.

    Safe to run again. Needs the index page (`casestudies.site.ensure_index`), and makes it
    below the default site's home page where it is missing.
    """
    shelf = shelf_of(trust)
    if trust is not None:
        _authors_group(shelf)
    return shelf


def shelf_of(trust: Trust | None) -> TrustCaseStudiesPage:
    """The shelf alone, made where it is missing."""
    shelf = TrustCaseStudiesPage.objects.filter(trust=trust).first()
    if shelf is not None:
        shelf.trust = trust
    else:
        shelf = TrustCaseStudiesPage(
            trust=trust,
            title=trust.name if trust else "Published elsewhere",
            slug=trust.ods_code.lower() if trust else ELSEWHERE,
        )
        _index().add_child(instance=shelf)
    return shelf


def _index() -> CaseStudiesIndexPage:
    index = CaseStudiesIndexPage.objects.first()
    if index is None:
        index = ensure_index(Site.objects.get(is_default_site=True).root_page)
    # Treebeard keeps the number of children on the instance: a stale one breaks add_child.
    return CaseStudiesIndexPage.objects.get(pk=index.pk)


def _authors_group(shelf: TrustCaseStudiesPage) -> Group:
    """The authors' group of this shelf, found by its rights, so that a renamed trust keeps it."""
    name = authors_group_name(shelf.trust)
    whole = _whole_groups(shelf).filter(name=name).first()
    if whole is not None:
        return whole
    held = Group.objects.filter(page_permissions__page_id=shelf.pk, name__startswith=PREFIX).first()
    group = held or Group.objects.get_or_create(name=name)[0]
    if group.name != name:
        group.name = name
        group.save(update_fields=["name"])
    grant(group, shelf, AUTHORS_MAY)
    collections.ensure_for(shelf.trust, group)
    return group


def _whole_groups(shelf: TrustCaseStudiesPage) -> QuerySet[Group]:
    """The groups that may do here all that authors may, with the page and with files."""
    on_page = Q(
        page_permissions__page_id=shelf.pk,
        page_permissions__permission__codename__in=AUTHORS_MAY,
    )
    with_files = Q(
        collection_permissions__collection__depth=collections.DEPTH,
        collection_permissions__permission__codename__in=[
            codename for _, codename in collections.AUTHORS_MAY
        ],
    )
    return (
        Group.objects.filter(
            permissions__content_type__app_label="wagtailadmin",
            permissions__codename="access_admin",
        )
        .annotate(
            on_page=Count("page_permissions__permission", filter=on_page, distinct=True),
            with_files=Count(
                "collection_permissions__permission", filter=with_files, distinct=True
            ),
        )
        .filter(on_page=len(AUTHORS_MAY), with_files=len(collections.AUTHORS_MAY))
    )


@transaction.atomic
def place_author(user: User) -> bool:
    """Put a person into the authors' groups of the trusts they write for, and out of others.

    Of what mergers bring along, only where there is a shelf to write on already. Returns True if
    a group changed.
    """
    # As assigned, without what mergers bring along and whether or not their address is confirmed.
    own = set(user.role_assignments.filter(role=Role.AUTHOR.value).values_list("trust", flat=True))
    user.__dict__.pop("_holdings", None)
    writes_for = trust_ids_for(user, Action.CASE_STUDY_EDIT)
    placed = user.groups.filter(name__startswith=PREFIX)
    if not own and not writes_for and not placed.exists():
        return False
    shelved = TrustCaseStudiesPage.objects.filter(trust__in=writes_for).values("trust")
    trusts = Trust.objects.filter(Q(pk__in=own) | Q(pk__in=shelved))
    wanted = {_authors_group(shelf_of(trust)).pk for trust in trusts}
    current = set(user.groups.filter(name__startswith=PREFIX).values_list("pk", flat=True))
    user.groups.add(*(wanted - current))
    user.groups.remove(*(current - wanted))
    return wanted != current
