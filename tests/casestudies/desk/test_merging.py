"""The tree of areas changes, and nothing that hung on it is lost."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from casestudies import areas
from casestudies.authoring import services as authoring_services
from casestudies.desk import merging
from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.matching.models import Need, Offer
from tests.builders.casestudies import (
    make_area,
    make_case_study,
    make_person,
    make_trust_shelf,
)
from tests.builders.matching import make_designation, make_match, make_offer, make_request
from tests.builders.search import titles
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_person("editor")


@pytest.fixture
def pair():
    into = make_area("Theatres", synonyms=["lists"])
    return make_area("Operating rooms", synonyms=["knife to skin"]), into


def test_case_studies_drafts_areas_below_and_addresses_move(client, editor, pair):
    gone, into = pair
    both, one = make_case_study(areas=[gone, into]), make_case_study(areas=[gone], title="Start")
    draft_only = make_case_study(areas=[gone], publish=False)
    below = make_area(parent=gone)
    trust = make_trust_shelf(make_trust()).trust
    author = make_person("author", trust)
    typed = authoring_services.start(trust=trust, by=author)
    typed.values["area_2"] = gone.slug
    typed.save()

    moved = merging.merge(gone=gone, into=into, by=editor)

    assert moved == 3
    for page in (both, one, draft_only):
        page = CaseStudyPage.objects.get(pk=page.pk)
        assert list(page.areas.all()) == [into]
        assert list(page.get_latest_revision_as_object().areas.all()) == [into]
    below.refresh_from_db()
    typed.refresh_from_db()
    assert below.parent == into and typed.values["area_2"] == into.slug
    assert not EfficiencyArea.objects.filter(pk=gone.pk).exists()
    answer = client.get("/areas/operating-rooms/")
    assert answer.status_code == 301 and answer["Location"] == "/areas/theatres/"
    assert client.get("/search/?area=operating-rooms").status_code == 200


def test_its_words_lead_to_the_other_in_search_at_once(editor, pair):
    gone, into = pair
    make_case_study(areas=[into], title="Start on time")
    assert "Start on time" not in titles("knife to skin")

    merging.merge(gone=gone, into=into, by=editor)

    assert "Start on time" in titles("knife to skin")
    assert "Start on time" in titles("operating rooms")


def test_offers_and_needs_of_both_areas_become_one(editor, pair):
    gone, into = pair
    designation = make_designation()
    first = make_offer(designation, gone, places=2, help_offered=["question"])
    second = make_offer(designation, into, places=1, help_offered=["talk"])
    request = make_request(areas=[gone, into])
    match = make_match(need=request.needs.get(area=gone), offer=first)

    merging.merge(gone=gone, into=into, by=editor)

    offer = Offer.objects.get(designation=designation)
    assert offer == second and offer.places == 3
    assert set(offer.help_offered) == {"question", "talk"}
    match.refresh_from_db()
    assert match.offer == second and match.need == Need.objects.get(help_request=request)


def test_two_pairs_at_work_are_not_thrown_together(editor, pair):
    gone, into = pair
    request = make_request(areas=[gone, into])
    for need in request.needs.all():
        make_match(need=need)

    with pytest.raises(ValidationError, match="two teams"):
        merging.merge(gone=gone, into=into, by=editor)

    assert EfficiencyArea.objects.filter(pk=gone.pk).exists()
    assert request.needs.count() == 2


def test_not_into_itself_nor_into_what_is_below(editor, pair):
    gone, into = pair
    into.parent = gone
    into.save()

    with pytest.raises(ValidationError, match="another area"):
        merging.merge(gone=gone, into=gone, by=editor)
    with pytest.raises(ValidationError, match="Move it up first"):
        merging.merge(gone=gone, into=into, by=editor)


def test_an_area_in_use_is_not_deleted(editor):
    used, free, offered = make_area("Beds"), make_area("Carts"), make_area("Vans")
    make_case_study(areas=[used])
    make_area(parent=used)
    make_offer(area=offered)

    with pytest.raises(ValidationError, match="1 case study and 1 area below it"):
        merging.delete(area=used, by=editor)
    with pytest.raises(ValidationError, match="offers or requests"):
        merging.delete(area=offered, by=editor)
    merging.delete(area=free, by=editor)

    assert set(EfficiencyArea.objects.values_list("name", flat=True)) >= {"Beds", "Vans"}
    assert not EfficiencyArea.objects.filter(name="Carts").exists()


def test_a_new_slug_keeps_the_old_address_and_gives_it_up_to_a_new_area():
    area = make_area("Beds", slug="beds")
    area.slug = "bed-use"
    area.save()
    assert areas.find("beds") == area

    new = make_area("Bed stock", slug="beds")

    assert areas.find("beds") == new


def test_loading_the_shipped_areas_again_leaves_what_was_merged(editor):
    areas.load_shipped_areas()
    gone = EfficiencyArea.objects.filter(children=None).exclude(parent=None).first()
    into = EfficiencyArea.objects.filter(parent=gone.parent).exclude(pk=gone.pk).first()
    merging.merge(gone=gone, into=into, by=editor)
    number = EfficiencyArea.objects.count()

    areas.load_shipped_areas()

    assert EfficiencyArea.objects.count() == number


@pytest.mark.parametrize("role", ["author", "programme_manager"])
def test_nobody_else_may(role, pair):
    gone, into = pair
    person = make_person(role, make_trust() if role == "author" else None)

    with pytest.raises(PermissionDenied):
        merging.merge(gone=gone, into=into, by=person)
