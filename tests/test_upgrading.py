"""A filled database of an earlier version is brought along by the migrations.

The earlier version is taken from this repository's history and makes its own demonstration.
"""

from __future__ import annotations

import io
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.browser import ROOT, demo_environment

VERSION_0_3_0 = "6f0d8b9"
PAGES = ("/", "/search/?q=nurses", "/trusts/", "/exemplars/", "/insight/", "/case-studies/")
VISIT = """
from django.test import Client
from casestudies.models import CaseStudyPage
page = CaseStudyPage.objects.live().filter(signpost=False, visibility="public").first()
for path in [*{pages!r}, page.url]:
    status = Client(headers={{"host": "localhost"}}).get(path).status_code
    assert status == 200, (path, status)
"""


def _in_history(version: str) -> bool:
    found = subprocess.run(
        ["git", "cat-file", "-e", f"{version}^{{commit}}"], cwd=ROOT, capture_output=True
    )
    return found.returncode == 0


def manage(code: Path, data: Path, *command: str) -> str:
    """Run a command of the code in this folder on the data in that one."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=code,
        env=demo_environment(data),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


def row_counts(data: Path) -> dict[str, int]:
    """How many rows each table has, without those of the search index and of Django's own lists.

    Content types and permissions of apps that are no longer installed go with them.
    """
    with closing(sqlite3.connect(data / "portal.sqlite3")) as database:
        names = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("search_index", "modelsearch", "wagtailsearch", "sqlite"))
            and name not in {"django_content_type", "auth_permission"}
        ]
        return {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names
        }


@pytest.mark.full
@pytest.mark.skipif(
    not _in_history(VERSION_0_3_0),
    reason=f"The history of this checkout lacks version 0.3.0 ({VERSION_0_3_0}): fetch it whole.",
)
def test_a_filled_database_of_0_3_0_is_brought_along(tmp_path):
    old, data = tmp_path / "old", tmp_path / "data"
    data.mkdir()
    archive = subprocess.run(
        ["git", "archive", VERSION_0_3_0], cwd=ROOT, capture_output=True, check=True
    )
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(old, filter="data")
    manage(old, data, "demo", "--no-server")
    before = row_counts(data)

    manage(ROOT, data, "migrate", "--verbosity", "0")
    after = row_counts(data)

    assert not {name: (n, after.get(name)) for name, n in before.items() if after.get(name, 0) < n}
    assert "No changes" in manage(ROOT, data, "makemigrations", "--check", "--dry-run")
    manage(ROOT, data, "check", "--fail-level", "WARNING")
    manage(ROOT, data, "shell", "-c", VISIT.format(pages=PAGES))
    # And the demonstration goes on from there.
    manage(ROOT, data, "demo", "--no-server")
