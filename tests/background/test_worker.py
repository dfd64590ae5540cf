"""Real workers, killed, stopped and side by side, on a database that they share."""

from __future__ import annotations

import signal

import pytest
from django_tasks_db.models import DBTaskResult

from portal.background import status
from portal.background.models import BackgroundProcess
from tests.background.conftest import lines_of, stop, wait_for
from tests.background.tasks_for_tests import begin_and_sleep, write_line

pytestmark = [pytest.mark.slow]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "lines"


def test_a_worker_that_is_killed_loses_no_task(start, file):
    begin_and_sleep.enqueue(str(file), 60)
    first = start("worker", interval=0.1)
    wait_for(lambda: lines_of(file) == ["began"])

    assert stop(first, signal.SIGKILL) == -signal.SIGKILL
    write_line.enqueue(str(file), "another")
    DBTaskResult.objects.filter(status="RUNNING").update(
        args_kwargs={"args": [str(file), 0], "kwargs": {}}
    )
    start("worker", interval=0.1)

    wait_for(lambda: "done" in lines_of(file))
    assert lines_of(file) == ["began", "another", "began", "done"]
    wait_for(lambda: not DBTaskResult.objects.exists())


def test_told_to_stop_it_finishes_its_task(start, file):
    begin_and_sleep.enqueue(str(file), 0.5)
    write_line.enqueue(str(file), "not any more")
    worker = start("worker", interval=0.1)
    wait_for(lambda: lines_of(file))

    assert stop(worker) == 0
    assert lines_of(file) == ["began", "done"]
    assert DBTaskResult.objects.get().status == "READY"
    assert not BackgroundProcess.objects.exists()


def test_what_it_cannot_finish_it_hands_back_as_if_it_had_not_begun(start, file):
    begin_and_sleep.enqueue(str(file), 60)
    worker = start("worker", interval=0.1, grace=0.2)
    wait_for(lambda: lines_of(file))

    assert stop(worker) == 0
    row = DBTaskResult.objects.get()
    assert (row.status, row.worker_ids, row.exception_class_path) == ("READY", [], "")


def test_two_workers_do_nothing_twice_and_show_themselves(start, file):
    for number in range(60):
        write_line.enqueue(str(file), str(number))
    for _ in range(2):
        start("worker", interval=0.05)

    wait_for(lambda: len(lines_of(file)) >= 60)
    wait_for(lambda: not DBTaskResult.objects.exists())
    assert sorted(map(int, lines_of(file))) == list(range(60))
    now = status.status()
    assert (now.workers, now.waiting, now.failed) == (2, 0, 0)
