"""The one clock of reviews and long pairings: a planned round, a late one, none, or the broker."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.insight.queries import demand
from portal.matching.matches import queries as match_queries
from portal.matching.matches.queries import open_requests
from portal.matching.models import AllocationRun, HelpRequest
from portal.matching.requests import queries as request_queries
from portal.matching.round_calendar import RoundCalendar, WaitsFor
from tests.builders.casestudies import make_area
from tests.builders.matching import make_broker, make_programme, make_request
from tests.builders.rounds import make_round

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
LONG = timedelta(days=30)


class Asked:
    """A programme and a need that was asked a month ago."""

    def __init__(self, **programme):
        self.area = make_area()
        self.programme = make_programme([self.area], **programme)
        self.request = make_request(areas=[self.area], help_kind="review")
        self.need = self.request.needs.get()
        HelpRequest.objects.filter(pk=self.request.pk).update(created_at=timezone.now() - LONG)
        self.need.help_request.refresh_from_db()

    def wait(self):
        return RoundCalendar().wait_of(self.need)

    def flag(self):
        (row,) = request_queries.rows(list(open_requests()))
        return row.flag


def test_a_need_that_waits_for_a_planned_round_is_never_late():
    asked = Asked()
    make_round(asked.programme, closes_on=TODAY() + LONG)

    assert asked.wait().waits_for == WaitsFor.ROUND and asked.flag() == ""
    assert match_queries.waiting_for(make_broker()) == []


def test_a_round_whose_day_has_passed_is_late():
    asked = Asked()
    past = TODAY() - timedelta(days=2)
    make_round(asked.programme, closes_on=past, held_on=past)

    assert asked.wait().waits_for == WaitsFor.LATE_ROUND and asked.flag() == "late"
    (task,) = match_queries.waiting_for(make_broker())
    assert task.title == f"Send the round of {asked.programme}: 1 request waits"
    assert (task.due, task.flag) == (past, "late")


def test_without_a_round_planning_one_is_the_managers_task():
    asked = Asked()

    assert asked.wait().waits_for == WaitsFor.PLAN and asked.flag() == "soon"
    (task,) = match_queries.waiting_for(make_broker())
    assert task.title == f"Plan a round of {asked.programme}: 1 request waits"
    assert task.flag == "late" and task.url == f"/help/programmes/{asked.programme.slug}/"


def test_without_a_programme_the_broker_looks_in_six_working_days():
    asked = Asked(ends=TODAY() - timedelta(days=1))

    assert asked.wait().waits_for == WaitsFor.BROKER and asked.flag() == "late"
    (task,) = match_queries.waiting_for(make_broker())
    assert task.title.startswith("Find a team for")


def test_a_round_takes_no_request_asked_after_it_closed():
    asked = Asked(next_round=TODAY() + timedelta(days=1))
    closed = timezone.localdate(asked.need.help_request.created_at) - timedelta(days=1)
    make_round(asked.programme, closes_on=closed, held_on=TODAY() + timedelta(days=1))

    assert asked.wait().waits_for == WaitsFor.PLAN


def test_a_round_that_was_sent_is_waited_for_no_longer():
    asked = Asked()
    planned = make_round(asked.programme, closes_on=TODAY())
    AllocationRun.objects.create(
        programme=asked.programme,
        round=planned,
        status="sent",
        sent_at=timezone.now(),
        sent_by=make_broker(),
        inputs={"needs": []},
        inputs_hash="x",
        result={},
    )

    assert asked.wait().waits_for == WaitsFor.PLAN


def test_insight_goes_by_the_same_clock():
    asked = Asked()
    assert "1 for a round to be planned" in demand.unmet(demand.asked_of(asked.programme)).says

    make_round(asked.programme, closes_on=TODAY() + LONG)

    held = TODAY() + LONG + timedelta(days=1)
    says = demand.unmet(demand.asked_of(asked.programme)).says
    assert f"1 for the round of {held.day} {held:%B %Y}" in says


def test_the_calendar_asks_no_more_for_more_needs():
    asked = Asked()
    for _ in range(3):
        make_request(areas=[asked.area], help_kind="review")
    with CaptureQueriesContext(
        connection,
    ) as few:
        request_queries.rows(list(open_requests()))
    for _ in range(5):
        make_request(areas=[asked.area], help_kind="review")
    with CaptureQueriesContext(connection) as many:
        request_queries.rows(list(open_requests()))

    assert len(many) == len(few)
