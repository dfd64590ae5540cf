from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from casestudies.models import Adoption
from portal.matching import policies
from portal.matching.matches import services as match_services
from portal.matching.matches import work
from portal.matching.models import Message
from tests.builders.casestudies import long_ago
from tests.builders.matching import AGREED, SPONSOR

pytestmark = pytest.mark.django_db
SAID = {"helpful": 4, "goals_met": "partly", "again": "yes", "comment": "Good questions"}


def url(name, pair):
    return reverse(f"matching:{name}", args=[pair.match.pk])


def test_each_part_of_the_score_is_shown_with_its_reason(pair, signed_in):
    text = signed_in(pair.seeker).get(url("match", pair)).text

    assert all(row["reason"] in text for row in pair.match.parts if "&" not in row["reason"])
    assert 'aria-label="Not known, counted as neutral"' in text


def test_both_sides_accept_from_their_page_and_the_work_begins(pair, signed_in):
    for person in (pair.seeker, pair.helper):
        page = signed_in(person).get(url("match", pair))
        assert "Your answer is needed" in page.text
        signed_in(person).post(url("accept", pair), SPONSOR)

    pair.match.refresh_from_db()
    assert pair.match.status == "active"


def test_accepting_twice_says_that_it_was_done(pair, signed_in):
    browser = signed_in(pair.seeker)
    browser.post(url("accept", pair), SPONSOR)

    again = browser.post(url("accept", pair), SPONSOR, follow=True)

    assert "Your trust has accepted already" in again.text


def test_the_reason_of_a_decline_is_shown_to_the_broker_alone(pair, signed_in):
    signed_in(pair.helper).post(url("decline", pair), {"reason": "too-different"})

    pages = {
        who: signed_in(getattr(pair, who)).get(url("match", pair)).text
        for who in ("seeker", "broker")
    }

    assert "Our trusts are too different" in pages["broker"]
    assert "Declined" in pages["seeker"] and "too different" not in pages["seeker"]


def test_after_a_refusal_the_helper_reads_no_more_what_was_asked(pair, signed_in):
    def told(person):
        text = signed_in(person).get(url("match", pair)).text
        return pair.request.problem in text, "What is asked" in text

    assert told(pair.helper) == (True, True)

    match_services.decline(match=pair.match, by=pair.helper, reason="timing")

    assert told(pair.helper) == (False, False)
    assert told(pair.seeker) == told(pair.broker) == (True, True)


def test_a_list_of_tasks_that_is_full_offers_no_form_for_one_more(pair, signed_in, monkeypatch):
    pair.begin()
    form = f'action="{url("add_task", pair)}"'
    assert form in signed_in(pair.seeker).get(url("match", pair)).text

    monkeypatch.setattr(policies, "MOST_TASKS", 1)
    work.add(match=pair.match, by=pair.seeker, title="Send the rota")

    assert form not in signed_in(pair.seeker).get(url("match", pair)).text


def test_a_decline_needs_a_reason(pair, signed_in):
    answer = signed_in(pair.helper).post(url("decline", pair), {})

    pair.match.refresh_from_db()
    assert "Choose a reason" in answer.text and pair.match.status == "proposed"


def test_the_seeker_side_does_not_read_whom_it_must_not_ask_to_the_helper(pair, signed_in):
    pair.request.not_these.add(pair.third_trust)

    text = signed_in(pair.helper).get(url("match", pair)).text

    assert pair.third_trust.name not in text


def test_an_answer_in_the_thread_accepts_a_question(small, signed_in):
    signed_in(small.helper).post(url("reply", small), {"body": "We moved the deadline."})

    small.match.refresh_from_db()
    text = signed_in(small.seeker).get(url("match", small)).text
    assert small.match.status == "active" and "We moved the deadline." in text


def test_a_message_is_shown_as_text(small, signed_in):
    Message.objects.create(match=small.match, side="helper", by=small.helper, body="<b>Hi</b>")

    assert "&lt;b&gt;Hi&lt;/b&gt;" in signed_in(small.seeker).get(url("match", small)).text


def test_an_empty_message_is_refused_at_its_field(small, signed_in):
    answer = signed_in(small.seeker).post(url("reply", small), {"body": " "})

    assert "Write a message first" in answer.text and 'href="#id_body"' in answer.text


def test_a_meeting_is_logged_in_one_tap(pair, signed_in):
    pair.begin()
    browser = signed_in(pair.helper)
    form = browser.get(url("match", pair)).context["meeting_form"]
    day = timezone.localdate().isoformat()

    browser.post(
        url("log_meeting", pair), {"held_on": day, "helper_hours": form["helper_hours"].value()}
    )

    assert pair.match.meetings.get().helper_hours == Decimal(1)


def test_a_meeting_beyond_the_limit_is_written_down_with_a_warning(pair, signed_in):
    pair.begin()
    pair.designation.hours_a_quarter = 2
    pair.designation.save()
    typed = {"held_on": timezone.localdate().isoformat(), "helper_hours": "3", "note": "Ward walk"}

    answer = signed_in(pair.helper).post(url("log_meeting", pair), typed, follow=True)

    assert "1 hour more than the 2 that it gives in a quarter" in answer.text
    assert "the broker is told" in answer.text and "Ward walk" in answer.text


def test_the_pair_writes_down_what_it_agrees(pair, signed_in):
    pair.begin()
    form = {
        "case_study": pair.case_study.pk,
        "who": "Ward managers",
        "finish_by": "2027-03-31",
        "how_often": "Weekly",
        "goals-TOTAL_FORMS": 2,
        "goals-INITIAL_FORMS": 0,
        "goals-0-measure": "Agency nights",
        "goals-0-unit": "%",
        "goals-0-target": "15",
    }

    signed_in(pair.seeker).post(url("agree", pair), form)

    pair.match.refresh_from_db()
    assert pair.match.case_study == pair.case_study and pair.match.who == "Ward managers"
    assert [str(goal) for goal in pair.match.goals.all()] == ["Agency nights: 15.000 %"]


def test_an_empty_page_is_refused_at_each_field_and_keeps_what_was_typed(pair, signed_in):
    pair.begin()
    form = {"goals-TOTAL_FORMS": 1, "goals-INITIAL_FORMS": 0, "how_often": "Weekly, online"}

    page = signed_in(pair.seeker).post(url("agree", pair), form)

    for sentence in ("Say what you want to reach", "Say who works together", "Enter the day"):
        assert sentence in page.text
    assert "Weekly, online" in page.text
    pair.match.refresh_from_db()
    assert pair.match.agreed_seeker_at is None and not pair.match.how_often


def test_half_a_goal_is_named_and_the_rest_is_kept(pair, signed_in):
    pair.begin()
    form = {"goals-TOTAL_FORMS": 1, "goals-INITIAL_FORMS": 0, "goals-0-measure": "Agency nights"}

    answer = signed_in(pair.seeker).post(url("agree", pair), {**form, "who": "Ward managers"})

    assert "Enter the figure you want to reach" in answer.text
    assert "Ward managers" in answer.text and not pair.match.goals.exists()


def test_the_follower_records_where_a_goal_stands(pair, signed_in):
    pair.begin()
    goal = match_services.GoalValues("Agency nights", "%", Decimal(15))
    match_services.agree(match=pair.match, by=pair.seeker, case_study=None, goals=[goal], **AGREED)
    goal = pair.match.goals.get()

    signed_in(pair.seeker).post(url("goals", pair), {"goal": goal.pk, "reached": "17.5"})

    goal.refresh_from_db()
    assert goal.reached == Decimal("17.5")


def outcome(pair, **changed):
    return {
        "outcome": "adapted",
        "started": long_ago().isoformat(),
        "case_study": pair.case_study.pk,
        "result": "Agency nights fell by a third.",
        "how_adapted": "We started with two wards.",
        **changed,
    }


MEASURE = {
    "measure-name": "Agency nights",
    "measure-unit": "%",
    "measure-baseline": "31",
    "measure-baseline_date": "2025-01-01",
    "measure-after": "20",
    "measure-after_date": "2026-01-01",
}


def test_the_outcome_becomes_the_followers_own_adoption(pair, signed_in):
    pair.begin()

    signed_in(pair.seeker).post(url("complete", pair), outcome(pair, **MEASURE))

    adoption = Adoption.objects.get()
    assert (adoption.trust, adoption.status) == (pair.seeker_trust, "adapted")
    assert adoption.measures.get().after == 20


@pytest.mark.parametrize(("better", "improved"), [("", True), ("higher", False)])
def test_the_follower_says_which_way_its_figure_is_better(pair, signed_in, better, improved):
    pair.begin()
    measure = MEASURE | {"measure-better": better}

    signed_in(pair.seeker).post(url("complete", pair), outcome(pair, **measure))

    assert Adoption.objects.get().measures.get().improved == improved


def test_a_stop_needs_its_reason_and_keeps_what_was_typed(pair, signed_in):
    pair.begin()

    answer = signed_in(pair.seeker).post(url("complete", pair), outcome(pair, outcome="stopped"))

    assert "Say why you stopped" in answer.text and "We started with two wards." in answer.text
    assert not Adoption.objects.exists()


def test_half_a_saving_is_refused_at_its_field(pair, signed_in):
    pair.begin()
    wrong = outcome(pair, **{"saving-amount": "1000"})

    answer = signed_in(pair.seeker).post(url("complete", pair), wrong)

    assert 'href="#id_saving-financial_year"' in answer.text and not Adoption.objects.exists()


def test_the_helper_does_not_record_the_outcome_of_a_pairing(pair, signed_in):
    pair.begin()

    assert signed_in(pair.helper).post(url("complete", pair), outcome(pair)).status_code == 403


def test_small_help_is_closed_by_either_side_with_nothing_to_record(small, signed_in):
    small.begin()

    signed_in(small.helper).post(url("complete", small))

    small.match.refresh_from_db()
    assert small.match.status == "completed" and not Adoption.objects.exists()


def test_each_side_says_once_how_it_went(pair, signed_in):
    pair.finish()
    browser = signed_in(pair.helper)
    browser.post(url("survey", pair), SAID)

    again = browser.get(url("survey", pair), follow=True)

    assert pair.match.surveys.get().helpful == 4
    assert "Good questions" in again.text and "not yours to do here now" in again.text


def test_work_is_ended_early_with_a_reason(pair, signed_in):
    pair.begin()

    signed_in(pair.seeker).post(url("end", pair), {"reason": "change-partner"})

    pair.match.refresh_from_db()
    assert (pair.match.status, pair.match.end_reason) == ("ended", "change-partner")


def test_a_follower_that_keeps_it_up_is_put_forward_with_one_click(pair, signed_in):
    pair.finish()
    pair.match.offer.designation.programme.designations.filter(trust=pair.seeker_trust).delete()

    answer = signed_in(pair.seeker).post(url("put_forward", pair), follow=True)

    assert "Your trust is put forward" in answer.text


def test_the_number_of_queries_does_not_grow_with_the_messages(
    small, signed_in, django_assert_max_num_queries
):
    browser = signed_in(small.seeker)
    match_services.reply(match=small.match, by=small.helper, body="One")
    browser.get(url("match", small))
    with django_assert_max_num_queries(60) as few:
        browser.get(url("match", small))
    for number in range(4):
        match_services.reply(match=small.match, by=small.helper, body=f"Another {number}")
        match_services.log_meeting(
            match=small.match,
            by=small.helper,
            held_on=timezone.localdate(),
            helper_hours=Decimal(1),
        )

    with django_assert_max_num_queries(len(few)):
        browser.get(url("match", small))
