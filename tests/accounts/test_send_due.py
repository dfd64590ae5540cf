from __future__ import annotations

from datetime import datetime

import pytest
from django.core import mail
from django.core.management import call_command

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
def test_second_run_does_nothing(clock, capsys):
    call_command("send_due")
    capsys.readouterr()

    call_command("send_due")

    assert capsys.readouterr().out == "reminders: 0\nnotices e-mailed: 0\n"
    assert len(mail.outbox) == 1
