"""What must stay private is in no answer of the API, whoever is signed in."""

from __future__ import annotations

import pytest

from casestudies.maintenance import services as maintenance_services
from casestudies.models import CaseStudyPage
from tests.api.world import DRAFT, LATER, MAIL, MESSAGE, NETWORK, PROBLEM, TELEPHONE, World
from tests.builders.casestudies import make_case_study

pytestmark = pytest.mark.django_db
RETIRED = "Beryl retired"
SECRETS = (DRAFT, LATER, NETWORK, RETIRED, PROBLEM, MESSAGE, MAIL, TELEPHONE, "Amber networked")


@pytest.fixture
def world():
    world = World()
    world.retired = make_case_study(
        title=RETIRED, trust=world.pair.helper_trust, areas=[world.pair.area]
    )
    maintenance_services.retire(
        page=world.retired, by=world.people["editor"], reason="The law changed."
    )
    return world


def addresses(world):
    codes = [world.pair.helper_trust.ods_code, world.pair.seeker_trust.ods_code]
    words = ("quartz", "jasper", "onyx", "beryl", "opal", "agate", "turquoise")
    return [
        *("/api/v1/", "/api/v1/openapi.json", "/api/v1/docs/"),
        *("/api/v1/case-studies/", "/api/v1/areas/", "/api/v1/trusts/", "/api/v1/exemplars/"),
        *(f"/api/v1/case-studies/?q={word}" for word in words),
        *(f"/api/v1/case-studies/{page.pk}/" for page in CaseStudyPage.objects.all()),
        *(f"/api/v1/trusts/{code}/" for code in codes),
        *(f"/api/v1/trusts/{code}/similar/" for code in codes),
        f"/api/v1/areas/{world.pair.area.slug}/",
        f"/api/v1/case-studies/?area={world.pair.area.slug}",
    ]


@pytest.mark.parametrize("who", ["anonymous", "member of a third trust", "editor"])
def test_no_answer_holds_what_is_not_public(client, world, who):
    if world.people[who]:
        client.force_login(world.people[who])
    found = []
    for url in addresses(world):
        text = client.get(url).content.decode()
        found += [(url, word) for word in SECRETS if word in text]

    assert not found


@pytest.mark.parametrize("name", ["draft", "network", "retired"])
def test_what_is_not_public_is_not_there(client, world, name):
    client.force_login(world.people["editor"])
    page = getattr(world, name)

    assert client.get(f"/api/v1/case-studies/{page.pk}/").status_code == 404


def test_a_page_behind_a_password_is_not_there(client, world):
    world.public.view_restrictions.create(restriction_type="password", password="x")

    assert client.get(f"/api/v1/case-studies/{world.public.pk}/").status_code == 404
    assert world.public.pk not in [
        one["id"] for one in client.get("/api/v1/case-studies/").json()["case_studies"]
    ]


def test_counts_do_not_give_what_is_hidden_away(client, world):
    public = CaseStudyPage.objects.current().public().filter(areas=world.pair.area).count()

    area = client.get(f"/api/v1/areas/{world.pair.area.slug}/").json()

    assert area["case_studies"] == public
