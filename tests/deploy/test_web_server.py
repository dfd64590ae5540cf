"""The web server as it is configured for production: a stop and a reload drop no request."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = "portal/deploy/gunicorn.conf.py"

pytestmark = pytest.mark.slow


@contextmanager
def web_server():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/"
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", CONFIGURATION,
         "tests.deploy.slow_site:application"],
        cwd=ROOT,
        env={**os.environ, "WEB_BIND": f"127.0.0.1:{port}", "WEB_PROCESSES": "2"},
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        until = time.monotonic() + 30
        while True:
            try:
                requests.get(url, timeout=5)
                break
            except requests.ConnectionError:
                assert process.poll() is None, process.stderr.read()
                assert time.monotonic() < until
                time.sleep(0.1)
        yield process, url
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_a_request_under_way_is_finished_before_the_server_stops():
    with web_server() as (process, url), ThreadPoolExecutor() as threads:
        answer = threads.submit(requests.get, f"{url}?seconds=1.5", timeout=30)
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)

        assert answer.result().text.startswith("done by")
        assert process.wait(timeout=10) == 0
        with pytest.raises(requests.ConnectionError):
            requests.get(url, timeout=5)


def test_a_reload_under_load_drops_no_request():
    answers, faults, stop = [], [], threading.Event()

    def ask(url):
        while not stop.is_set():
            try:
                answers.append(requests.get(f"{url}?seconds=0.02", timeout=30).text)
            except requests.RequestException as error:
                faults.append(error)

    with web_server() as (process, url), ThreadPoolExecutor(8) as threads:
        for _ in range(8):
            threads.submit(ask, url)
        time.sleep(0.5)
        before = set(answers)
        for _ in range(2):
            process.send_signal(signal.SIGHUP)
            time.sleep(2)
        stop.set()

    assert not faults
    assert len(answers) > 100
    assert before.isdisjoint(answers[-20:])
