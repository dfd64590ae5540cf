"""What the author sees, what people are told, and the clocks."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import TaskState

from casestudies.review import jobs as review_jobs
from casestudies.review import personal_data, progress
from casestudies.review.states import PROMISES, Step
from portal.accounts.models import Notice
from tests.builders.casestudies import make_case_study, make_person
from tests.builders.reviewing import (
    grade_as_computed,
    make_checked,
    make_peer,
    make_signed,
    make_submitted,
)

pytestmark = pytest.mark.django_db


def begun_on(page, day):
    """Let the open step have begun on this day, at noon."""
    moment = timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=12)
    TaskState.objects.filter(pk=page.current_workflow_task_state.pk).update(started_at=moment)
    return page


def noon(day):
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def test_a_draft_that_nobody_sent_has_no_steps():
    assert progress.progress_of(make_case_study(publish=False)).steps == ()


def test_the_author_sees_where_it_is_who_has_it_and_until_when():
    page = make_submitted()
    make_person("finance_approver", page.trust, first_name="Josie", last_name="Templar")
    begun_on(page, date(2026, 11, 2))

    found = progress.progress_of(page)

    assert [step.state for step in found.steps] == ["now", "next", "next"]
    assert found.now.who == "Josie Templar"
    assert found.now.due == date(2026, 11, 9), "five working days"


def test_a_trust_without_an_approver_is_told_what_to_do():
    assert "ask an administrator" in progress.progress_of(make_submitted()).now.who


def test_what_is_done_stays_to_be_seen():
    found = progress.progress_of(make_checked())

    assert [step.state for step in found.steps] == ["done", "done", "now"]


def test_many_pages_cost_no_more_queries_than_one(django_assert_num_queries):
    pages = [make_submitted() for _ in range(3)]

    with django_assert_num_queries(7):
        progress.progress_of_many(pages[:1])
    with django_assert_num_queries(7):
        progress.progress_of_many(pages)


def test_who_must_act_is_told_and_led_there():
    page = make_case_study(publish=False)
    approver = make_person("finance_approver", page.trust)

    make_submitted(page)

    notice = Notice.objects.get(recipient=approver)
    assert notice.url == f"/case-studies/sign/{page.pk}/"


def test_peers_of_the_same_type_are_asked():
    peer = make_peer()

    make_signed()

    assert Notice.objects.filter(recipient=peer, kind="review.peer").exists()


def test_the_author_hears_that_it_is_published():
    page = make_case_study(publish=False)
    author = make_person("author", page.trust)
    page = grade_as_computed(make_checked(page, author=author))

    page.current_workflow_task_state.approve(user=make_person("editor"))

    assert Notice.objects.filter(recipient=author, kind="review.published").exists()


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 11, 3), None),
        (date(2026, 11, 4), "review.half"),
        (date(2026, 11, 9), "review.due"),
        (date(2026, 11, 10), "review.overdue"),
    ],
)
def test_the_clock_reminds_once_for_each_day_that_matters(day, kind):
    page = make_case_study(publish=False)
    make_person("finance_approver", page.trust)
    begun_on(make_submitted(page), date(2026, 11, 2))

    first, again = review_jobs.remind(noon(day)), review_jobs.remind(noon(day))

    assert again == 0
    assert Notice.objects.filter(kind=kind).exists() is (kind is not None)
    assert (first > 0) is (kind is not None)


@pytest.mark.parametrize("step", list(Step))
def test_half_way_is_before_the_last_day(step):
    promise, start = PROMISES[step], date(2026, 11, 2)

    assert start < promise.half_way(start) < promise.due(start)


def test_personal_data_is_found_in_any_part_but_not_in_contacts():
    page = make_case_study(
        publish=False,
        problem="<p>Patient called Joan Smith, born 3 May 1941.</p>",
        must_have=["Write to nurse@example.org"],
    )
    allowed = page.contacts.all()[0].email
    page.done = f"<p>Ask {allowed}.</p>"

    found = personal_data.findings_of(page)

    assert {one.part for one in found} == {"Problem and starting position", "Must-have conditions"}
    assert not [one for one in found if allowed in one.excerpt]
