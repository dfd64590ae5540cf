"""What an answer does to the record, and who may give it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casestudies import signals
from casestudies.adoptions import services as adoption_services
from casestudies.adoptions.services import status_after
from portal.accounts.models import AuditEntry, Notice
from tests.builders.casestudies import make_ask, make_person

pytestmark = pytest.mark.django_db


def member(ask):
    return make_person("member", ask.adoption.trust)


def answer(ask, given="still-going", **fields):
    return adoption_services.answer(ask=ask, by=member(ask), given=given, **fields)


@pytest.mark.parametrize(
    ("status", "months", "given", "after"),
    [
        ("in-progress", 6, "still-going", "in-progress"),
        ("in-progress", 12, "still-going", "sustained"),
        ("in-progress", 6, "changed", "in-progress"),
        ("in-progress", 24, "changed", "adapted"),
        ("sustained", 6, "still-going", "sustained"),
        ("sustained", 12, "changed", "adapted"),
        ("adapted", 36, "still-going", "adapted"),
        ("paused", 24, "still-going", "in-progress"),
        ("paused", 24, "changed", "in-progress"),
        ("sustained", 12, "paused", "paused"),
        ("sustained", 12, "stopped", "stopped"),
    ],
)
def test_the_record_follows_the_answer(status, months, given, after):
    assert status_after(status, months=months, answer=given) == after


def test_one_press_confirms_the_record_for_today():
    ask = make_ask(months=12, status="sustained")

    adoption = adoption_services.still_going(ask=ask, by=member(ask))

    ask.refresh_from_db()
    assert (ask.answer, adoption.status) == ("still-going", "sustained")
    assert adoption.last_confirmed == timezone.localdate()
    assert AuditEntry.objects.filter(action="adoption.answered").count() == 1


def test_a_press_leaves_what_was_said_and_measured():
    ask = make_ask(savings=[{}], measures=[{}], how_adapted="Only at night.")

    adoption = answer(ask)

    assert (adoption.result, adoption.how_adapted) == (
        "Agency shifts fell here too.", "Only at night.",
    )  # fmt: skip
    assert (adoption.savings.count(), adoption.measures.count()) == (1, 1)


def test_a_question_is_answered_once():
    ask = make_ask()
    answer(ask)

    with pytest.raises(ValidationError, match="already"):
        answer(ask, "paused")


def test_a_question_is_not_answered_before_its_month():
    ask = make_ask(months=6).adoption.asks.get(months=12)

    with pytest.raises(ValidationError, match="too early"):
        answer(ask)


def test_the_next_question_stays_open():
    ask = make_ask(months=6)

    answer(ask)

    waiting = ask.adoption.asks.filter(answered_at=None)
    assert [one.months for one in waiting] == [12, 24, 36]


def test_a_stop_needs_a_reason():
    ask = make_ask()

    with pytest.raises(ValidationError) as refused:
        answer(ask, "stopped")

    ask.refresh_from_db()
    assert "stopped_reason" in refused.value.message_dict and ask.answer == ""


def test_a_stop_keeps_its_day_and_reason_and_ends_the_questions():
    ask, day = make_ask(), timezone.localdate() - timedelta(days=40)

    adoption = answer(ask, "stopped", stopped_reason="staffing", stopped_on=day)

    assert (adoption.stopped_reason, adoption.stopped_on) == ("staffing", day)
    assert [one.answer for one in adoption.asks.all()] == ["stopped"]


@pytest.mark.parametrize("days", [-1, 400])
def test_a_stop_lies_between_the_start_and_today(days):
    ask, day = make_ask(), timezone.localdate() - timedelta(days=days)

    with pytest.raises(ValidationError) as refused:
        answer(ask, "stopped", stopped_reason="cost", stopped_on=day)

    assert "stopped_on" in refused.value.message_dict


def test_a_change_says_what_is_different():
    with pytest.raises(ValidationError) as refused:
        answer(make_ask(), "changed", how_adapted=" ")

    assert "how_adapted" in refused.value.message_dict


def test_people_of_other_trusts_do_not_answer():
    ask = make_ask()

    with pytest.raises(PermissionDenied):
        adoption_services.still_going(
            ask=ask, by=make_person("author", ask.adoption.case_study.trust)
        )


def test_the_origin_is_not_told_that_nothing_changed():
    ask = make_ask(status="sustained")
    make_person("author", ask.adoption.case_study.trust)

    answer(ask)

    assert not Notice.objects.exists()


def test_the_origin_is_told_without_a_name_of_a_stop():
    ask = make_ask()
    author = make_person("author", ask.adoption.case_study.trust)

    answer(ask, "stopped", stopped_reason="cost")

    notice = Notice.objects.get(recipient=author)
    assert ask.adoption.trust.name not in notice.subject + notice.body


@pytest.fixture
def kept():
    heard = []

    def listen(adoption_id, **kwargs):
        heard.append(adoption_id)

    signals.adoption_kept.connect(listen)
    yield heard
    signals.adoption_kept.disconnect(listen)


def test_an_answer_that_makes_it_kept_is_announced(kept):
    ask = make_ask(months=12, status="in-progress")

    answer(ask)

    assert kept == [ask.adoption.pk]


@pytest.mark.parametrize(("status", "months"), [("sustained", 12), ("in-progress", 6)])
def test_an_answer_that_makes_it_no_more_kept_than_before_is_not(kept, status, months):
    answer(make_ask(months=months, status=status))

    assert kept == []
