"""What the seeker is told of the next round is what the round then does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.matching import unmatched
from portal.matching.models import Round
from portal.matching.rounds import inputs
from tests.builders.casestudies import make_area
from tests.builders.matching import make_match, make_programme, make_request
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def top():
    return make_area("Theatres")


@pytest.fixture
def planned(top):
    programme = make_programme([top])
    return Round.objects.create(programme=programme, number=1, closes_on=today(3), held_on=today(5))


def told_and_taken(need, planned):
    """Whether the seeker is told of the round, and whether the round takes the need."""
    need.refresh_from_db()
    told = unmatched.for_need(need)
    return told is not None, need in inputs.needs_of(planned.programme, planned.closes_on)


@pytest.mark.parametrize("kind", ["pairing", "review"])
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_a_need_that_names_no_programme_is_taken_at_every_depth(planned, top, kind, depth):
    area = top
    for _ in range(depth):
        area = make_area(parent=area)
    need = make_request(areas=[area], help_kind=kind).needs.get()

    assert told_and_taken(need, planned) == (True, True)


def test_one_that_names_the_programme_is_taken(planned, top):
    need = make_request(areas=[top], programme=planned.programme).needs.get()

    assert told_and_taken(need, planned) == (True, True)


@pytest.mark.parametrize("kind", ["question", "talk", "visit"])
def test_small_help_waits_for_no_round(planned, top, kind):
    need = make_request(areas=[top], help_kind=kind).needs.get()

    assert told_and_taken(need, planned) == (False, False)


@pytest.mark.parametrize("status", ["withdrawn", "answered"])
def test_a_request_that_is_closed_is_told_of_none(planned, top, status):
    need = make_request(areas=[top], status=status).needs.get()

    assert told_and_taken(need, planned) == (False, False)


def test_the_populations_are_apart(planned, top):
    need = make_request(make_trust(illustrative=True), areas=[top]).needs.get()

    assert told_and_taken(need, planned) == (False, False)


def test_an_area_above_or_beside_is_not_covered(planned, top):
    above = make_area("All of surgery")
    top.parent = above
    top.save()
    beside = make_area("Beds", parent=above)
    for area in (above, beside):
        need = make_request(areas=[area]).needs.get()

        assert told_and_taken(need, planned) == (False, False)


def test_one_that_names_another_programme_waits_for_that(planned, top):
    need = make_request(areas=[top], programme=make_programme([top])).needs.get()

    assert told_and_taken(need, planned) == (False, False)


@pytest.mark.parametrize("days", [3, 4])
def test_one_asked_on_the_closing_day_is_taken_and_later_not(planned, top, days):
    request = make_request(areas=[top])
    request.created_at = timezone.now() + timedelta(days=days)
    request.save()

    expected = days == 3
    assert told_and_taken(request.needs.get(), planned) == (expected, expected)


@pytest.mark.parametrize(
    ("status", "waits"),
    [
        ("proposed", False),
        ("active", False),
        ("completed", False),
        ("lapsed", True),
    ],
)
def test_one_with_a_partner_waits_no_longer(planned, top, status, waits):
    need = make_request(areas=[top]).needs.get()
    make_match(need, helper=make_trust(), status=status)

    assert told_and_taken(need, planned) == (waits, waits)


@pytest.mark.parametrize("dates", [{"ends": 4}, {"starts": 6}])
def test_no_round_is_told_on_a_day_on_which_the_programme_does_not_run(planned, top, dates):
    for name, days in dates.items():
        setattr(planned.programme, name, today(days))
    planned.programme.save()
    need = make_request(areas=[top]).needs.get()

    assert unmatched.for_need(need) is None
