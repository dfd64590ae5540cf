"""The site itself: its root page and the plain pages that the footer links."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
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
# Until Wagtail's own page, which has the slug that ours gets, is gone.
FIRST_SLUG = "exemplar"
WAGTAILS_ADDRESS = ("localhost", 80)


@transaction.atomic
def ensure_site() -> HomePage:
    """The default site with its home page, standard pages, case studies index and groups.

    Safe to run again: what exists is left as its editors made it.
    """
    home = HomePage.objects.first() or _make_home()
    if not Site.objects.filter(is_default_site=True, root_page=home.pk).exists():
        _show(home)
    ensure_groups()
    ensure_managers()
    ensure_index(home)
    # Later on, a page that is missing was renamed or removed by somebody who meant it.
    if not StandardPage.objects.exists():
        for slug, title, lede, body in PAGES:
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


def _show(home: HomePage) -> None:
    """Make it the default site's root. One still at Wagtail's address gets that of our letters."""
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if (site.hostname, site.port) == WAGTAILS_ADDRESS:
        base = urlsplit(settings.PORTAL_BASE_URL)
        site.hostname = base.hostname or site.hostname
        site.port = base.port or (443 if base.scheme == "https" else 80)
    site.root_page_id, site.site_name = home.pk, TITLE
    site.save()


def _make_home() -> HomePage:
    """The home page, in place of the page that Wagtail's first migration left.

    What stands below that page by now, case studies that were imported first, moves along.
    """
    root = Page.get_first_root_node()
    welcome = root.get_children().filter(slug="home").first()
    home = root.add_child(instance=HomePage(title=TITLE, slug=FIRST_SLUG, show_in_menus=False))
    if welcome is not None:
        for page in welcome.get_children().specific():
            page.move(HomePage.objects.get(pk=home.pk), pos="last-child")
        # Its site would go with it: point the site elsewhere first.
        Site.objects.filter(root_page=welcome).update(root_page=root)
        Page.objects.get(pk=welcome.pk).delete()
    home = HomePage.objects.get(pk=home.pk)
    home.slug = "home"
    home.save()
    return home
