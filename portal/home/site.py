"""The site itself: its root page and the plain pages that the footer links.

The words that the plain pages start with. Editors change them in Wagtail, not here.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from casestudies import directions, evidence
from casestudies.savings import payback
from casestudies.site import ensure_index, grant
from portal.accounts.permissions import Role
from portal.accounts.roles import ensure_groups
from portal.home.models import HomePage, StandardPage
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


ABOUT = """
<p>NHS trusts solve the same problems many times over. Exemplar keeps one record of what a trust
did, what came of it and how sure we are, and leads from that record to a person who will talk.</p>
<h2>What you can do here</h2>
<ul>
<li><b>Find</b> a case study from a trust like yours, and see where it should not be copied.</li>
<li><b>Ask</b> the team that did it a question, for a talk, a visit or a longer pairing.</li>
<li><b>Share</b> what worked and what did not. Your finance team signs the figures.</li>
<li><b>Report back</b> when you have taken something up, with your own result.</li>
</ul>
<h2>Three kinds of efficiency</h2>
<ul>
<li><b>Cost reduction:</b> the same care for less money.</li>
<li><b>Productivity improvement:</b> more or better care for the same money.</li>
<li><b>System efficiency:</b> a gain that needs more than one organisation.</li>
</ul>
<h2>Who may use it</h2>
<p>Anyone may read public case studies, without an account. To ask for help or to share, sign in
with a work e-mail address of an NHS organisation.</p>
"""

GRADES = """<p>The grade says how well the result was measured. It looks at how it was measured,
who measured it, for how long it was followed, and how many other trusts keep it up. A rule works
out the grade from these facts, in the manner of the Maryland Scientific Methods Scale and Nesta’s
Standards of Evidence:</p>
{rule}
<h2>What the evidence says</h2>
<p>A grade never says that something worked. A failure that was measured well is strong evidence
that it does not work, and reads so. What the evidence says is worked out from the measures and
from whether the trust stopped. A measure that was nothing before counts only where there is no
other.</p>
{directions}
<p>An editor sets the grade, and gives the reason. An editor can also set what the evidence says,
with a reason. If the editor departs from the rule, the case study says so. If the facts change,
the grade is asked for again.</p>
<h2>When it pays back</h2>
<p>Payback is worked out, never typed: what was spent once, in pounds and in days of staff time,
against the headline less what it costs a year. A yearly cost that is already taken off the saving
is not taken off again. {staff_day} Nothing is said to pay back where
nothing recurs, no cash is released, the yearly cost takes up the saving, or the trust stopped.</p>
"""
GRADES = GRADES.format(
    rule="<ul>"
    + "".join(f"<li><b>{grade.label}.</b> {words}</li>" for grade, words in evidence.RULE)
    + "</ul>",
    directions="<ul>"
    + "".join(f"<li><b>{one.label}.</b> {words}</li>" for one, words in directions.RULE)
    + "</ul>",
    staff_day=payback.STAFF_DAY_BASIS,
)

EVIDENCE = """
<p>Two things are kept apart: how sure we are of a <b>figure</b>, and how far the <b>evidence</b>
carries.</p>
<h2>Figures: who vouches for them</h2>
<ol>
<li><b>Estimated by the team.</b> Nobody outside the team has checked it.</li>
<li><b>Signed by trust finance.</b> A named person in the trust’s finance team signed this very
figure. If it changes, the signature is void and the page says so.</li>
<li><b>Independently checked.</b> Someone outside the trust has been through it.</li>
<li><b>Confirmed by an adopter.</b> A second trust did the same and saw its own result.</li>
</ol>
<h2>Evidence: how the result was measured</h2>
{grades}<h2>What counts as the headline</h2>
<p>The amount at the top of a case study is the full-year value of savings that release cash, return
every year, and are signed by trust finance or better. Capacity, avoided cost and one-off gains are
shown, but never added to it. Savings of trusts that copied the change are never added to the
first trust’s.</p>
<h2>Never without its context</h2>
<p>A saving is shown with its kind, with who vouches for it, and with where the trust started. Half
of a result is often the starting position.</p>
"""

EVIDENCE = EVIDENCE.format(grades=GRADES)

CRITERIA = """
<p>We publish what another trust can use. A case study needs:</p>
<ul>
<li>a result in one line, the trust and the month it was measured</li>
<li>the problem and the starting position, what was done and what happened</li>
<li>what did not work, and where it should not be copied</li>
<li>savings by year, or a plain statement that no cash effect is claimed</li>
<li>two people to contact, and a date by which it is looked at again.</li>
</ul>
<h2>What we also publish</h2>
<p>Changes that failed or were stopped, if the trust chooses to share them: knowing what to avoid
saves as much as knowing what to copy. And <b>signposts</b>: short records of cases published
elsewhere. We have not checked them, and they count in no total.</p>
<h2>What we do not publish</h2>
<p>Anything that could identify a patient, prices given in confidence, and advertising. A supplier
is named as a fact of the case, never as advice.</p>
"""

ACCESSIBILITY = """
<p>We want as many people as possible to be able to use this service. You should be able to:</p>
<ul>
<li>use every page with a keyboard alone, and with a screen reader</li>
<li>zoom in to 400% without having to scroll sideways, except inside wide tables</li>
<li>use every page with JavaScript turned off.</li>
</ul>
<h2>How accessible it is</h2>
<p>We aim at the Web Content Accessibility Guidelines version 2.2, level AA. Every type of page is
checked with an automatic tool whenever the service changes. An automatic check finds only part of
what can be wrong. The service has not yet had an audit by people outside the team.</p>
<h2>Tell us what gets in your way</h2>
<p>Use the <a href="/feedback/">feedback form</a>. Say which page you were on and what you use.</p>
"""

DATA = """
<h2>About you</h2>
<p>If you sign in, we keep your name, work e-mail address, the trusts you act for, and what you did
here for your trust. We do not show your e-mail address or telephone number to anyone: people
write to you by a form.</p>
<h2>About searches</h2>
<p>We count the words that people search for, a day at a time, and whether a result was opened, to
see what is missing. We keep nothing that says who searched. Words that may name somebody are not
kept. Words that were searched for once only are dropped after a month, all others after 400
days.</p>
<h2>About asking for help</h2>
<p>What you ask, what is answered and why someone declines is seen by the two teams and by the
programme’s broker only. It is not used to judge a trust.</p>
<h2>Cookies</h2>
<p>We set a cookie to keep you signed in and one that protects forms. We use nothing from other
companies: no counting, no advertising, no fonts.</p>
<h2>About trusts</h2>
<p>Facts about trusts come from published registers and returns. Each carries its source
and year.</p>
"""

PAGES: list[tuple[str, str, str, str]] = [
    (
        "about",
        "About Exemplar",
        "A peer network where NHS trusts share what works, and help each other to do it.",
        ABOUT,
    ),
    (
        "evidence",
        "How evidence is graded",
        "What stands behind a figure, and how far you can rely on it.",
        EVIDENCE,
    ),
    ("criteria", "What we publish", "What a case study needs before it goes out.", CRITERIA),
    (
        "accessibility",
        "Accessibility statement",
        "How this service works for everyone, and what to do when it does not.",
        ACCESSIBILITY,
    ),
    ("data", "How we use data", "What we keep, who sees it, and what we never do.", DATA),
]
