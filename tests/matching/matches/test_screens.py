"""The pages of a pair at work: who sees what, and what each button does."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.matching.cohorts import services as cohort_services
from portal.matching.matches import services as match_services
from portal.matching.matches import work
from portal.matching.models import Cohort
from tests.builders.living import begun, make_follower, make_next
from tests.builders.matching import AGREED, Pair

pytestmark = pytest.mark.django_db


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def at(name, pk):
    return reverse(f"matching:{name}", args=[pk])


def shown(pair, who):
    return browser(getattr(pair, who)).get(at("match", pair.match.pk)).text


def test_a_missing_sponsor_is_said_next_to_its_field_and_what_was_typed_stays():
    pair = Pair()

    answer = browser(pair.seeker).post(
        at("accept", pair.match.pk), {"sponsor_name": "Ann Lee", "sponsor_role": ""}
    )

    assert "Enter the sponsor’s role" in answer.text and 'value="Ann Lee"' in answer.text


def test_only_the_trust_that_asks_is_asked_for_a_sponsor():
    pair = Pair()

    assert "Your sponsor" in shown(pair, "seeker")
    assert "Your sponsor" not in shown(pair, "helper") + shown(pair, "broker")


def test_the_other_side_agrees_with_one_button():
    pair = Pair().begin()
    match_services.agree(
        match=pair.match, by=pair.seeker, case_study=None, aim="Fewer shifts", **AGREED
    )
    assert "We agree to this page" in shown(pair, "helper")

    browser(pair.helper).post(at("confirm_agreement", pair.match.pk))

    assert "We agree to this page" not in shown(pair, "helper")
    assert f"{pair.helper_trust.name} agrees" in shown(pair, "seeker")


def test_a_task_is_added_and_ticked_off_on_the_page():
    pair = Pair().begin()
    browser(pair.seeker).post(
        at("add_task", pair.match.pk), {"title": "Send the rota", "side": "helper", "due": ""}
    )
    task = pair.match.tasks.get()

    browser(pair.helper).post(at("task_done", task.pk))
    assert "done by" in shown(pair, "seeker")
    browser(pair.helper).post(at("task_reopen", task.pk))

    task.refresh_from_db()
    assert task.done_at is None


def test_a_task_without_words_is_refused_and_the_rest_stays():
    pair = Pair().begin()

    answer = browser(pair.seeker).post(
        at("add_task", pair.match.pk), {"title": "", "side": "helper", "due": "2030-01-02"}
    )

    assert "Say what is to be done" in answer.text and "2030-01-02" in answer.text


@pytest.mark.parametrize("name", ["task_done", "task_reopen"])
def test_a_strangers_task_is_not_there(name):
    pair = Pair().begin()
    task = work.add(match=pair.match, by=pair.seeker, title="Send the rota")

    assert browser(pair.third).post(at(name, task.pk)).status_code == 404


def test_the_answer_after_30_days_is_for_the_seeker_and_the_broker():
    pair = Pair().begin()
    begun(pair.match, 30)

    browser(pair.seeker).post(at("check_in", pair.match.pk), {"answer": "needs-help"})

    words = "We need the broker’s help"
    assert words in shown(pair, "seeker") and words in shown(pair, "broker")
    assert words not in shown(pair, "helper")


def test_the_helper_is_led_back_from_the_question():
    pair = Pair().begin()

    answer = browser(pair.helper).get(at("check_in", pair.match.pk), follow=True)

    assert "not yours to do here now" in answer.text


def test_who_is_offered_next_is_shown_to_the_seeker_and_not_to_the_one_before():
    pair = Pair().begin()
    make_next(pair)
    match_services.answer(match=pair.match, by=pair.seeker, answer="change")

    assert f"{pair.third_trust.name}</a>" in shown(pair, "seeker")
    assert pair.third_trust.name not in shown(pair, "helper")


def test_who_was_tried_before_is_not_shown_to_the_next():
    pair = Pair()
    make_next(pair)
    match_services.decline(match=pair.match, by=pair.helper, reason="timing")
    following = pair.match.followed_by.get()

    text = browser(pair.third).get(at("match", following.pk)).text

    assert pair.helper_trust.name not in text
    assert browser(pair.third).get(at("match", pair.match.pk)).status_code == 404


def test_a_quiet_pair_is_flagged_on_its_page_and_on_the_desk():
    pair = Pair().begin()
    begun(pair.match, 31, quiet=True)

    assert "Quiet for 30 days" in shown(pair, "seeker")
    assert "Quiet for 30 days" in browser(pair.broker).get(reverse("matching:desk")).text


@pytest.fixture
def group():
    pair = Pair(places=3, ceiling=3).begin()
    pair.other, pair.follower = make_follower(pair)
    browser(pair.helper).post(
        at("form_cohort", pair.offer.pk),
        {"name": "Spring", "matches": [pair.match.pk, pair.other.pk]},
    )
    pair.group = Cohort.objects.get()
    return pair


def test_a_follower_sees_the_group_and_not_the_others(group):
    theirs = browser(group.seeker).get(at("cohort", group.group.pk))
    leads = browser(group.helper).get(at("cohort", group.group.pk))

    assert "2 followers in this group" in theirs.text
    assert group.other.seeker.name not in theirs.text and group.other.seeker.name in leads.text


def test_a_group_is_not_there_for_anyone_else(group):
    assert browser(group.third).get(at("cohort", group.group.pk)).status_code == 404
    assert browser(group.third).get(at("form_cohort", group.offer.pk)).status_code == 404


@pytest.mark.parametrize("name", ["join_cohort", "plan_session", "hold_session", "close_cohort"])
def test_a_follower_does_not_lead(group, name):
    assert browser(group.seeker).post(at(name, group.group.pk)).status_code == 403


def test_a_session_is_planned_and_written_down_on_the_page(group):
    led = browser(group.helper)
    today = timezone.localdate().isoformat()
    led.post(at("plan_session", group.group.pk), {"planned_for": today, "note": "Sign-off"})
    session = group.group.sessions.get()

    led.post(
        at("hold_session", group.group.pk),
        {
            "session": session.pk,
            "held-held_on": today,
            "held-helper_hours": "1.5",
            "held-present": [group.match.pk],
        },
    )

    text = led.get(at("cohort", group.group.pk)).text
    assert "1.5 hours, 1 came" in text and "Sign-off" in shown(group, "seeker")


def test_a_session_without_a_day_is_refused_at_its_field(group):
    answer = browser(group.helper).post(at("plan_session", group.group.pk), {"note": "Sign-off"})

    assert "Enter the day." in answer.text and "Sign-off" in answer.text


def test_a_follower_leaves_by_itself_and_takes_nobody_else_along(group):
    own = browser(group.seeker)
    other = own.post(at("leave_cohort", group.group.pk), {"match": group.other.pk})
    own.post(at("leave_cohort", group.group.pk), {"match": group.match.pk})

    assert other.status_code == 404
    assert list(group.group.matches.all()) == [group.other]


def test_a_group_needs_a_name_and_a_follower():
    pair = Pair().begin()

    answer = browser(pair.helper).post(at("form_cohort", pair.offer.pk), {"name": ""})

    assert "Give the group a name" in answer.text and "Choose at least one" in answer.text


def test_the_page_of_a_group_asks_no_more_of_the_database_for_more_followers(
    group, django_assert_max_num_queries
):
    led = browser(group.helper)
    with django_assert_max_num_queries(60) as before:
        led.get(at("cohort", group.group.pk))
    match, _ = make_follower(group)
    cohort_services.join(cohort=group.group, match=match, by=group.helper)

    with django_assert_max_num_queries(len(before)):
        led.get(at("cohort", group.group.pk))
