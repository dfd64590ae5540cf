"""The web server of production: `gunicorn --config portal/deploy/gunicorn.conf.py`.

A process that is told to stop takes no new request and finishes those under way: nothing is
dropped at a restart. SIGHUP to the master replaces the processes one by one, so a new version
of the code is served without a gap.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

wsgi_app = "portal.wsgi:application"
bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
# Threads wait for the database; processes compute. One of each core, and one to spare.
workers = int(os.environ.get("WEB_PROCESSES", (os.cpu_count() or 1) + 1))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# Longer than any page takes; a process that hangs is replaced.
timeout = 60
# What a request that is under way may still take once the process is told to stop. Whoever stops
# the service (systemd, the container's runtime) must wait longer than this.
graceful_timeout = int(os.environ.get("WEB_GRACE", "30"))
# The proxy in front keeps its connections.
keepalive = 5
# A heartbeat on a disk that is busy would look like a process that hangs.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
# A long line of the address is the proxy's to refuse with a page; this is the last bar.
limit_request_line = 8190
# The application writes a line for each request, with its id.
accesslog = None

_form = "json" if os.environ.get("LOG_FORMAT", "json") == "json" else "text"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "portal.operations.observing.logs.LogFormatter"},
        "text": {"format": "%(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": _form}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}


def on_starting(server: Any) -> None:
    """Give the processes a folder in which they count together, for /metrics."""
    server.metrics_folder = tempfile.mkdtemp(prefix="exemplar-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = server.metrics_folder


def child_exit(server: Any, worker: Any) -> None:
    """A process that is gone is not counted as living."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    """Leave nothing behind."""
    shutil.rmtree(server.metrics_folder, ignore_errors=True)
