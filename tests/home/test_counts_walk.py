"""Numbers that agree: each number that is a link is the number of what is behind it."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from casestudies.models import CaseStudyPage
from portal.accounts.permissions import Role
from portal.demo import loading
from portal.setup import steps
from tests.builders.accounts import make_member, make_user
from tests.builders.casestudies import make_adoption, make_area, make_case_study, make_signpost
from tests.builders.trusts import make_trust
from tests.home.counts_walk import Walk, bare_numbers

pytestmark = pytest.mark.django_db

COUNTING = ("/", "/areas/", "/insight/", "/case-studies/", "/taken-up/", "/trusts/")
SEARCHES = ("/search/guided/", "/search/map/", "/search/map/?record=checked")
DESK = ("/desk/", "/desk/coverage/", "/desk/areas/")


@pytest.fixture
def site():
    """Case studies in every state that counts, or that must not, in two areas and one below."""
    beds, stores = make_area("Beds"), make_area("Stores")
    wards = make_area("Wards", parent=beds)
    acute = make_trust(latitude=52.5, longitude=-1.5)
    community = make_trust(type="community")
    first = make_case_study(trust=acute, areas=[beds, wards], trust_types=["acute", "community"])
    make_case_study(trust=community, areas=[wards], trust_types=["community"], kind="system")
    make_case_study(trust=acute, areas=[stores], stage="stopped")
    make_case_study(trust=acute, areas=[wards], visibility="network")
    make_case_study(trust=acute, areas=[stores], publish=False)
    gone = make_case_study(trust=acute, areas=[stores])
    CaseStudyPage.objects.filter(pk=gone.pk).update(
        retired_on=date(2025, 1, 1), retired_reason="The roster was replaced."
    )
    CaseStudyPage.objects.get(pk=gone.pk).save()
    make_signpost(acute, areas=[wards], trust_types=["acute"])
    make_signpost(community, areas=[stores], trust_types=["mental-health"])
    make_case_study(trust=make_trust(illustrative=True), areas=[beds])
    make_adoption(first, trust=community)


def reader():
    return Client()


def member():
    client = Client()
    client.force_login(make_member(make_trust()))
    return client


def editor():
    client = Client()
    client.force_login(make_user(held=[(Role.EDITOR, None)]))
    return client


def agreed(walk, *addresses):
    walk.visit(*addresses)
    assert walk.followed
    assert not walk.faults, "\n".join(walk.faults)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "own"), [(reader, ()), (member, ("/my/",)), (editor, ("/my/", *DESK))]
)
def test_each_linked_number_is_what_is_behind_it(site, who, own):
    agreed(Walk(who()), *COUNTING, "/areas/beds/", "/areas/stores/", *SEARCHES, *own)


@pytest.mark.slow
def test_each_number_beside_a_filter_is_what_ticking_it_leaves(site):
    agreed(Walk(reader()), "/search/", "/search/?record=checked&area=beds")


def test_a_gap_opens_a_page_that_says_so(site, client):
    page = client.get("/search/?record=checked&area=stores&trust_type=mental-health")
    said = BeautifulSoup(page.content, "html.parser").select_one(".app-nothing").get_text(" ")

    assert "no case study yet on stores from a mental health trust, or used in one." in said
    assert "1 signpost" in said
    assert "write a case study" in said


def test_a_number_that_differs_is_a_fault(site):
    walk = Walk(reader())
    walk.open("/")
    shown = (
        '<main><p><a href="/search/" data-count="99" data-of="results">99 results</a></p></main>'
    )
    walk._pages["/new/"] = BeautifulSoup(shown, "html.parser")

    walk.visit("/new/")

    assert len(walk.faults) == 1
    assert "99 results" in walk.faults[0]


@pytest.mark.parametrize(
    "bare",
    [
        '<a href="/search/">12 case studies</a>',
        '<a href="/search/">See all 12 results</a>',
        '<a href="/search/">12</a>',
        '<a href="/search/">Acute <span>12</span></a>',
        '<a href="/search/">Acute</a> <span>12</span>',
    ],
)
def test_a_bare_number_at_a_link_does_not_escape(bare):
    page = BeautifulSoup(f"<main><p>{bare}</p></main>", "html.parser")

    assert bare_numbers(page)


def test_each_area_of_the_api_tells_what_its_search_finds(site, client):
    for area in client.get("/api/v1/areas/").json()["areas"]:
        found = client.get(f"/api/v1/case-studies/?area={area['slug']}").json()
        told = (area["case_studies"], area["checked"], area["signposts"])

        assert told == (found["total"], found["checked"], found["signposts"])
        checked = client.get(f"/api/v1/case-studies/?record=checked&area={area['slug']}").json()
        assert checked["total"] == area["checked"]


@pytest.mark.full
def test_each_linked_number_of_the_demonstration_is_what_is_behind_it():
    steps.REGISTER.run()
    loading.load_illustrative_trusts()
    steps.AREAS.run()
    loading.load_case_studies()
    for page in CaseStudyPage.objects.live().filter(signpost=False)[:30]:
        make_adoption(page, trust=make_trust(illustrative=True))
    hubs = [
        f"/areas/{link['href'].strip('/').rpartition('/')[2]}/"
        for link in Walk(reader()).open("/areas/").select("main h2 a[href^='/areas/']")
    ]

    for who, own in ((reader, ("/search/",)), (editor, DESK)):
        agreed(Walk(who()), *COUNTING, *hubs, *SEARCHES, *own)
