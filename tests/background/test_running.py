"""What becomes of one task: done, tried again, stopped, taken back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.background import processes
from portal.background import queue as tasks_queue
from portal.background.backends import GAPS
from portal.background.models import BackgroundProcess
from portal.background.processes import INTERRUPTED, Beat, Kind, Watch, take_back_orphans
from portal.background.running import Alarm, Runner
from tests.background.conftest import lines_of
from tests.background.tasks_for_tests import fail, take_too_long, write_line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "lines"


def only_task():
    return DBTaskResult.objects.get()


def test_a_task_is_done_once_and_not_kept(runner, file):
    write_line.enqueue(str(file), "a")

    assert [runner.run_one(), runner.run_one()] == [True, False]
    assert lines_of(file) == ["a"]
    assert not DBTaskResult.objects.exists()


def test_a_task_that_fails_stops_none_behind_it_and_is_shown(runner, file):
    fail.enqueue("the ledger is away")
    write_line.enqueue(str(file), "a")

    runner.run_one(), runner.run_one()

    assert lines_of(file) == ["a"]
    (failed,) = tasks_queue.failing(10)
    assert (failed.label, failed.error) == ("fail", "ValueError: the ledger is away")
    assert failed.attempts == 1 and failed.next_try_at > timezone.now()


def test_it_is_tried_again_with_growing_gaps_and_then_waits_for_people(runner):
    fail.enqueue("no")
    waits = []
    for _ in GAPS:
        before = timezone.now()
        assert runner.run_one()
        assert not runner.run_one(), "not before its time"
        waits.append(only_task().run_after - before)
        DBTaskResult.objects.update(run_after=timezone.now())
    runner.run_one()

    assert waits == sorted(waits)
    assert all(
        gap <= wait < gap + timedelta(seconds=9) for gap, wait in zip(GAPS, waits, strict=True)
    )
    assert only_task().status == tasks_queue.FAILED
    (failed,) = tasks_queue.failing(10)
    assert failed.next_try_at is None and not runner.run_one()


def test_a_person_lets_it_be_tried_again(runner):
    fail.enqueue("no")
    DBTaskResult.objects.update(
        status=tasks_queue.FAILED, exception_class_path="x", traceback="x", worker_ids=["a"] * 9
    )

    assert tasks_queue.try_again(only_task().pk)
    assert runner.run_one()
    assert len(only_task().worker_ids) == 1 and not tasks_queue.try_again(uuid4())


def test_a_task_whose_function_is_gone_is_shown_and_stops_none(runner, file):
    write_line.enqueue(str(file), "of an older version")
    DBTaskResult.objects.update(task_path="search.gone.away")
    write_line.enqueue(str(file), "a")

    runner.run_one(), runner.run_one()

    assert lines_of(file) == ["a"]
    (failed,) = tasks_queue.failing(10)
    assert failed.label == "away" and "No module named 'search.gone'" in failed.error


@pytest.mark.django_db(transaction=True)
def test_what_takes_too_long_is_stopped(file):
    alarm = Alarm(timedelta(seconds=1))
    with alarm.listening(), Beat(Kind.WORKER).beating() as beat:
        take_too_long.enqueue()
        write_line.enqueue(str(file), "a")
        runner = Runner(beat, alarm)
        runner.run_one(), runner.run_one()

    assert lines_of(file) == ["a"]
    assert "more than 0 seconds" in tasks_queue.failing(10)[0].error


def held(beat_at, **fields):
    """A task in the hands of a process with this beat."""
    process = BackgroundProcess.objects.create(
        kind=Kind.WORKER, host="elsewhere", pid=1, started_at=beat_at, beat_at=beat_at
    )
    row = DBTaskResult.objects.latest("enqueued_at")
    row.claim(str(process.pk))
    BackgroundProcess.objects.filter(pk=process.pk).update(task=row.pk, **fields)
    return process


def look_twice(monkeypatch, between=lambda: None):
    monkeypatch.setattr(processes, "beat_every", lambda: 0.0)
    watch = Watch()
    first = watch.look()
    between()
    return first, watch.look()


@pytest.mark.parametrize("hours", [-1, 1], ids=["stopped an hour ago", "by a clock ahead"])
def test_a_task_of_a_process_that_is_gone_is_taken_again(runner, file, monkeypatch, hours):
    write_line.enqueue(str(file), "a")
    held(timezone.now() + timedelta(hours=hours))
    assert not runner.run_one()

    assert look_twice(monkeypatch) == (0, 1)
    assert tasks_queue.failing(10)[0].error == INTERRUPTED
    assert runner.run_one() and lines_of(file) == ["a"]


def test_a_clock_that_jumps_takes_no_task_from_a_process_that_lives(runner, file, monkeypatch):
    """It beats between the two looks, by whatever clock."""
    write_line.enqueue(str(file), "a")
    process = held(timezone.now() - timedelta(hours=1))
    alive = BackgroundProcess.objects.filter(pk=process.pk)

    taken = look_twice(monkeypatch, lambda: alive.update(beat_at=timezone.now()))

    assert taken == (0, 0) and only_task().status == tasks_queue.RUNNING


def test_a_task_that_nobody_holds_is_taken_again(runner, file):
    """A database restored from a backup knows nothing of the processes of today."""
    write_line.enqueue(str(file), "a")
    held(timezone.now())
    BackgroundProcess.objects.filter(host="elsewhere").delete()

    assert take_back_orphans() == 1
    assert runner.run_one() and lines_of(file) == ["a"]


def test_a_task_that_ends_its_process_each_time_is_not_begun_for_ever(file):
    write_line.enqueue(str(file), "a")
    for _ in range(processes.MOST_INTERRUPTIONS):
        held(timezone.now())
        BackgroundProcess.objects.all().delete()
        take_back_orphans()

    assert only_task().status == tasks_queue.FAILED


def test_who_was_given_up_meanwhile_writes_nothing(runner, monkeypatch, file):
    """A process that was stopped for a while and goes on: another has its task by then."""
    write_line.enqueue(str(file), "a")
    row = runner._claim()
    BackgroundProcess.objects.all().delete()
    take_back_orphans()

    runner._finish(row, row.delete)

    assert only_task().status == tasks_queue.READY


def test_ten_thousand_waiting_tasks_cost_a_few_queries_over_an_index(
    runner, file, django_assert_max_num_queries
):
    write_line.enqueue(str(file), "a")
    row = only_task()
    DBTaskResult.objects.bulk_create(
        DBTaskResult(
            args_kwargs={"args": [str(file), "b"], "kwargs": {}},
            task_path=row.task_path,
            backend_name=row.backend_name,
            run_after=row.run_after,
        )
        for _ in range(10_000)
    )

    with django_assert_max_num_queries(14):
        runner.run_one()
    with django_assert_max_num_queries(1):
        assert tasks_queue.backlog().waiting == 10_000
    plan = tasks_queue.ready()[:1].explain()
    assert "tasks_db_new_ordering_idx" in plan and "TEMP B-TREE" not in plan, plan
