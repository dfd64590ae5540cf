from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.background.models import BackgroundProcess
from portal.background.stand_in import stand_in
from portal.operations.models import Backup
from portal.operations.status import queries
from tests.builders.accounts import make_administrator, make_notice, make_user

pytestmark = pytest.mark.django_db
DATA = "/statusz.json"
GIVEN_UP = {"attempts": 8, "gave_up_at": timezone.now(), "last_error": "550 no such person"}


@pytest.fixture
def boss(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    client.force_login(make_administrator())


@pytest.fixture
def parts(client, boss):
    return lambda: client.get(DATA).json()["parts"]


@pytest.fixture
def without_a_worker(settings, monkeypatch):
    """A small site. Its thread does not start: this database cannot be shared with one."""
    settings.BACKGROUND_IN_WEB = True
    monkeypatch.setattr(stand_in, "_start", lambda: None)


def make_backup(**hours):
    return Backup.objects.create(
        made_at=timezone.now() - timedelta(**hours), name="a.zip", host="h", bytes=1, version="1"
    )


def make_process(kind, **silent):
    at = timezone.now() - timedelta(**silent)
    BackgroundProcess.objects.create(kind=kind, host="here", pid=1, started_at=at, beat_at=at)


def test_the_page_shows_every_part_of_the_data(client, boss):
    page = client.get("/statusz/").content.decode()

    labels = [part.label for part in queries.site_status().parts]
    assert len(labels) == len(client.get(DATA).json()["parts"]) == 11
    assert all(label in page for label in labels)


def test_a_backup_is_due_each_day(parts):
    assert parts()["backup"]["state"] == "attention"

    make_backup(hours=30)
    assert parts()["backup"]["state"] == "attention"

    make_backup(hours=2)
    assert parts()["backup"]["state"] == "well"


@pytest.mark.parametrize("kind", ["worker", "scheduler"])
def test_a_process_that_lives_and_one_that_fell_silent(parts, settings, kind):
    settings.BACKGROUND_IN_WEB = False
    assert parts()[kind]["state"] == "failed"

    make_process(kind, seconds=settings.BACKGROUND_LEASE + 30)
    assert parts()[kind]["state"] == "failed"
    assert parts()[kind]["last_beat"]

    make_process(kind, seconds=1)
    assert (parts()[kind]["state"], parts()[kind]["alive"]) == ("well", 1)


def test_a_small_site_needs_no_worker(parts, without_a_worker):
    assert parts()["worker"]["state"] == "well"


def test_mail_that_waits_and_mail_that_failed(parts):
    make_notice(make_user("a@example.nhs.uk"))
    now = parts()["mail"]
    assert (now["waiting"], now["failed"], now["state"]) == (1, 0, "well")

    make_notice(make_user("b@example.nhs.uk"), **GIVEN_UP)
    now = parts()["mail"]
    assert (now["waiting"], now["failed"], now["state"]) == (1, 1, "attention")


def test_a_part_that_breaks_hides_no_other_and_tells_no_secret(
    client, boss, monkeypatch, without_a_worker
):
    def broken(*args):
        raise ConnectionError("password=hunter2")

    monkeypatch.setattr(queries, "EmbeddedEngine", broken)
    monkeypatch.setattr(queries, "failures", broken)

    for address in ("/statusz/", DATA):
        page = client.get(address).content.decode()
        assert "ConnectionError" in page and "hunter2" not in page
    found = client.get(DATA).json()["parts"]
    assert {key for key, part in found.items() if part["state"] == "failed"} == {
        "index", "tasks", "jobs", "mail",
    }  # fmt: skip


def test_a_cache_that_forgets_has_failed(parts, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    assert parts()["cache"]["state"] == "failed"


def test_a_restore_that_was_broken_off_is_said(parts, tmp_path):
    (tmp_path / "restore-under-way").write_text("/backups/site.zip")

    assert parts()["version"]["state"] == "failed"


def test_only_administrators(client):
    client.force_login(make_user("someone@example.nhs.uk"))

    assert client.get("/statusz/").status_code == client.get(DATA).status_code == 403
