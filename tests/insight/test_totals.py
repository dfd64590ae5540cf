"""The public totals: five trusts or nothing, whole months, one population."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portal.insight.queries import totals
from portal.matching.models import HelpRequest, Meeting
from tests.builders.casestudies import make_area
from tests.builders.matching import make_match, make_request
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
LAST_YEAR = timezone.now() - timedelta(days=300)


def asks(number, area=None, **trust):
    """So many trusts that asked for help last year."""
    area = area or make_area()
    found = [make_request(make_trust(**trust), [area]) for _ in range(number)]
    HelpRequest.objects.update(created_at=LAST_YEAR)
    return found


def numbers(**fields):
    return {
        one.label: one.value for one in totals.public_totals(illustrative=False, **fields).numbers
    }


def cells(report):
    return {row[0]: row[1:] for row in report.rows}


def test_four_trusts_are_not_told_and_five_are():
    asks(4)
    assert numbers()["trusts asked for help"] is None

    asks(1)
    assert numbers()["trusts asked for help"] == "5"


def test_many_requests_of_few_trusts_are_not_told():
    trust = make_trust()
    for _ in range(9):
        make_request(trust)
    HelpRequest.objects.update(created_at=LAST_YEAR)

    assert numbers()["requests for help"] is None


def test_this_month_is_not_counted_yet():
    asks(6)
    HelpRequest.objects.update(created_at=timezone.now())

    assert numbers()["trusts asked for help"] is None
    after = timezone.localdate() + timedelta(days=32)
    assert numbers(today=after)["trusts asked for help"] == "6"


def test_invented_trusts_are_not_among_the_real_ones():
    asks(3)
    asks(3, illustrative=True)

    assert numbers()["trusts asked for help"] is None


def test_hours_of_four_exemplars_are_not_told():
    for helper in [make_trust() for _ in range(4)]:
        match = make_match(make_request().needs.get(), helper=helper)
        person = match.need.help_request.asked_by
        Meeting.objects.create(match=match, held_on=date(2025, 3, 3), helper_hours=9, by=person)

    assert numbers()["hours given"] is None


def test_hours_of_five_exemplars_are_one_sum():
    for helper in [make_trust() for _ in range(5)]:
        match = make_match(make_request().needs.get(), helper=helper)
        person = match.need.help_request.asked_by
        hours = Decimal("2.5")
        Meeting.objects.create(match=match, held_on=date(2025, 3, 3), helper_hours=hours, by=person)

    assert numbers()["hours given"] == "12"


def test_a_small_type_hides_another_so_that_the_total_does_not_tell():
    asks(2, type="ambulance")
    asks(6, type="acute")
    asks(9, type="community")

    shown = cells(totals.public_totals(illustrative=False).reports[0])

    assert shown["All types"][-1] == 17 and shown["Community"][-1] == 9
    assert shown["Ambulance"][-1] is None and shown["Acute"][-1] is None


def test_areas_with_few_trusts_are_not_shown():
    busy, quiet = make_area(), make_area()
    asks(7, busy)
    asks(2, quiet)

    shown = cells(totals.public_totals(illustrative=False).reports[1])

    assert shown[quiet.name] == (None,)
