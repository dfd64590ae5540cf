from __future__ import annotations

import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.background.models import BackgroundProcess
from portal.operations.backups import archive, databases, media, services
from portal.operations.backups.archive import ArchiveError
from portal.operations.models import Backup
from tests.builders.casestudies import make_case_study
from tests.builders.search import titles
from tests.builders.trusts import make_trust
from tests.operations.conftest import files, in_a_child, kill_this_process, state, write

pytestmark = pytest.mark.django_db(transaction=True)


def backup(site, name="site.zip", **options):
    file = site / name
    services.make_backup(file=file, with_secrets=options.get("with_secrets", False))
    return file


def restore(file, **options):
    known = {"replace": True, "with_secrets": False, **options}
    return services.restore(file=file, **known)


def change_everything(site):
    make_case_study(title="Written after the backup")
    make_trust("RAA")
    write(site, "images/two.png", b"changed")
    write(site, "images/three.png", b"new")


def rewrite(file, **changes):
    """The same archive with other values in its manifest or other content in its parts."""
    with zipfile.ZipFile(file) as source:
        content = {name: source.read(name) for name in source.namelist()}
    manifest = json.loads(content[archive.MANIFEST])
    manifest.update(changes.pop("manifest", {}))
    content.update(changes)
    content[archive.MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w") as target:
        for name, value in content.items():
            target.writestr(name, value)
    return file


def test_restored_site_is_the_one_that_was_backed_up(site):
    before = state(site)
    file = backup(site)
    change_everything(site)
    assert state(site) != before

    restore(file)

    assert state(site) == before


def test_a_second_backup_of_a_restored_site_restores_too(site):
    restore(backup(site))
    before = state(site)

    restore(backup(site, "again.zip"))

    assert state(site) == before


def test_search_follows_the_restored_history(site):
    file = backup(site)
    make_case_study(title="Kettlethorpe after the backup")
    assert titles("kettlethorpe") == ["Kettlethorpe after the backup"]

    restore(file)
    # As many changes as the lost history had, and one more.
    make_case_study(title="Wragby since the restore")

    assert titles("kettlethorpe") == []
    assert titles("wragby") == ["Wragby since the restore"]


def test_backup_is_listed_and_only_its_owner_reads_it(site):
    file = backup(site)

    made = Backup.objects.get()
    assert (made.name, made.bytes) == ("site.zip", file.stat().st_size)
    assert file.stat().st_mode & 0o077 == 0
    assert not list(site.glob("exemplar-backup-*"))


def test_no_secret_without_asking_for_it(site, settings):
    settings.SECRET_KEY = "kept-in-a-safe-place-" * 3
    plain, whole = backup(site), backup(site, "whole.zip", with_secrets=True)

    assert settings.SECRET_KEY.encode() not in plain.read_bytes()
    with zipfile.ZipFile(whole) as opened:
        assert settings.SECRET_KEY in opened.read(services.SECRETS).decode()


def test_another_key_is_told_and_brought_back_only_by_choice(site, settings):
    settings.SECRET_KEY = "first-" * 10
    plain, whole = backup(site), backup(site, "whole.zip", with_secrets=True)
    settings.SECRET_KEY = "second-" * 10

    assert "SECRET_KEY_FALLBACKS" in " ".join(restore(plain).notes)
    assert not (site / "restored-secrets.env").exists()
    with pytest.raises(ArchiveError, match="holds no secrets"):
        restore(plain, with_secrets=True)
    restore(whole, with_secrets=True)

    kept = site / "restored-secrets.env"
    assert "first-first-" in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0


def test_another_key_in_the_archive_is_noticed_before_anything_changes(site):
    file = rewrite(
        backup(site, with_secrets=True), **{services.SECRETS: b'{"SECRET_KEY": "of an attacker"}'}
    )
    change_everything(site)
    before = state(site)

    with pytest.raises(ArchiveError, match="not what was written"):
        restore(file, with_secrets=True)

    assert state(site) == before


def test_a_cache_that_is_away_is_said_and_stops_nothing(site, settings):
    before = state(site)
    file = backup(site)
    change_everything(site)
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert "cache could not be emptied" in " ".join(restore(file).notes)

    assert state(site) == before


def test_a_site_in_use_is_not_written_over_without_asking(site):
    file = backup(site)
    change_everything(site)
    before = state(site)

    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(file))

    assert state(site) == before


def test_nothing_is_restored_under_a_worker(site):
    file = backup(site)
    now = timezone.now()
    BackgroundProcess.objects.create(kind="worker", host="here", pid=1, started_at=now, beat_at=now)

    with pytest.raises(ArchiveError, match="Stop it"):
        restore(file)


def test_no_backup_takes_the_place_of_a_file(site):
    file = backup(site)

    with pytest.raises(ArchiveError, match="exists already"):
        backup(site)

    assert zipfile.is_zipfile(file)


def test_a_full_disk_leaves_no_file(site, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(media, "add_to", full)

    with pytest.raises(ArchiveError, match="No space left"):
        backup(site)

    assert not list(site.glob("site.zip*"))


def cut_off(file):
    file.write_bytes(file.read_bytes()[:-200])


def turn_a_byte(file):
    whole = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as opened:
        start = opened.getinfo("media/images/one.png").header_offset
    place = whole.index(b"first", start)
    whole[place] ^= 1
    file.write_bytes(whole)


def other_rows(file):
    with zipfile.ZipFile(file) as opened:
        tables = json.loads(opened.read(archive.MANIFEST))["tables"]
    rewrite(file, manifest={"tables": {**tables, "trusts_trust": 10_000}})


def exchanged_file(file):
    rewrite(file, **{"media/images/one.png": b"other"})


def path_outside(file):
    part = {"bytes": 1, "sha256": "0"}
    with zipfile.ZipFile(file) as opened:
        parts = json.loads(opened.read(archive.MANIFEST))["parts"]
    rewrite(
        file,
        manifest={"parts": {**parts, "media/../../x": part}},
        **{"media/../../x": b"x"},
    )


@pytest.mark.parametrize(
    "damage",
    [cut_off, turn_a_byte, other_rows, exchanged_file, path_outside],
    ids=lambda d: d.__name__,
)
def test_a_damaged_archive_changes_nothing(site, damage):
    file = backup(site)
    change_everything(site)
    before = state(site)
    damage(file)

    with pytest.raises(ArchiveError):
        restore(file)

    now = state(site)
    assert [name for name in now[0] if now[0][name] != before[0][name]] == []
    assert now[1] == before[1]
    assert services.broken_off() == ""


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        ({"format": 99, "version": "9.1"}, "version 9.1"),
        ({"engine": "oracle"}, "Set DATABASE_URL"),
        ({"version": "9.1", "migrations": ["trusts.9999_later"]}, "newer version \\(9.1"),
    ],
)
def test_a_foreign_or_newer_archive_says_what_to_do(site, manifest, says):
    file = rewrite(backup(site), manifest=manifest)

    with pytest.raises(ArchiveError, match=says):
        restore(file)


def test_a_zip_file_that_is_no_backup(site):
    file = site / "other.zip"
    with zipfile.ZipFile(file, "w") as target:
        target.writestr("readme.txt", "hello")

    with pytest.raises(ArchiveError, match="no backup of this portal"):
        restore(file)


def test_check_reads_all_and_changes_nothing(site, capsys):
    file = backup(site)
    before = state(site)

    call_command("restore", str(file), "--check")

    assert "Whole" in capsys.readouterr().out
    assert state(site) == before


def test_killed_while_it_is_being_written_there_is_no_backup(site, monkeypatch):
    monkeypatch.setattr(media, "add_to", kill_this_process)

    assert in_a_child(lambda: backup(site)) == -9

    assert not (site / "site.zip").exists()
    assert not Backup.objects.exists()


@pytest.mark.parametrize("step", ["stage", "load"])
def test_killed_before_the_load_the_site_is_as_it_was(site, monkeypatch, step):
    file = backup(site)
    change_everything(site)
    before = state(site)
    place = media if step == "stage" else type(databases.database())
    with monkeypatch.context() as patch:
        patch.setattr(place, step, kill_this_process)
        assert in_a_child(lambda: restore(file)) == -9

    tables, kept = state(site)
    assert tables == before[0]
    assert {name: text for name, text in kept.items() if ".restoring" not in name} == before[1]


def test_killed_after_the_load_it_says_so_and_goes_on(site, monkeypatch):
    before = state(site)
    file = backup(site)
    change_everything(site)
    with monkeypatch.context() as patch:
        patch.setattr(media, "put_in_place", kill_this_process)
        assert in_a_child(lambda: restore(file)) == -9
    assert services.broken_off() == str(file)

    # Not asked again: the first half of it was.
    restore(file, replace=False)

    assert state(site) == before
    assert services.broken_off() == ""
    assert files(site) == before[1]
