"""The real queue in place of tasks that run at once, and real workers."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import traceback
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connections

from portal.background.processes import Beat, Kind
from portal.background.running import Runner

LEASE = 1.2


@pytest.fixture
def runner(db):
    """A worker of this process, without its loop."""
    beat = Beat(Kind.WORKER)
    beat.beat()
    return Runner(beat)


def _run(command, options, announced):
    """A child of this process, which has everything loaded already: it starts in no time."""
    os.dup2(announced, 1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        call_command(command, stdout=os.fdopen(1, "w"), **options)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


@pytest.fixture
def start(queue, on_disk, settings):
    """Starts commands as processes on the database of the test; those left over are killed."""
    settings.BACKGROUND_LEASE = LEASE
    processes = []

    def begin(command, **options):
        # A connection cannot be shared with a child.
        connections.close_all()
        reader, writer = os.pipe()
        process = multiprocessing.get_context("fork").Process(
            target=_run, args=(command, options, writer)
        )
        process.start()
        os.close(writer)
        processes.append(process)
        with os.fdopen(reader) as output:
            assert "has begun" in output.readline()
        return process

    yield begin
    for process in processes:
        process.kill()
        process.join()


def stop(process, number=signal.SIGTERM):
    """Send the signal and wait. Returns the exit code, negative for a signal."""
    os.kill(process.pid, number)
    process.join(timeout=30)
    return process.exitcode


def lines_of(path):
    return path.read_text().splitlines() if path.exists() else []


def wait_for(what, seconds=20):
    """Wait until `what()` is true; it is the test's failure if that takes too long."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, f"waited {seconds} seconds in vain"
        time.sleep(0.05)


@contextmanager
def quicker_than(seconds):
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds
