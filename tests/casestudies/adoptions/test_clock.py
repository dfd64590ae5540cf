"""The clock of adoptions, moved on by hand."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core import mail
from django.utils import timezone

from casestudies.adoptions import jobs as adoption_jobs
from casestudies.adoptions import services as adoption_services
from casestudies.models import AdoptionAsk
from portal.accounts.models import Notice
from tests.builders.casestudies import make_adoption, make_ask, make_case_study, make_person
from tests.builders.due import run_due
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def nine_o_clock(months=0, days=0):
    """Nine in the morning so long from today."""
    day = timezone.localdate() + relativedelta(months=months) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(9)))


def record(trust, **fields):
    values = {"status": "in-progress", "started": timezone.localdate(), "by": None, **fields}
    return adoption_services.record(case_study=make_case_study(), trust=trust, **values)


def asked(person):
    return list(
        Notice.objects.filter(recipient=person, kind="adoption.asked")
        .order_by("pk")
        .values_list("key", flat=True)
    )


def test_each_month_asks_once_however_often_the_clock_runs():
    trust = make_trust()
    person, adoption = make_person("member", trust), record(trust)

    for months in (5, 6, 12, 24, 36):
        for _ in range(2):
            adoption_jobs.ask(nine_o_clock(months))

    assert asked(person) == [f"adoption.{adoption.pk}.asked.{month}" for month in (6, 12, 24, 36)]


def test_nobody_is_asked_before_the_day():
    trust = make_trust()
    make_person("member", trust)
    record(trust)

    assert adoption_jobs.ask(nine_o_clock(6, -1)) == 0
    assert adoption_jobs.ask(nine_o_clock(6)) == 1


def test_the_silent_are_reminded_once_after_two_weeks():
    person = make_person("member", make_ask().adoption.trust)
    adoption_jobs.ask(nine_o_clock())

    counts = [adoption_jobs.ask(nine_o_clock(days=days)) for days in (13, 14, 15, 60)]

    assert (counts, len(asked(person))) == ([0, 1, 0, 0], 2)


def test_who_answered_is_not_reminded():
    ask = make_ask()
    person = make_person("member", ask.adoption.trust)
    adoption_jobs.ask(nine_o_clock())

    adoption_services.still_going(ask=ask, by=person)

    assert adoption_jobs.ask(nine_o_clock(days=30)) == 0


def test_after_a_time_without_runs_only_the_latest_month_is_asked():
    person = make_person("member", make_ask(months=24).adoption.trust)

    adoption_jobs.ask(nine_o_clock())

    assert [key[-2:] for key in asked(person)] == ["24"]


def test_a_question_waits_until_somebody_is_there_to_answer():
    ask = make_ask()
    assert adoption_jobs.ask(nine_o_clock()) == 0

    make_person("author", ask.adoption.trust)

    assert adoption_jobs.ask(nine_o_clock()) == 1


def test_nobody_but_the_adopters_people_is_asked():
    ask = make_ask()
    own = make_person("member", ask.adoption.trust)
    make_person("author", ask.adoption.case_study.trust)
    make_person("programme_manager")

    adoption_jobs.ask(nine_o_clock())

    assert [notice.recipient for notice in Notice.objects.all()] == [own]


def test_the_letter_leads_to_the_page_with_the_button(django_capture_on_commit_callbacks):
    ask = make_ask()
    make_person("member", ask.adoption.trust)

    with django_capture_on_commit_callbacks(execute=True):
        adoption_jobs.ask(nine_o_clock())

    (letter,) = mail.outbox
    assert f"/case-studies/adoption/ask/{ask.pk}/" in letter.body
    assert "still-going" not in letter.body


def test_a_case_study_that_is_taken_down_is_not_asked_about():
    ask = make_ask()
    make_person("member", ask.adoption.trust)
    ask.adoption.case_study.unpublish()

    assert adoption_jobs.ask(nine_o_clock()) == 0


def test_records_from_before_there_were_questions_are_scheduled():
    today = timezone.localdate()
    young = make_adoption(started=today)
    make_adoption(started=today - relativedelta(months=40))

    adoption_jobs.ask(nine_o_clock())

    assert set(AdoptionAsk.objects.values_list("adoption", flat=True)) == {young.pk}


def test_send_due_runs_it():
    make_person("member", make_ask().adoption.trust)

    assert run_due(nine_o_clock())["casestudies-3-adoptions"] == 1
