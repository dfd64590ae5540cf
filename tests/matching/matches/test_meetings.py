from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.accounts.models import Notice
from portal.matching import capacity
from portal.matching.matches import services as match_services
from portal.matching.models import Meeting
from tests.builders.matching import Pair, make_match, make_offer

pytestmark = pytest.mark.django_db


def meet(pair, hours, day=None, by=None):
    return match_services.log_meeting(
        match=pair.match,
        by=by or pair.helper,
        held_on=day or timezone.localdate(),
        helper_hours=Decimal(hours),
    )


def test_an_hour_really_given_is_written_down_beyond_the_limit_with_a_warning():
    pair = Pair(hours_a_quarter=10).begin()
    meet(pair, "7.5")
    assert capacity.words_beyond(pair.designation, day=timezone.localdate()) == ""

    assert meet(pair, 3).pk

    words = capacity.words_beyond(pair.designation, day=timezone.localdate())
    assert words.endswith("has now given 0.5 hours more than the 10 that it gives in a quarter.")
    assert capacity.hours_given(pair.designation, day=timezone.localdate()) == Decimal("10.5")
    told = Notice.objects.get(kind="match.hours_beyond", recipient=pair.broker)
    assert words in told.body
    assert not Notice.objects.filter(kind="match.hours_beyond", recipient=pair.seeker).exists()


def test_the_hours_are_shared_by_all_pairs_of_an_exemplar():
    pair = Pair(hours_a_quarter=10, places=2).begin()
    other = make_match(offer=pair.offer, status="active")
    Meeting.objects.create(
        match=other, held_on=timezone.localdate(), helper_hours=9, by=pair.helper
    )

    meet(pair, 2)

    assert capacity.hours_beyond(pair.designation, day=timezone.localdate()) == 1


def test_small_help_uses_the_same_hours():
    pair = Pair("talk", hours_a_quarter=2).begin()
    meet(pair, 2)

    meet(pair, 1)

    assert capacity.hours_beyond(pair.designation, day=timezone.localdate()) == 1


def test_another_quarter_has_its_own_hours():
    pair = Pair(hours_a_quarter=10).begin()
    long_ago = timezone.now() - timedelta(days=200)
    pair.match.proposed_at = long_ago
    pair.match.save()
    meet(pair, 10, day=timezone.localdate() - timedelta(days=120))

    assert meet(pair, 10).pk


def test_without_a_ceiling_hours_are_free():
    pair = Pair().begin()

    assert meet(pair, 150).pk


@pytest.mark.parametrize("days", [1, -2])
def test_a_meeting_lies_between_the_proposal_and_today(days):
    pair = Pair().begin()

    with pytest.raises(ValidationError) as error:
        meet(pair, 1, day=timezone.localdate() + timedelta(days=days))
    assert "held_on" in error.value.message_dict


@pytest.mark.parametrize("hours", ["-1", "201"])
def test_hours_are_sensible(hours):
    pair = Pair().begin()

    with pytest.raises(ValidationError) as error:
        meet(pair, hours)
    assert "helper_hours" in error.value.message_dict


def test_hours_of_a_quarter_end_with_it():
    from portal.matching import capacity

    assert capacity.quarter_of(date(2026, 12, 31)) == (date(2026, 10, 1), date(2027, 1, 1))
    assert capacity.quarter_of(date(2026, 4, 1)) == (date(2026, 4, 1), date(2026, 7, 1))


def test_places_left_are_never_below_nought():
    from portal.matching import capacity

    offer = make_offer(places=1)
    make_match(offer=offer, status="active")
    offer.places = 0

    assert capacity.offer_places(offer).left == 0
