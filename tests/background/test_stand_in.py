"""A small site without a worker works, and says that it has none."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.background import stand_in as stand_in_module
from portal.background.models import BackgroundProcess
from portal.background.processes import Beat, Kind
from portal.background.stand_in import StandIn, stand_in
from tests.background.conftest import lines_of, wait_for
from tests.background.tasks_for_tests import begin_and_sleep, write_line
from tests.builders.accounts import make_administrator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "lines"


@pytest.fixture
def in_web(on_disk, settings):
    """A web process that has answered nothing yet."""
    settings.BACKGROUND_IN_WEB = True
    yield stand_in
    stand_in.stop()


def test_the_first_answer_starts_the_thread_and_nobody_waits_for_it(in_web, queue, client, file):
    begin_and_sleep.enqueue(str(file), 0.5)

    started = time.monotonic()
    assert client.get("/healthz/").status_code == 200
    assert lines_of(file) != ["began", "done"] and time.monotonic() - started < 0.4

    wait_for(lambda: lines_of(file) == ["began", "done"])
    wait_for(lambda: not DBTaskResult.objects.exists())
    threads = [one for one in threading.enumerate() if one.name == stand_in_module.NAME]
    assert len(threads) == 1


def test_where_a_worker_lives_the_web_process_leaves_the_tasks_to_it(file):
    write_line.enqueue(str(file), "a")
    with Beat(Kind.WORKER).beating():
        assert StandIn().do_what_waits() == 0
    assert lines_of(file) == []

    assert StandIn().do_what_waits() == 1
    assert lines_of(file) == ["a"] and not BackgroundProcess.objects.exists()


def test_a_worker_that_was_killed_counts_for_none_soon(file, settings):
    write_line.enqueue(str(file), "a")
    silent = timezone.now() - timedelta(seconds=settings.BACKGROUND_LEASE + 1)
    BackgroundProcess.objects.create(
        kind=Kind.WORKER, host="x", pid=1, started_at=silent, beat_at=silent
    )

    assert StandIn().do_what_waits() == 1


def test_it_may_be_switched_off(settings, client):
    assert settings.BACKGROUND_IN_WEB is False
    client.get("/healthz/")

    assert not stand_in._is_running()


def test_administrators_and_check_are_told_that_no_worker_runs(
    client, settings, capsys, monkeypatch
):
    settings.BACKGROUND_IN_WEB = True
    # This database cannot be shared with a thread.
    monkeypatch.setattr(stand_in, "_start", lambda: None)
    client.force_login(make_administrator())
    page = client.get("/administration/failures/").content.decode()
    call_command("check", "--database", "default")
    said = capsys.readouterr().err

    assert "No worker runs" in page and "The web server sends letters" in page
    assert "No worker runs. The web server does the waiting tasks" in said
    with pytest.raises(SystemExit):
        call_command("worker", "--status")
    assert "0 workers and 0 schedulers at work; 0 tasks waiting" in capsys.readouterr().out


def test_and_that_one_runs_once_it_does(client, capsys):
    client.force_login(make_administrator())
    with Beat(Kind.WORKER).beating(), Beat(Kind.SCHEDULER).beating():
        page = client.get("/administration/failures/").content.decode()
        call_command("check", "--database", "default")
        call_command("worker", "--status")

    said = capsys.readouterr()
    assert "No worker runs" not in page and "No worker runs" not in said.err
    assert "1 worker and 1 scheduler at work" in said.out
