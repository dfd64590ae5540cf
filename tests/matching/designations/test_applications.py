from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.models import Notice
from portal.accounts.permissions import Role
from portal.matching.designations import services as designation_services
from portal.matching.designations.services import OfferTerms
from portal.matching.models import ExemplarDesignation
from tests.builders.casestudies import make_area
from tests.builders.matching import (
    make_broker,
    make_designation,
    make_person,
    make_programme,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def apply(trust=None, programme=None, by=None, **fields):
    trust, programme = trust or make_trust(), programme or make_programme()
    values = {"offers": [OfferTerms(programme.areas.first())], "ceiling": 2, **fields}
    return designation_services.apply(
        programme=programme,
        trust=trust,
        by=by or make_person(Role.AUTHOR, trust=trust),
        **values,
    )


def test_an_author_puts_the_trust_forward_and_the_broker_hears():
    broker = make_broker()

    designation = apply(hours_a_quarter=20)

    assert designation.status == "applied" and designation.offers.get().places == 1
    assert Notice.objects.get(recipient=broker).kind == "designation.applied"


def test_news_of_a_designation_leads_those_who_may_open_its_page_there():
    designation = make_designation()
    author = make_person(Role.AUTHOR, trust=designation.trust)
    member = make_person(Role.MEMBER, trust=designation.trust)

    designation_services.end(designation=designation, by=make_broker())

    page = f"/exemplars/designations/{designation.pk}/"
    assert Notice.objects.get(recipient=author).url == page
    assert Notice.objects.get(recipient=member).url == "/exemplars/"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.FINANCE_APPROVER])
def test_only_an_author_applies(role):
    trust = make_trust()

    with pytest.raises(PermissionDenied):
        apply(trust, by=make_person(role, trust=trust))


def test_a_trust_applies_once_to_a_programme():
    designation = make_designation()

    with pytest.raises(ValidationError, match="applied to"):
        apply(designation.trust, designation.programme)


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("areas", {"offers": []}),
        ("areas", {"offers": [("same",), ("same",)]}),
        ("areas", {"offers": [("other",)]}),
        ("ceiling", {"ceiling": -1}),
    ],
)
def test_a_bad_application_is_named_by_its_field(field, fields):
    programme = make_programme()
    areas = {"same": programme.areas.first(), "other": make_area()}
    if "offers" in fields:
        fields = {"offers": [OfferTerms(areas[name]) for (name,) in fields["offers"]]}

    with pytest.raises(ValidationError) as error:
        apply(programme=programme, **fields)

    assert field in error.value.message_dict
    assert not ExemplarDesignation.objects.exists()


def test_a_closed_trust_does_not_apply():
    with pytest.raises(ValidationError, match="has closed"):
        apply(make_trust(closed=date(2021, 3, 31)))


def test_a_programme_that_is_over_takes_no_application():
    with pytest.raises(ValidationError, match="has ended"):
        apply(programme=make_programme(starts=date(2016, 1, 1), ends=date(2020, 1, 1)))


def test_the_two_populations_do_not_share_a_programme():
    with pytest.raises(ValidationError, match="not mixed"):
        apply(make_trust(illustrative=True))
