import copy
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from portal.accounts.models import AuditEntry, Notice
from portal.matching.designations import services as designation_services
from portal.matching.matches import services as match_services
from portal.matching.models import Match
from tests.builders.databases import rows_that_stay
from tests.builders.due import run_due
from tests.builders.living import make_next, run_days
from tests.builders.matching import Pair, make_match, make_request
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def pair_of_all(django_db_setup, django_db_blocker):
    with rows_that_stay(django_db_blocker):
        pair = Pair()
        make_next(pair, ceiling=1)
        yield pair


@pytest.fixture
def pair(pair_of_all):
    return copy.deepcopy(pair_of_all)


def end(pair):
    designation_services.end(designation=pair.designation, by=pair.broker)


def test_who_was_to_learn_from_it_is_offered_the_next_best(pair):
    end(pair)

    found = Match.objects.get(follows=pair.match)
    assert (found.helper, found.status) == (pair.third_trust, "proposed")


def test_the_lapse_is_in_the_audit_trail(pair):
    end(pair)

    entry = AuditEntry.objects.get(action="match.lapsed")
    assert (entry.subject_id, entry.by) == (str(pair.match.pk), pair.broker)


def test_everybody_hears_it_once_with_what_is_next(pair):
    Notice.objects.all().delete()

    end(pair)

    told = {
        person: [n.subject for n in Notice.objects.filter(recipient=person, kind__startswith="m")]
        for person in (pair.seeker, pair.helper, pair.third, pair.broker)
    }
    gone = f"{pair.helper_trust} is no longer an exemplar"
    assert told == {
        pair.seeker: [f"{gone}. Next: {pair.third_trust}"],
        pair.helper: [f"No match with {pair.seeker_trust}"],
        pair.third: [f"{pair.seeker_trust} could learn from you"],
        pair.broker: [gone],
    }


def test_of_two_the_request_that_was_asked_first_is_offered_the_last_place(pair):
    later = make_match(make_request(make_trust(), [pair.area]).needs.get(), pair.offer)

    end(pair)

    assert Match.objects.filter(follows=pair.match).exists()
    assert not Match.objects.filter(follows=later).exists()


def test_a_seeker_that_had_not_answered_yet_is_not_taken_to_be_away(pair):
    match_services.accept(match=pair.match, by=pair.helper)

    end(pair)

    assert Match.objects.filter(follows=pair.match).exists()


def test_one_lapse_in_silence_after_it_is_the_first_of_two(pair):
    make_next(pair, make_trust())
    end(pair)
    following = Match.objects.get(follows=pair.match)

    run_days(following, 6, 7)

    assert Match.objects.filter(follows=following).exists()


def test_a_term_that_runs_out_offers_the_next_best_with_days_from_that_day(pair):
    pair.designation.until = timezone.localdate() - timedelta(days=1)
    pair.designation.save()
    now = timezone.make_aware(datetime.combine(timezone.localdate(), time(9)))

    run_due(now)

    found = Match.objects.get(follows=pair.match)
    assert found.helper == pair.third_trust and found.reply_due >= pair.match.reply_due


def test_a_pair_at_work_goes_on(pair):
    pair.begin()

    end(pair)

    pair.match.refresh_from_db()
    assert pair.match.status == "active" and Match.objects.count() == 1
