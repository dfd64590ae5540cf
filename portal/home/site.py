"""The site itself: its root page and the plain pages that the footer links."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page, Site

from casestudies.site import ensure_index, grant
from portal.accounts.permissions import Role
from portal.accounts.roles import ensure_groups
from portal.home.models import HomePage, StandardPage
from portal.home.standard_words import PAGES
from portal.matching.site import ensure_managers

TITLE = "Exemplar"
# The standard pages whose words belong to the editors of case studies.
EDITED_HERE = ("criteria", "evidence")


@transaction.atomic
def ensure_site() -> HomePage:
    """The default site with its home page, standard pages, case studies index and groups.

    Safe to run again: what exists is left as its editors made it.
    """
    home = HomePage.objects.first() or _make_home()
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(
            hostname="localhost", is_default_site=True, root_page=home, site_name=TITLE
        )
    elif site.root_page_id != home.pk:
        site.root_page = home
        site.site_name = TITLE
        site.save()
    ensure_groups()
    ensure_managers()
    ensure_index(home)
    for slug, title, lede, body in PAGES:
        if not StandardPage.objects.filter(slug=slug).exists():
            # Read again: a page object counts its children once, when it is read.
            HomePage.objects.get(pk=home.pk).add_child(
                instance=StandardPage(slug=slug, title=title, lede=lede, body=body)
            )
    _let_editors_in()
    return HomePage.objects.get(pk=home.pk)


def _let_editors_in() -> None:
    groups = ensure_groups()
    for page in StandardPage.objects.filter(slug__in=EDITED_HERE):
        for role in (Role.EDITOR, Role.ADMINISTRATOR):
            grant(groups[role], page, ("change_page", "publish_page"))


def _make_home() -> HomePage:
    """The home page, in place of the page that Wagtail's first migration left."""
    root = Page.get_first_root_node()
    welcome = root.get_children().filter(slug="home").first()
    if welcome is not None:
        # Its site would go with it: point the site elsewhere first.
        Site.objects.filter(root_page=welcome).update(root_page=root)
        welcome.delete()
        root = Page.get_first_root_node()
    home = HomePage(title=TITLE, slug="home", show_in_menus=False)
    return root.add_child(instance=home)
