"""Jobs come to the queue at their times, each once, whoever else plans."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.background import jobs, scheduling
from portal.background.jobs import GAPS, LONGEST_GAP, MORNING, Job
from portal.background.models import ScheduledJob
from tests.background.conftest import lines_of, stop, wait_for
from tests.hypothesis_profiles import examples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]
HOUR = timedelta(hours=1)


@pytest.fixture
def done(monkeypatch):
    """One job that is due each hour; what is here is when it ran."""
    monkeypatch.setattr(jobs, "_jobs", {})
    times = []
    jobs.register("hourly", lambda now: len(times.append(now) or times), every=HOUR)
    return times


def fail(now):
    raise ValueError("no")


def planned(name="hourly"):
    return ScheduledJob.objects.get(name=name).next_run_at


def test_a_job_begins_with_its_next_time_and_is_added_once_for_each(done, runner):
    now = timezone.now()
    assert scheduling.add_due(now) == 0 and planned() == now + HOUR

    assert scheduling.add_due(now + HOUR - timedelta(seconds=1)) == 0
    assert [scheduling.add_due(now + HOUR) for _ in range(2)] == [1, 0]
    assert runner.run_one() and not runner.run_one() and len(done) == 1


def test_what_waits_is_not_added_again_however_many_of_its_times_have_passed(done, runner):
    now = timezone.now()
    for hours in range(30):
        scheduling.add_due(now + hours * HOUR)

    assert DBTaskResult.objects.count() == 1
    assert runner.run_one() and scheduling.add_due(now + 30 * HOUR) == 1


def test_two_who_plan_at_the_same_moment_add_it_once(done):
    now = timezone.now()
    scheduling.add_due(now)
    both_read = ScheduledJob.objects.get(), ScheduledJob.objects.get()
    job = jobs.all_jobs()[0]

    added = [scheduling._plan(job, row, now + HOUR, is_due=True) for row in both_read]

    assert added == [1, 0] and DBTaskResult.objects.count() == 1


def test_a_clock_set_forward_and_back_stops_no_job(done):
    now = timezone.now()
    scheduling.add_due(now + timedelta(days=400))

    scheduling.add_due(now)

    assert planned() == now + HOUR


def test_a_job_that_failed_runs_again_sooner_with_growing_gaps(done):
    jobs.register("daily", fail)
    jobs.register("hourly", fail, every=timedelta(minutes=1))
    now = timezone.now()
    scheduling.add_due(now)
    waits = {"daily": [], "hourly": []}
    for _ in range(6):
        for name, found in waits.items():
            jobs.run(name, now)
            found.append(planned(name) - timezone.now())

    for found in waits.values():
        assert all(one + timedelta(seconds=1) >= before for before, one in pairwise(found))
    assert waits["daily"][0] <= GAPS[0] and waits["daily"][-1] <= GAPS[-1]
    assert timedelta(0) < waits["hourly"][0] <= timedelta(minutes=1)
    assert LONGEST_GAP - timedelta(seconds=5) < waits["hourly"][-1] <= LONGEST_GAP


def test_a_job_that_no_longer_exists_is_a_task_that_failed(done, runner):
    scheduling.request("hourly")
    jobs._jobs.clear()

    assert runner.run_one()
    assert "KeyError" in DBTaskResult.objects.get().exception_class_path


def test_what_is_asked_for_twice_is_added_once(done, runner):
    assert scheduling.request("hourly") is not None
    assert scheduling.request("hourly") is None
    runner.run_one()
    assert scheduling.request("hourly") is not None
    with pytest.raises(KeyError):
        scheduling.request("rm")


@given(st.datetimes(timezones=st.just(timezone.get_default_timezone())))
@settings(max_examples=examples(60, full=600))
def test_a_daily_job_has_one_time_each_day_on_summer_days_too(after):
    job = Job("a", fail, "a")
    try:
        next_time = job.next_time(after)
    except OverflowError:
        return

    local = timezone.localtime(next_time)
    assert local.time() == MORNING and timedelta(0) < next_time - after <= timedelta(hours=25)


def test_the_plan_can_be_read(done, capsys):
    call_command("scheduler", "--list")

    assert "hourly: hourly" in capsys.readouterr().out


@pytest.mark.slow
def test_two_schedulers_and_a_worker_do_a_job_once(start, tmp_path, monkeypatch):
    file = tmp_path / "lines"
    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.register("write", lambda now: file.open("a").write("ran\n"))
    scheduling.add_due(timezone.now())
    ScheduledJob.objects.update(next_run_at=timezone.now())

    schedulers = [start("scheduler", interval=0.05) for _ in range(2)]
    start("worker", interval=0.05)

    wait_for(lambda: lines_of(file))
    wait_for(lambda: not DBTaskResult.objects.exists())
    assert [stop(one) for one in schedulers] == [0, 0]
    assert lines_of(file) == ["ran"]
