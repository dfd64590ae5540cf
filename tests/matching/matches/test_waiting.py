from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.matching.matches.queries import waiting_for
from portal.matching.models import HelpRequest, Match
from tests.builders.matching import make_broker, make_designation, make_request

pytestmark = pytest.mark.django_db


def test_a_proposal_waits_for_both_sides_and_for_nobody_else(pair):
    found = {who: len(waiting_for(getattr(pair, who))) for who in ("seeker", "helper", "third")}

    assert found == {"seeker": 1, "helper": 1, "third": 0}
    assert waiting_for(AnonymousUser()) == []


def test_who_has_answered_waits_no_more(small):
    assert waiting_for(small.seeker) == []
    assert waiting_for(small.helper)[0].due == small.match.reply_due


def test_an_answer_is_flagged_after_three_working_days_and_late_after_its_due_day(small):
    now = timezone.now()
    Match.objects.update(proposed_at=now - timedelta(days=6))
    soon = waiting_for(small.helper)[0].flag
    Match.objects.update(reply_due=timezone.localdate(now) - timedelta(days=1))

    assert (soon, waiting_for(small.helper)[0].flag) == ("soon", "late")


def test_the_broker_waits_on_requests_without_a_team_and_on_applications():
    make_request()
    make_designation(status="applied")

    titles = [row.title for row in waiting_for(make_broker())]

    assert any(title.startswith("Find a team for") for title in titles)
    assert any(title.startswith("Assess") for title in titles)


def test_the_latest_comes_first():
    first, second = make_request(), make_request()
    HelpRequest.objects.filter(pk=second.pk).update(created_at=timezone.now() - timedelta(days=30))

    rows = waiting_for(make_broker())

    assert [row.url for row in rows] == [f"/help/{second.pk}/", f"/help/{first.pk}/"]


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries):
    broker = make_broker()
    make_request()
    waiting_for(broker)
    with django_assert_max_num_queries(40) as few:
        waiting_for(broker)
    for _ in range(4):
        make_request()

    with django_assert_max_num_queries(len(few)):
        waiting_for(broker)
