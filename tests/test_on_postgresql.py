"""Once more on PostgreSQL: what differs by database, in each run; everything, in the long one.

In each run that is how the index follows the database's transactions, and people who act at the
same moment, whose locks differ. A run with `DATABASE_URL` set is itself on that database and leaves
these two out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgresql import binaries, temporary_server

ROOT = Path(__file__).resolve().parent.parent
WITHOUT = "not browser and not elasticsearch and not full"
DIFFERS = [
    "tests/background/test_running.py",
    "tests/background/test_worker.py",
    "tests/operations/test_backups.py::test_a_second_backup_of_a_restored_site_restores_too",
    "tests/operations/test_backups.py::test_a_damaged_archive_changes_nothing",
    "tests/operations/test_backups.py::test_killed_after_the_load_it_says_so_and_goes_on",
    "tests/search/engines/test_permissions.py",
    "tests/search/engines/test_promoted.py",
    "tests/search/test_catching_up.py",
    "tests/search/test_entries.py",
    "tests/search/test_following.py",
    "tests/search/test_junk_addresses.py",
    "tests/search/test_rebuilding.py",
    "tests/matching/test_races.py",
]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "DATABASE_URL" in os.environ, reason="DATABASE_URL is set: this run is on that database."
    ),
    pytest.mark.skipif(
        binaries() is None, reason="PostgreSQL is not installed: install Debian's postgresql."
    ),
]


def run_on_postgresql(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run these tests in a process of their own, on a server of their own."""
    with temporary_server() as url:
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
            cwd=ROOT,
            env={**_environment(), "DATABASE_URL": url},
            capture_output=True,
            text=True,
            check=False,
        )


def _environment() -> dict[str, str]:
    """This process's, without what the runner of parallel tests put there for itself."""
    return {name: value for name, value in os.environ.items() if "PYTEST" not in name}


def test_search_and_races_pass_on_postgresql():
    run = run_on_postgresql("-m", WITHOUT, *DIFFERS)

    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]


@pytest.mark.full
def test_everything_passes_on_postgresql():
    run = run_on_postgresql("-m", WITHOUT, "tests")

    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
