from __future__ import annotations

from datetime import datetime

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.accounts import due, notices
from tests.builders.accounts import make_user


@pytest.fixture
def clock(monkeypatch):
    """The only clock that runs: it tells one person one thing."""
    person = make_user()
    monkeypatch.setattr(due, "_clocks", {})

    def remind(now: datetime) -> int:
        return len(notices.send(to=[person], kind="k", key="once", subject="Due", body="Now."))

    due.register("reminders", remind)


@pytest.mark.django_db
def test_says_what_each_clock_did_and_sends(clock, capsys):
    call_command("send_due")

    assert capsys.readouterr().out == "reminders: 1\nnotices e-mailed: 1\n"
    assert [letter.subject for letter in mail.outbox] == ["Due"]


@pytest.mark.django_db
def test_the_clock_can_be_moved_on(monkeypatch):
    seen = []
    monkeypatch.setattr(due, "_clocks", {"watch": lambda now: seen.append(now) or 0})

    call_command("send_due", at="2031-05-06")

    assert timezone.localtime(seen[0]).strftime("%Y-%m-%d %H:%M") == "2031-05-06 09:00"


@pytest.mark.django_db
def test_in_production_the_clock_stays_where_it_is(settings):
    settings.CLOCK_MAY_BE_MOVED = False

    with pytest.raises(CommandError, match="real people"):
        call_command("send_due", at="2031-05-06")


@pytest.mark.django_db
def test_a_day_that_is_none_is_refused_with_a_sentence():
    with pytest.raises(CommandError, match="is not a day"):
        call_command("send_due", at="tomorrow")


@pytest.mark.django_db
def test_second_run_does_nothing(clock, capsys):
    call_command("send_due")
    capsys.readouterr()

    call_command("send_due")

    assert capsys.readouterr().out == "reminders: 0\nnotices e-mailed: 0\n"
    assert len(mail.outbox) == 1
