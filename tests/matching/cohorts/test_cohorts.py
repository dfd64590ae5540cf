import copy
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from portal.accounts.models import Notice
from portal.matching import capacity
from portal.matching.cohorts import services as cohort_services
from portal.matching.matches import services as match_services
from portal.matching.suggestions import queries as scoring_queries
from tests.builders.databases import rows_that_stay
from tests.builders.living import make_follower
from tests.builders.matching import Pair

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture(scope="module")
def pair_of_all(django_db_setup, django_db_blocker):
    """One exemplar with ten hours a quarter and two followers, in `group`."""
    with rows_that_stay(django_db_blocker):
        made = Pair(places=3, ceiling=3, hours_a_quarter=10).begin()
        made.other, made.follower = make_follower(made)
        made.group = cohort_services.form(
            offer=made.offer, name="Spring", matches=[made.match, made.other], by=made.helper
        )
        yield made


@pytest.fixture
def pair(pair_of_all):
    return copy.deepcopy(pair_of_all)


def hold(pair, hours, present=None):
    session = cohort_services.plan_session(cohort=pair.group, planned_for=TODAY(), by=pair.helper)
    return cohort_services.hold_session(
        session=session,
        held_on=TODAY(),
        helper_hours=Decimal(hours),
        present=[pair.match, pair.other] if present is None else present,
        by=pair.helper,
    )


def test_the_hours_of_a_session_count_once_however_many_come(pair):
    hold(pair, 3)

    assert capacity.hours_given(pair.designation, day=TODAY()) == 3
    assert scoring_queries._hours_given([pair.designation]) == {pair.designation.pk: 3}


def test_sessions_and_meetings_share_the_hours_of_the_quarter(pair):
    hold(pair, 6)
    meeting = {"match": pair.match, "by": pair.helper, "held_on": TODAY()}

    match_services.log_meeting(**meeting, helper_hours=Decimal(4))

    assert capacity.hours_left(pair.designation, day=TODAY()) == 0


def test_a_session_beyond_the_hours_of_the_quarter_is_counted_and_told_to_the_broker(pair):
    hold(pair, 8)

    hold(pair, 3)

    assert capacity.hours_beyond(pair.designation, day=TODAY()) == 1
    assert Notice.objects.filter(kind="match.hours_beyond", recipient=pair.broker).count() == 1


def test_a_session_is_written_down_once(pair):
    session = hold(pair, 1)

    with pytest.raises(ValidationError, match="written down already"):
        cohort_services.hold_session(
            session=session, held_on=TODAY(), helper_hours=Decimal(1), present=[], by=pair.helper
        )


def test_a_session_is_not_written_down_before_it_is_held(pair):
    day = TODAY() + timedelta(days=1)
    session = cohort_services.plan_session(cohort=pair.group, planned_for=day, by=pair.helper)

    with pytest.raises(ValidationError, match="not one to come"):
        cohort_services.hold_session(
            session=session, held_on=day, helper_hours=Decimal(1), present=[], by=pair.helper
        )


def test_who_was_not_in_the_group_was_not_there(pair):
    stranger, _ = make_follower(pair)

    with pytest.raises(ValidationError, match="followers of this group"):
        hold(pair, 1, present=[stranger])


def test_a_pair_is_in_one_group(pair):
    with pytest.raises(ValidationError, match="in a group already"):
        cohort_services.form(offer=pair.offer, name="Autumn", matches=[pair.match], by=pair.helper)


def test_only_pairs_at_work_join(pair):
    match_services.end(match=pair.other, by=pair.broker, reason="other")
    cohort_services.leave(match=pair.other, by=pair.helper)

    with pytest.raises(ValidationError, match="work with in this area now"):
        cohort_services.join(cohort=pair.group, match=pair.other, by=pair.helper)


def test_a_follower_leaves_and_its_pair_goes_on(pair):
    cohort_services.leave(match=pair.other, by=pair.follower)

    assert pair.other.cohort is None and pair.other.status == "active"


@pytest.mark.parametrize("who", ["seeker", "follower", "third"])
def test_only_the_exemplar_and_the_broker_lead(pair, who):
    with pytest.raises(PermissionDenied):
        cohort_services.plan_session(cohort=pair.group, planned_for=TODAY(), by=getattr(pair, who))


def test_a_follower_takes_no_other_out(pair):
    with pytest.raises(PermissionDenied):
        cohort_services.leave(match=pair.other, by=pair.seeker)


def test_a_group_that_has_finished_plans_nothing(pair):
    cohort_services.close(cohort=pair.group, by=pair.helper)

    with pytest.raises(ValidationError, match="has finished"):
        cohort_services.plan_session(cohort=pair.group, planned_for=TODAY(), by=pair.helper)
