"""Mail servers that refuse, hang, are slow or cut the line: no reader waits, nothing is lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from wagtail.admin.mail import send_notification

from portal.accounts import delivery, notifications
from portal.accounts.models import Letter, Notice, User
from portal.background import jobs
from portal.background.models import ScheduledJob
from portal.background.stand_in import StandIn
from tests.accounts.smtp_sink import smtp_sink
from tests.background.conftest import quicker_than
from tests.builders.accounts import PASSWORD, make_administrator, make_user
from tests.builders.casestudies import make_case_study

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue", "smtp")]
FAILURES = "/administration/failures/"


@pytest.fixture
def smtp(settings):
    """Real SMTP, to a server that is away until a test starts one."""
    cache.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 0.5
    return settings


def sign_up(client, email="nia@trust.nhs.uk"):
    values = {
        "email": email, "first_name": "Nia", "last_name": "Lowe", "job_title": "Nurse",
        "password1": PASSWORD, "password2": PASSWORD,
    }  # fmt: skip
    return client.post("/accounts/signup/", values, follow=True)


def work(runner):
    while runner.run_one():
        pass


def text_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


@pytest.mark.parametrize("does", ["away", "hang", "slow", "cut"])
def test_signing_up_waits_for_no_mail_server(client, runner, smtp, does):
    sign_up(client, "someone.else@trust.nhs.uk")
    Letter.objects.all().delete()
    with smtp_sink(does=does) as (port, _):
        smtp.EMAIL_PORT = 9 if does == "away" else port
        with quicker_than(5):
            page = sign_up(client)

        assert page.status_code == 200 and User.objects.filter(email="nia@trust.nhs.uk").exists()
        assert Letter.objects.get().attempts == 0, "nobody tried it in the request"
        work(runner)

    letter = Letter.objects.get()
    assert (letter.delivered_at is not None) == (does == "slow")
    client.force_login(make_administrator())
    shown = text_of(client.get(FAILURES))
    assert {
        "away": "1 letter waiting",
        "hang": "1 letter waiting",
        "slow": "No letter has failed",
        "cut": "nia@trust.nhs.uk Next try",
    }[does] in shown
    assert ("does not answer" in shown) == (does in ("away", "hang"))

    with smtp_sink() as (port, letters):
        smtp.EMAIL_PORT = port
        delivery.deliver_pending(timezone.now() + timedelta(minutes=6))

    assert len(letters) == (0 if does == "slow" else 1)
    assert not letters or "To: nia@trust.nhs.uk" in letters[0]


def test_a_letter_says_nothing_any_more_once_it_went_out(client, runner, smtp):
    """A link in it is a key to an account."""
    with smtp_sink() as (port, letters):
        smtp.EMAIL_PORT = port
        sign_up(client)
        assert "/accounts/" in Letter.objects.get().body
        work(runner)

    letter = Letter.objects.get()
    assert "/accounts/" in letters[0] and "Auto-Submitted: auto-generated" in letters[0]
    assert (letter.body, letter.html) == ("", "") and letter.delivered_at


def test_a_letter_whose_link_has_ended_is_not_sent(client, smtp, settings):
    sign_up(client)
    later = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 60)

    with smtp_sink() as (port, letters):
        smtp.EMAIL_PORT = port
        assert delivery.deliver_pending(later) == 0

    client.force_login(make_administrator())
    letter = Letter.objects.get()
    assert letters == [] and letter.body == ""
    assert delivery.ENDED in text_of(client.get(FAILURES))
    assert client.post(f"{FAILURES}letters/{letter.pk}/retry/").status_code == 404
    assert delivery.retry(Letter, letter.pk) is False


def test_a_server_that_hangs_is_not_asked_again_for_each_new_letter(client, runner, smtp):
    with smtp_sink(does="hang") as (port, _):
        smtp.EMAIL_PORT = port
        for number in range(6):
            sign_up(client, f"person{number}@trust.nhs.uk")
            client.logout()
        with quicker_than(3):
            work(runner)

    assert Letter.objects.waiting().count() == 6
    assert ScheduledJob.objects.get(name=delivery.JOB).failures == 1


def test_a_notice_leaves_by_the_worker(runner, smtp, django_capture_on_commit_callbacks):
    with smtp_sink() as (port, letters):
        smtp.EMAIL_PORT = port
        with django_capture_on_commit_callbacks(execute=True):
            notifications.send(to=[make_user()], kind="k", key="1", subject="Due", body="Now.")
        assert letters == []
        work(runner)

    assert len(letters) == 1


def test_a_task_about_a_notice_that_is_gone_is_done(
    runner, smtp, django_capture_on_commit_callbacks
):
    with smtp_sink() as (port, letters):
        smtp.EMAIL_PORT = port
        with django_capture_on_commit_callbacks(execute=True):
            notifications.send(to=[make_user()], kind="k", key="1", subject="Due", body="Now.")
        Notice.objects.all().delete()
        work(runner)

    assert letters == [] and jobs.failing() == []


def test_buttons_of_administrators_wait_for_no_mail_server(client, runner, smtp):
    sign_up(client)
    client.force_login(make_administrator())
    letter = Letter.objects.get()
    with smtp_sink(does="hang") as (port, _):
        smtp.EMAIL_PORT = port
        smtp.EMAIL_TIMEOUT = 20
        with quicker_than(5):
            answers = [
                client.post(f"{FAILURES}letters/{letter.pk}/retry/", follow=True),
                client.post(f"{FAILURES}jobs/run/", {"name": delivery.JOB}, follow=True),
            ]

    assert all("It is tried again now" in text_of(one) for one in answers)


def test_without_a_worker_the_web_process_sends_after_its_answer(client, smtp):
    stand_in = StandIn()
    with smtp_sink() as (port, letters):
        smtp.EMAIL_PORT = port
        sign_up(client)
        assert letters == []

        assert stand_in.do_what_waits() == 1

    assert len(letters) == 1


def test_a_letter_of_wagtails_own_waits_for_no_mail_server(runner, smtp):
    smtp.MAIL_SERVER_BACKEND = smtp.EMAIL_BACKEND
    smtp.EMAIL_BACKEND = "portal.accounts.notifications.EmailBackend"
    page, person = make_case_study(), make_user("comments@trust.nhs.uk")

    send_notification([person], "updated_comments", {"page": page, "editor": person})

    assert Letter.objects.get().attempts == 0
    with smtp_sink() as (port, letters):
        smtp.EMAIL_PORT = port
        work(runner)
    assert len(letters) == 1 and "Auto-Submitted" in letters[0]
