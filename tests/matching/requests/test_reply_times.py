from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from portal.matching.models import Match, Message
from portal.matching.requests import form_queries
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.matching import make_match, make_person, make_request
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 6, 1, 9, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(form_queries.timezone, "now", lambda: MONDAY + timedelta(days=60))


def make_answered(helper, days, kind="question", asked=MONDAY, **fields):
    """Small help asked on a Monday and answered so many days later; None: not answered."""
    request = make_request(areas=[make_area()], help_kind=kind)
    replied = None if days is None else asked + timedelta(days=days)
    values = {"proposed_at": asked, "first_reply_at": replied, "status": "lapsed", **fields}
    return make_match(need=request.needs.get(), helper=helper, **values)


def usual_of(helper):
    return form_queries.usual_reply_time([helper.pk])[helper.pk]


def test_it_is_the_median_of_the_working_days():
    helper = make_trust()
    for days in (1, 1, 3, 7, 8):
        make_answered(helper, days)

    assert (usual_of(helper).days, usual_of(helper).answers) == (3, 5)


def test_it_is_hidden_below_five_answers():
    helper = make_trust()
    for days in (1, 1, 1, 1, None):
        make_answered(helper, days)

    assert usual_of(helper) is None


def test_a_message_counts_as_an_answer():
    helper = make_trust()
    for _ in range(5):
        match = make_answered(helper, None)
        person = make_person(trust=helper)
        message = Message.objects.create(match=match, side="helper", by=person, body="Yes")
        Message.objects.filter(pk=message.pk).update(at=MONDAY + timedelta(days=2))

    assert usual_of(helper).days == 2


@pytest.mark.parametrize("fields", [{"kind": "pairing"}, {"asked": MONDAY - timedelta(days=400)}])
def test_brokered_help_and_old_answers_do_not_count(fields):
    helper = make_trust()
    for _ in range(5):
        make_answered(helper, 1, **fields)

    assert usual_of(helper) is None


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "the same day"), (1, "within 1 working day"), (4, "within 4 working days")],
)
def test_it_is_said_in_words(days, words):
    assert form_queries.ReplyTime(days, 5).words == f"usually answers {words}"


def test_the_number_of_queries_does_not_grow_with_the_trusts(django_assert_num_queries):
    trusts = [make_trust() for _ in range(4)]
    for trust in trusts:
        make_answered(trust, 1)

    with django_assert_num_queries(1):
        form_queries.usual_reply_time([trust.pk for trust in trusts])


def test_it_stands_where_one_picks_a_team(client):
    page = make_case_study()
    for _ in range(5):
        make_answered(page.trust, 2)

    text = client.get(f"/help/new/?case_study={page.pk}").text

    assert f"{page.trust.name} (usually answers within 2 working days)" in text
    assert "This team usually answers within 2 working days." in text


def test_four_answers_are_not_shown_where_one_picks_a_team(client):
    page = make_case_study()
    for _ in range(4):
        make_answered(page.trust, 2)

    assert Match.objects.count() == 4
    assert "usually answers" not in client.get(f"/help/new/?case_study={page.pk}").text
