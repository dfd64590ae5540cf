from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from portal.accounts import working_days
from portal.accounts.models import Notice
from portal.matching.matches import jobs as match_jobs
from portal.matching.matches import services as match_services
from portal.matching.models import Match
from tests.builders.due import run_due
from tests.builders.matching import Pair

pytestmark = pytest.mark.django_db


def morning_after(match, number):
    """Nine o'clock on the `number`th working day after the match was proposed."""
    day = working_days.after(timezone.localdate(match.proposed_at), number)
    return timezone.make_aware(datetime.combine(day, time(9)))


def run_to(match, *numbers):
    """Run every clock on these working days after the proposal, as a scheduler would."""
    for number in numbers:
        run_due(morning_after(match, number))


def kinds(person):
    return sorted(
        Notice.objects.filter(recipient=person, kind__startswith="match.").values_list(
            "kind", flat=True
        )
    )


def test_nothing_is_sent_before_the_third_working_day():
    pair = Pair()

    assert match_jobs.remind(morning_after(pair.match, 2)) == 0


def test_who_has_not_answered_is_reminded_on_the_third_working_day():
    pair = Pair()
    match_services.accept(match=pair.match, by=pair.helper)

    match_jobs.remind(morning_after(pair.match, 3))

    assert "match.flagged" in kinds(pair.seeker)
    assert "match.flagged" not in kinds(pair.helper)


def test_the_last_day_says_so():
    pair = Pair()

    match_jobs.remind(morning_after(pair.match, 6))

    assert "match.due" in kinds(pair.seeker) and "match.due" in kinds(pair.helper)


def test_a_proposal_lapses_on_the_seventh_working_day():
    pair = Pair()
    run_to(pair.match, 3, 6)

    assert match_jobs.lapse(morning_after(pair.match, 6)) == 0
    assert match_jobs.lapse(morning_after(pair.match, 7)) == 1

    pair.match.refresh_from_db()
    assert pair.match.status == "lapsed" and "match.lapsed" in kinds(pair.broker)


def test_a_missed_last_day_costs_nobody_the_match():
    pair = Pair()
    run_to(pair.match, 3, 7)

    pair.match.refresh_from_db()
    assert pair.match.status == "proposed" and kinds(pair.helper).count("match.due") == 1

    run_to(pair.match, 8)

    pair.match.refresh_from_db()
    assert pair.match.status == "lapsed"


def test_a_missed_third_day_is_made_up_for():
    pair = Pair()

    run_to(pair.match, 5)

    assert kinds(pair.seeker).count("match.flagged") == 1


def test_a_lapse_frees_the_place_and_the_need():
    pair = Pair(places=1)
    run_to(pair.match, 6, 7)

    again = match_services.propose(need=pair.need, offer=pair.offer, by=pair.broker)

    assert again.status == "proposed"


def test_work_that_has_begun_does_not_lapse():
    pair = Pair().begin()

    assert match_jobs.lapse(morning_after(pair.match, 60)) == 0


def test_a_quiet_pair_is_flagged_after_thirty_days():
    pair = Pair().begin()
    now = timezone.now()

    assert match_jobs.flag_inactive(now + timedelta(days=29)) == 0
    assert match_jobs.flag_inactive(now + timedelta(days=31)) == 1
    assert "match.inactive" in kinds(pair.seeker) and "match.inactive" in kinds(pair.broker)


def test_a_pair_that_fell_quiet_again_is_flagged_again():
    pair = Pair().begin()
    now = timezone.now()
    Match.objects.update(last_activity_at=now - timedelta(days=80))
    match_jobs.flag_inactive(now)
    match_services.reply(match=pair.match, by=pair.seeker, body="Back again.")

    assert match_jobs.flag_inactive(timezone.now() + timedelta(days=31)) == 1


def test_a_follower_is_asked_after_thirty_days_whether_the_partner_is_right():
    pair = Pair().begin()

    match_jobs.check_in(timezone.now() + timedelta(days=31))

    assert kinds(pair.seeker).count("match.check_in") == 1
    assert "match.check_in" not in kinds(pair.helper)


@pytest.mark.parametrize("days", [3, 6, 7])
def test_running_the_clocks_twice_sends_nothing_twice(days):
    pair = Pair()
    now = morning_after(pair.match, days)
    run_due(now)
    sent = Notice.objects.count()

    again = run_due(now)

    assert Notice.objects.count() == sent
    assert not any(done for name, done in again.items() if name.startswith("matching"))


def test_every_clock_of_matching_is_registered():
    numbers = {name.split("-")[1] for name in run_due(timezone.now()) if "matching" in name}

    assert set("12345789") <= numbers
