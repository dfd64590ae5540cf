from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone

from portal.background import jobs
from portal.background.models import ScheduledJob
from tests.builders.accounts import make_administrator, make_notice, make_user

pytestmark = pytest.mark.django_db
PAGE = "/administration/failures/"


@pytest.fixture
def boss(client):
    person = make_administrator()
    client.force_login(person)
    return person


@pytest.fixture
def failed_letter():
    return make_notice(
        make_user("lost@example.nhs.uk"), attempts=8, gave_up_at=timezone.now(),
        last_error="SMTPRecipientsRefused: 550 no such person",
    )  # fmt: skip


@pytest.fixture
def failing_job(monkeypatch):
    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.register("books", lambda now: 1 // 0)
    jobs.run("books", timezone.now())


def test_an_administrator_sees_which_letters_and_jobs_failed(
    client, boss, failed_letter, failing_job
):
    page = client.get(PAGE).content.decode()

    assert "lost@example.nhs.uk" in page and "550 no such person" in page
    assert "books" in page and "ZeroDivisionError" in page


def test_their_own_page_says_how_many(client, boss, failed_letter, failing_job):
    page = client.get("/my/").content.decode()

    assert PAGE in page and '<span class="app-tag app-tag--bad">2</span>' in page


def test_a_letter_is_sent_again_and_leaves_the_list(client, boss, failed_letter):
    client.post(f"{PAGE}notices/{failed_letter.pk}/retry/")

    assert [letter.to for letter in mail.outbox] == [["lost@example.nhs.uk"]]
    assert "No letter has failed." in client.get(PAGE).content.decode()


def test_a_letter_that_went_out_is_not_sent_again(client, boss):
    notice = make_notice(make_user(), delivered_at=timezone.now())

    assert client.post(f"{PAGE}notices/{notice.pk}/retry/").status_code == 404
    assert mail.outbox == []


def test_a_job_is_run_again_and_leaves_the_list(client, boss, failing_job):
    jobs.register("books", lambda now: 4)

    page = client.post(f"{PAGE}jobs/run/", {"name": "books"}, follow=True).content.decode()

    assert "It went well: 4 done." in page
    assert ScheduledJob.objects.get(name="books").failures == 0


def test_a_job_that_is_none_is_not_run(client, boss):
    assert client.post(f"{PAGE}jobs/run/", {"name": "rm"}).status_code == 404


@pytest.mark.parametrize("role", ["editor", "programme_manager", None])
def test_nobody_else_sees_or_does_it(client, failed_letter, role):
    client.force_login(make_user(held=[role] if role else []))

    answers = [
        client.get(PAGE),
        client.post(f"{PAGE}notices/{failed_letter.pk}/retry/"),
        client.post(f"{PAGE}jobs/run/", {"name": "books"}),
    ]

    assert [one.status_code for one in answers] == [403, 403, 403]
    assert mail.outbox == []
