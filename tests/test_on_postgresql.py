"""Once more on PostgreSQL: search, whose code differs by database, and people who act at the
same moment, whose locks do. For the rest, set `DATABASE_URL` and run the suite.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgresql import binaries, temporary_server

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = "not browser and not elasticsearch"


def _environment() -> dict[str, str]:
    """This process's, without what the runner of parallel tests put there for itself."""
    return {name: value for name, value in os.environ.items() if "PYTEST" not in name}


@pytest.mark.slow
@pytest.mark.skipif(
    "DATABASE_URL" in os.environ, reason="DATABASE_URL is set: this is the run on that database."
)
@pytest.mark.skipif(
    binaries() is None, reason="PostgreSQL is not installed: install Debian's postgresql."
)
def test_search_and_races_pass_on_postgresql():
    with temporary_server() as url:
        run = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
                "-m",
                ELSEWHERE,
                "tests/search",
                "tests/matching/test_races.py",
            ],
            cwd=ROOT,
            env={**_environment(), "DATABASE_URL": url},
            capture_output=True,
            text=True,
        )

    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
