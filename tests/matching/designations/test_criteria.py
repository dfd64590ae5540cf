import pytest

from casestudies.models import Contact
from portal.accounts.models import AuditEntry
from portal.matching.designations import services as designation_services
from portal.matching.designations.policies import findings
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.matching import (
    make_broker,
    make_designation,
    make_offer,
    make_programme,
    make_proof,
)

pytestmark = pytest.mark.django_db
ONE_OFF = {"recurrence": "one-off", "one_off_reason": "land-sale"}


@pytest.fixture
def area():
    return make_area("Beds")


@pytest.fixture
def designation(area):
    made = make_designation(programme=make_programme([area]), status="applied")
    make_offer(made, area)
    return made


def met(designation, area):
    return [one.met for one in findings(designation, [area])[area.pk]]


def test_all_three_are_met_by_one_proof(designation, area):
    page = make_proof(designation.trust, area)

    found = findings(designation, [area])[area.pk]

    assert [one.met for one in found] == [True, True, True]
    assert all(page.title in one.found for one in found)


def test_nothing_published_meets_nothing(designation, area):
    assert met(designation, area) == [False, False, False]


def test_a_one_off_saving_never_qualifies_and_it_says_so(designation, area):
    make_proof(designation.trust, area, savings=[ONE_OFF])

    found = findings(designation, [area])[area.pk]

    assert [one.met for one in found] == [True, False, True]
    assert found[1].found == "Only one-off savings: these never qualify."


def test_a_saving_that_finance_has_not_signed_is_told_from_a_one_off(designation, area):
    make_case_study(trust=designation.trust, areas=[area])

    found = findings(designation, [area])[area.pk]

    assert not found[1].met and "has not signed" in found[1].found


def test_a_contact_who_left_is_none(designation, area):
    page = make_proof(designation.trust, area)
    Contact.objects.filter(page=page).update(left=True)

    assert met(designation, area) == [True, True, False]


def test_a_contact_counts_where_the_result_is(designation, area):
    """Three criteria met by two case studies would not carry a designation."""
    page = make_proof(designation.trust, area)
    Contact.objects.filter(page=page).update(left=True)
    make_case_study(trust=designation.trust, areas=[area])

    found = findings(designation, [area])[area.pk]

    assert [one.met for one in found] == [True, True, False]
    assert "the one with the result" in found[2].found


def test_another_trusts_case_study_is_not_its_own(designation, area):
    make_proof(make_designation().trust, area)

    assert met(designation, area) == [False, False, False]


def test_the_number_of_queries_does_not_grow_with_the_areas(
    designation, area, django_assert_max_num_queries
):
    areas = [area, *(make_area() for _ in range(4))]
    for one in areas:
        make_proof(designation.trust, one)
    with django_assert_max_num_queries(30) as few:
        findings(designation, [area])

    with django_assert_max_num_queries(len(few)):
        findings(designation, areas)


def test_the_audit_trail_keeps_what_was_met_on_the_day_it_was_assessed(designation, area):
    make_case_study(trust=designation.trust, areas=[area])

    designation_services.assess(designation=designation, by=make_broker())

    entry = AuditEntry.objects.get(action="designation.assessed")
    assert entry.detail["criteria"] == {area.slug: ["case-study", "live-contact"]}


def test_the_broker_reads_each_criterion_with_what_was_found(client, designation, area):
    make_proof(designation.trust, area, savings=[ONE_OFF])
    client.force_login(make_broker())

    text = client.get(f"/exemplars/designations/{designation.pk}/").text

    assert "A recurrent result that finance has signed: not met" in text
    assert "Only one-off savings: these never qualify." in text
