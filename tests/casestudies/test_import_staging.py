"""An import is unseen until it is whole, whatever happens to it, and nobody waits for it."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from casestudies import importing
from casestudies.importing import runs, steps, tasks
from casestudies.models import (
    CaseStudyPage,
    EfficiencyArea,
    ImportedRecord,
    ImportRun,
    SignOff,
)
from portal.accounts.models import Notice
from portal.accounts.permissions import Role
from portal.home.my import queries as my_queries
from search.models import SearchEntry
from tests.background.conftest import wait_for
from tests.benchmarks.figures.page_types import complete_record
from tests.builders.accounts import make_author
from tests.builders.casestudies import make_area, make_case_study, make_person
from tests.builders.search import titles
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db

State = ImportRun.State
WORD = "rosters"


class Interrupted(BaseException):
    """The process ends here, as far as the import can tell."""


@pytest.fixture
def trust():
    make_area("Rostering", slug="rostering")
    return make_trust()


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(steps, "BATCH", 1)


@pytest.fixture
def file(tmp_path, trust):
    return written(tmp_path / "records.jsonl", trust)


def written(path, trust, numbers=range(4), **changes):
    records = [complete_record(number, trust.ods_code) | changes for number in numbers]
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records))
    return path


def imported():
    return CaseStudyPage.objects.exclude(import_id="")


def interrupted_at(step, done):
    def tell(now, number, total):
        if (now, number) == (step, done):
            raise Interrupted

    return tell


def interrupt(file, *, step=State.STAGING, done=2, **options):
    with pytest.raises(Interrupted):
        importing.load(file, progress=interrupted_at(step, done), **options)


def nothing_is_visible(client, trust):
    assert imported().exists()
    assert not imported().live().exists()
    assert titles(WORD) == []
    assert not SearchEntry.objects.filter(type="case-study", gone=False).exists()
    assert client.get("/api/v1/case-studies/").json()["total"] == 0
    assert "eight weeks ahead" not in client.get(f"/feeds/search.atom?q={WORD}").text
    for address in ("/", "/areas/rostering/", f"/trusts/{trust.ods_code}/", "/search/"):
        shown = client.get(address)
        assert shown.status_code == 200 and "eight weeks ahead" not in shown.text
    for page in imported():
        assert client.get(page.url).status_code == 404
    return True


def test_nothing_is_visible_before_the_whole_is_in(file, trust, client):
    author = make_author(trust)
    seen = []

    def look(step, done, total):
        if step == State.STAGING:
            assert nothing_is_visible(client, trust)
            assert my_queries.drafts_of(author) == []
            seen.append((done, total))

    loaded = importing.load(file, progress=look)

    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert (loaded.created, loaded.live) == (4, 4)
    assert len(titles(WORD)) == 4
    assert client.get("/api/v1/case-studies/").json()["total"] == 4
    assert not Notice.objects.exists()


def test_what_is_shown_is_as_if_it_had_been_published(file, trust):
    importing.load(file)

    for page in imported():
        assert page.live and not page.has_unpublished_changes and not page.is_being_imported
        assert page.first_published_at and page.first_published_at == page.last_published_at
        assert page.live_revision == page.latest_revision and page.review_by
        assert page.get_latest_revision_as_object().review_by == page.review_by
        assert PageLogEntry.objects.filter(page=page, action="wagtail.publish").count() == 1
    assert SignOff.objects.count() == 4
    assert not ImportedRecord.objects.exclude(prepared={}).exists()


def test_the_entries_shown_are_those_that_search_would_write(file, trust):
    from search.indexing import entries

    importing.load(file)

    assert entries.repair() == 0


def test_an_area_that_is_renamed_meanwhile_is_found_by_its_new_name(file, trust):
    def rename(step, done, total):
        if (step, done) == (State.STAGING, 2):
            area = EfficiencyArea.objects.get()
            area.name = "Timetables"
            area.save()

    importing.load(file, progress=rename)

    assert len(titles("timetables")) == 4


def test_drafts_appear_at_the_end_without_publish(file, trust):
    author = make_author(trust)

    importing.load(file, publish=False)

    assert len(my_queries.drafts_of(author)) == 4
    assert not imported().live().exists()


def test_somebody_else_publishes_meanwhile_and_is_found_at_once(file, trust):
    found = []

    def publish(step, done, total):
        if step == State.STAGING:
            make_case_study(title=f"Share wheelchairs {done}")
            found.append(len(titles("wheelchairs")))

    importing.load(file, progress=publish)

    assert found == [1, 2, 3, 4]


def test_a_second_import_is_refused_with_what_is_under_way(file, trust, tmp_path):
    other = written(tmp_path / "other.jsonl", trust, range(10, 11))

    def begin_another(step, done, total):
        if (step, done) == (State.STAGING, 2):
            with pytest.raises(importing.ImportUnderWay, match=r"records.jsonl, since .*, 2 of 4"):
                importing.load(other)
            with pytest.raises(CommandError, match="Run this one again when it is done"):
                call_command("import_casestudies", str(other))

    importing.load(file, progress=begin_another)

    assert imported().count() == 4


def test_the_same_file_goes_on_where_it_ended(file, trust, client):
    interrupt(file)
    assert nothing_is_visible(client, trust)
    first = set(imported().values_list("pk", flat=True))

    loaded = importing.load(file)

    assert len(first) == 2 and first < set(imported().live().values_list("pk", flat=True))
    assert (loaded.created, loaded.live) == (4, 4)
    assert len(titles(WORD)) == 4
    assert ImportRun.objects.get().state == State.DONE


@pytest.mark.parametrize("options", [{}, {"publish": False}])
def test_another_file_takes_away_what_was_left(file, trust, tmp_path, options):
    interrupt(file)

    importing.load(written(tmp_path / "other.jsonl", trust, range(10, 12)), **options)

    assert sorted(imported().values_list("import_id", flat=True)) == ["figures-10", "figures-11"]
    assert {run.state for run in ImportRun.objects.all()} == {State.DONE, State.FAILED}
    assert not ImportRun.objects.exclude(content="").exists()


def test_a_failure_leaves_nothing(file, trust):
    def fail(step, done, total):
        if done == 3:
            raise OSError("The disk is full.")

    with pytest.raises(OSError, match="disk"):
        importing.load(file, progress=fail)

    assert not imported().exists()
    assert not SignOff.objects.exists()
    run = ImportRun.objects.get()
    assert (run.state, run.faults) == (State.FAILED, ["The disk is full."])
    assert importing.load(file).live == 4


def test_a_live_record_is_as_it_was_until_the_whole_is_in(file, trust, tmp_path, client):
    importing.load(file)
    changed = written(tmp_path / "changed.jsonl", trust, range(6), result="Shifts fell by half.")
    page = imported().get(import_id="figures-0")
    versions = Revision.objects.count()

    def look(step, done, total):
        if step == State.STAGING:
            assert "by half" not in client.get(page.url).text
            assert not imported().filter(pk=page.pk, has_unpublished_changes=True).exists()
            assert Revision.objects.filter(object_id=str(page.pk)).count() == 1

    loaded = importing.load(changed, progress=look)

    assert (loaded.created, loaded.updated, loaded.live) == (2, 4, 6)
    assert "by half" in client.get(page.url).text
    assert Revision.objects.count() == versions + 6


def test_an_update_that_fails_leaves_the_old_record_and_is_named(file, trust, tmp_path, client):
    importing.load(file)
    taken = imported().get(import_id="figures-1").slug
    records = [complete_record(number, trust.ods_code) for number in range(4)]
    for record in records:
        record["result"] = "Shifts fell by half."
    records[0]["slug"] = taken
    changed = tmp_path / "changed.jsonl"
    changed.write_text("\n".join(json.dumps(record) for record in records))

    with pytest.raises(importing.UpdatesFailed) as failed:
        importing.load(changed)

    old = imported().get(import_id="figures-0")
    assert old.live and "by half" not in old.result
    assert client.get(old.url).status_code == 200
    assert not old.has_unpublished_changes
    assert [fault.split(" was ")[0] for fault in failed.value.faults] == ["figures-0"]
    assert imported().filter(result__contains="by half").count() == 3
    assert ImportRun.objects.first().state == State.FAILED


@pytest.mark.parametrize("who", ["the same file", "another file", "the scheduled job"])
def test_updates_that_were_left_are_finished(file, trust, tmp_path, who):
    importing.load(file)
    changed = written(tmp_path / "changed.jsonl", trust, range(6), result="Shifts fell by half.")
    interrupt(changed, step=State.PUBLISHING, done=3)
    assert imported().live().count() == 6
    assert imported().filter(result__contains="by half").count() == 3

    if who == "the same file":
        assert importing.load(changed).updated == 4
    elif who == "another file":
        importing.load(written(tmp_path / "other.jsonl", trust, range(10, 11)))
    else:
        assert tasks.finish_left(timezone.now()) == 1
        assert tasks.finish_left(timezone.now()) == 0

    assert imported().filter(result__contains="by half").count() == 6
    assert not ImportRun.objects.exclude(state=State.DONE).exists()


def test_a_record_that_is_the_same_is_left_alone(file, trust):
    importing.load(file)
    versions = Revision.objects.count()

    again = importing.load(file)

    assert (again.created, again.updated, again.live) == (0, 4, 4)
    assert Revision.objects.count() == versions


def test_a_record_that_somebody_changed_since_is_brought_back(file, trust):
    importing.load(file)
    page = imported().get(import_id="figures-0")
    page.result = "Nobody knows."
    page.save_revision().publish()

    importing.load(file)

    assert imported().get(pk=page.pk).result != "Nobody knows."


def test_nobody_changes_what_is_being_imported(file, trust, client):
    author, editor = make_author(trust), make_person(Role.EDITOR)
    interrupt(file)
    page = imported().first()

    for person in (author, editor):
        rights = page.permissions_for_user(person)
        assert not (rights.can_edit() or rights.can_publish() or rights.can_delete())
    client.force_login(editor)
    assert "being imported" in client.get(f"/cms/pages/{page.get_parent().pk}/").text.lower()

    importing.load(file)
    assert imported().first().permissions_for_user(editor).can_edit()


def test_the_desk_shows_imports_to_editors(file, trust, client):
    interrupt(file)
    client.force_login(make_person(Role.EDITOR))

    shown = client.get("/desk/imports/").text

    assert "records.jsonl" in shown and "2 of 4" in shown and "Being written, not visible" in shown


def test_a_worker_imports_what_is_queued(file, trust, capsys):
    call_command("import_casestudies", str(file), "--publish", "--background")

    run = ImportRun.objects.get()
    assert f"Import {run.pk} is queued: 4 records" in capsys.readouterr().out
    assert (run.state, run.done, run.created, run.live) == (State.DONE, 4, 4, 4)
    assert imported().live().count() == 4


def test_the_command_tells_a_log_how_far_it_is(file, trust, capsys):
    call_command("import_casestudies", str(file), "--publish")

    assert "Written, not visible yet: 4 of 4 records, 0:00:" in capsys.readouterr().err


def test_a_process_that_fell_silent_elsewhere_is_given_up(file, trust):
    interrupt(file)
    held = ImportRun.objects.get()
    ImportRun.objects.update(host="another", beat_at=timezone.now())
    with pytest.raises(importing.ImportUnderWay):
        importing.load(file)

    ImportRun.objects.update(beat_at=timezone.now() - runs.SILENT - timedelta(seconds=1))

    assert importing.load(file).run_id == held.pk


def test_one_that_was_given_up_writes_nothing_more(file, trust):
    def give_up(step, done, total):
        if done == 2:
            ImportRun.objects.update(token="0" * 32)

    with pytest.raises(runs.RunLost):
        importing.load(file, progress=give_up)

    assert imported().count() == 2


@pytest.mark.slow
def test_killed_in_the_middle_it_leaves_nothing_visible_and_the_next_finishes(
    on_disk, trust, tmp_path, client
):
    file = written(tmp_path / "records.jsonl", trust, range(30))
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(
        target=call_command, args=("import_casestudies", str(file)), kwargs={"publish": True}
    )
    process.start()
    wait_for(lambda: ImportedRecord.objects.count() >= 3)
    os.kill(process.pid, signal.SIGKILL)
    process.join(timeout=30)

    assert process.exitcode == -signal.SIGKILL
    assert 3 <= imported().count() < 30
    assert nothing_is_visible(client, trust)

    loaded = importing.load(file)
    assert (loaded.created, loaded.live) == (30, 30)
    assert titles(WORD)
    assert SearchEntry.objects.filter(type="case-study", gone=False).count() == 30
