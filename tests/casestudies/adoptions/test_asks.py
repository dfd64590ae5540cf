"""When an adopter is asked, and what is known of how long changes last."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casestudies.adoptions import follow_up
from casestudies.adoptions import services as adoption_services
from casestudies.models import AdoptionAsk
from tests.builders.casestudies import make_adoption, make_ask, make_case_study, make_person
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
STOPPED = {"status": "stopped", "stopped_reason": "cost"}


def months_of(adoption):
    return list(adoption.asks.values_list("months", flat=True))


def started(months):
    """A day that many months ago, as start and last word of an adoption."""
    day = timezone.localdate() - relativedelta(months=months)
    return {"started": day, "last_confirmed": day}


def record(**fields):
    values = {"case_study": make_case_study(), "trust": make_trust(), "by": None, **fields}
    return adoption_services.record(**{"status": "in-progress", **values})


def test_a_record_is_asked_about_after_6_12_24_and_36_months():
    adoption = record(started=timezone.localdate())

    assert months_of(adoption) == [6, 12, 24, 36]
    assert adoption.asks.first().due == timezone.localdate() + relativedelta(months=6)


def test_scheduling_twice_changes_nothing():
    adoption = record()
    before = list(adoption.asks.values())

    follow_up.schedule(adoption)

    assert list(adoption.asks.values()) == before


def test_months_before_the_last_word_are_not_asked_about():
    adoption = record(started=timezone.localdate() - relativedelta(months=13))

    assert months_of(adoption) == [24, 36]


def test_another_start_moves_what_is_not_answered_yet():
    adoption, earlier = record(), timezone.localdate() - relativedelta(months=2)

    record(case_study=adoption.case_study, trust=adoption.trust, started=earlier)

    assert adoption.asks.first().due == earlier + relativedelta(months=6)


@pytest.mark.parametrize("fields", [{"status": "considering"}, STOPPED])
def test_who_only_considers_it_or_stopped_is_not_asked(fields):
    assert months_of(record(**fields)) == []


def test_a_stop_takes_back_what_would_be_asked():
    adoption = record()

    record(case_study=adoption.case_study, trust=adoption.trust, **STOPPED)

    assert months_of(adoption) == []


def test_a_claim_is_asked_about_once_it_is_confirmed():
    trust = make_trust()
    claim = adoption_services.claim(case_study=make_case_study(), trust=trust, by=None)
    assert months_of(claim) == []

    adoption_services.confirm(adoption=claim, by=make_person("member", trust))

    assert months_of(claim) == [6, 12, 24, 36]


def test_a_record_brought_up_to_date_answers_what_was_asked():
    ask = make_ask(months=12)
    person = make_person("member", ask.adoption.trust)

    record(case_study=ask.adoption.case_study, trust=ask.adoption.trust, status="paused", by=person)

    ask.refresh_from_db()
    assert (ask.answer, ask.answered_by) == ("paused", person)


def test_only_the_latest_month_that_has_come_waits():
    adoption = make_ask(months=12).adoption

    assert months_of(adoption) == [6, 12, 24, 36]
    assert [ask.months for ask in follow_up.due_on(timezone.localdate())] == [12]


@pytest.mark.parametrize("role", ["member", "author"])
def test_people_of_the_adopter_are_asked(role):
    ask = make_ask()

    assert follow_up.due_for(make_person(role, ask.adoption.trust)) == [ask]


def test_nobody_else_is_asked():
    ask = make_ask()
    origin = make_person("author", ask.adoption.case_study.trust)
    others = [origin, make_person("finance_approver", ask.adoption.trust), make_person("editor")]

    assert [follow_up.due_for(person) for person in others] == [[], [], []]


def test_what_is_not_due_yet_does_not_wait():
    adoption = make_adoption(**started(5))
    follow_up.schedule(adoption)

    assert follow_up.due_for(make_person("member", adoption.trust)) == []


def row(adoptions_, months=12):
    rows = {row.months: row for row in follow_up.survival(adoptions_)}
    found = rows[months]
    return found.going, found.paused, found.stopped, found.unknown


def test_an_adoption_confirmed_after_a_year_still_went_on_then():
    today = timezone.localdate()

    adoption = make_adoption(**started(14) | {"last_confirmed": today})

    assert row([adoption]) == (1, 0, 0, 0)


def test_silence_is_not_taken_for_success():
    assert row([make_adoption(**started(14))]) == (0, 0, 0, 1)


def test_a_stop_counts_from_its_day_on():
    stopped_on = timezone.localdate() - timedelta(days=1)
    adoption = make_adoption(**started(14), **STOPPED, stopped_on=stopped_on)

    assert row([adoption]) == (1, 0, 0, 0)
    assert row([make_adoption(**started(14), **STOPPED)]) == (0, 0, 1, 0)


def test_a_month_that_has_not_come_counts_nowhere():
    assert row([make_adoption(**started(11))]) == (0, 0, 0, 0)


def test_an_answer_says_how_it_stood_at_its_month():
    ask = make_ask(months=12)
    AdoptionAsk.objects.filter(pk=ask.pk).update(
        answer="paused", answered_at=timezone.now(), answered_by=make_person()
    )

    assert row([ask.adoption]) == (0, 1, 0, 0)


def test_claims_and_considerations_are_no_adoptions():
    claim = make_adoption(confirmed=False, started=date(2020, 1, 1))
    thought = make_adoption(status="considering", started=date(2020, 1, 1))

    assert row([claim, thought], 6) == (0, 0, 0, 0)


def test_the_share_is_of_those_known():
    today = timezone.localdate()
    going = [make_adoption(**started(14) | {"last_confirmed": today}) for _ in range(3)]
    silent, stopped = make_adoption(**started(14)), make_adoption(**started(14), **STOPPED)

    survived = follow_up.survival([*going, silent, stopped])[1]

    assert (survived.share, survived.known) == (0.75, 4)
    assert follow_up.survival([])[0].share is None
