from __future__ import annotations

from datetime import datetime

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.accounts import delivery, notifications
from portal.background import jobs as background_jobs
from portal.background.models import ScheduledJob
from tests.builders.accounts import make_notice, make_user

pytestmark = pytest.mark.django_db


class Registered:
    """The jobs that run, and the post: no other."""

    def __setitem__(self, name, work):
        background_jobs.register(name, work)


@pytest.fixture
def jobs(monkeypatch):
    post = background_jobs._jobs[delivery.JOB]
    monkeypatch.setattr(background_jobs, "_jobs", {delivery.JOB: post})
    return Registered()


@pytest.fixture
def reminders(jobs):
    """A job that tells one person one thing."""
    person = make_user()
    jobs["reminders"] = lambda now: len(
        notifications.send(to=[person], kind="k", key="once", subject="Due", body="Now.")
    )


def fail(now):
    raise ValueError("The ledger is away.")


def test_says_what_each_job_did_and_sends(reminders, capsys):
    call_command("send_due")

    assert capsys.readouterr().out == "reminders: 1\nnotices e-mailed: 1\n"
    assert [letter.subject for letter in mail.outbox] == ["Due"]


def test_the_clock_can_be_moved_on(jobs):
    seen = []
    jobs["watch"] = lambda now: seen.append(now) or 0

    call_command("send_due", at="2031-05-06")

    assert timezone.localtime(seen[0]).strftime("%Y-%m-%d %H:%M") == "2031-05-06 09:00"


def test_in_production_the_clock_stays_where_it_is(settings):
    settings.CLOCK_MAY_BE_MOVED = False

    with pytest.raises(CommandError, match="real people"):
        call_command("send_due", at="2031-05-06")


def test_a_day_that_is_none_is_refused_with_a_sentence():
    with pytest.raises(CommandError, match="is not a day"):
        call_command("send_due", at="tomorrow")


def test_second_run_does_nothing(reminders, capsys):
    call_command("send_due")
    capsys.readouterr()

    call_command("send_due")

    assert capsys.readouterr().out == "reminders: 0\nnotices e-mailed: 0\n"
    assert len(mail.outbox) == 1


def test_a_job_that_fails_stops_none_behind_it_and_is_named_at_the_end(jobs, reminders, capsys):
    jobs["books"] = fail

    with pytest.raises(CommandError, match="failed and run again next time: books"):
        call_command("send_due")

    said = capsys.readouterr().out.splitlines()
    assert said[0] == "books: 0 done, failed: ValueError: The ledger is away."
    assert said[1:] == ["reminders: 1", "notices e-mailed: 1"]


def test_a_failed_job_is_kept_until_it_goes_well(jobs):
    jobs["books"] = fail
    for _ in range(2):
        background_jobs.run("books", timezone.now())
    assert ScheduledJob.objects.get(name="books").failures == 2
    assert [job.name for job in background_jobs.failing()] == ["books"]

    jobs["books"] = lambda now: 3
    background_jobs.run("books", timezone.now())

    kept = ScheduledJob.objects.get(name="books")
    assert (kept.failures, kept.last_error) == (0, "")
    assert background_jobs.failing() == [] and kept.last_success_at is not None


def test_a_poison_row_stops_none_behind_it(jobs):
    done = []

    def write(number):
        if number == 2:
            make_notice(None)
        done.append(number)
        return 1

    jobs["rows"] = lambda now: background_jobs.each([1, 2, 3], write)
    outcome = background_jobs.run("rows", timezone.now())

    assert done == [1, 3] and outcome.done == 2
    assert "IntegrityError" in outcome.error


def test_a_part_that_fails_stops_no_other_part(jobs):
    jobs["parts"] = lambda now: background_jobs.all_of(
        lambda: background_jobs.each([1], lambda one: 1), lambda: fail(now), lambda: 5
    )

    outcome = background_jobs.run("parts", timezone.now())

    assert outcome.done == 6 and "The ledger is away" in outcome.error


def test_every_job_of_the_site_treats_its_rows_alone():
    """A loop of its own over rows would stop at the first that fails."""
    import ast
    import inspect
    import textwrap

    loops = []
    for name, job in background_jobs._jobs.items():
        tree = ast.parse(textwrap.dedent(inspect.getsource(job.work)))
        calls = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        has_loop = any(isinstance(node, ast.For) for node in ast.walk(tree))
        if "sum" in calls or has_loop:
            loops.append(name)

    assert loops == []


def test_when_the_mail_server_is_away_the_post_is_the_job_that_failed(jobs, settings):
    make_notice(make_user())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with pytest.raises(CommandError, match="notices e-mailed"):
        call_command("send_due")

    assert "does not answer" in ScheduledJob.objects.get().last_error


def test_the_clock_of_a_job_is_the_time_of_the_run(jobs):
    seen: list[datetime] = []
    jobs["watch"] = lambda now: len(seen) or seen.append(now) or 0
    now = timezone.now()

    background_jobs.run_all(now)

    assert seen == [now]
