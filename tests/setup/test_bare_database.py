"""Every command of ours on a database that was only migrated."""

from __future__ import annotations

import io
import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands

from casestudies.models import CaseStudyPage
from portal.home.site import ensure_site

# Both make their own site: tests/setup and tests/demo run them.
MAKE_A_SITE = {"setup", "demo", "restore"}
RECORD = {
    "id": "x1",
    "title": "Start lists on time",
    "summary": "Lists start on time now.",
    "source_url": "https://example.org/x",
    "publisher": "A journal",
    "year": 2023,
}
NEEDS_DATA = [
    ("similar_trusts", "RGT"),
    ("similar_trusts", "--all"),
    ("suggest_exemplars", "--trust", "RGT", "--area", "digital"),
    ("run_matching", "global-digital-exemplars", "--dry-run"),
    ("load_programmes",),
    ("import_casestudies", "{known}"),
]
GOES_THROUGH = [
    ("import_casestudies", "{elsewhere}", "--publish"),
    ("evaluate_search", "{collection}"),
    ("backup", "{backup}"),
    # Both go on until they are stopped.
    ("worker", "--once"),
    ("scheduler", "--list"),
]


@pytest.fixture
def files(tmp_path):
    """A record of a trust and an area, one of neither, and a judged collection."""
    known = {**RECORD, "ods_code": "RGT", "areas": ["theatres"]}
    elsewhere = {**RECORD, "organisation": "A hospital abroad"}
    collection = tmp_path / "collection"
    (collection / "qrels").mkdir(parents=True)
    (tmp_path / "known.jsonl").write_text(json.dumps(known))
    (tmp_path / "elsewhere.jsonl").write_text(json.dumps(elsewhere))
    (collection / "corpus.jsonl").write_text('{"_id": "1", "title": "Rota", "text": "Shifts"}')
    (collection / "queries.jsonl").write_text('{"_id": "q", "text": "rota"}')
    (collection / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\t1\t1\n")
    return {
        "known": tmp_path / "known.jsonl",
        "elsewhere": tmp_path / "elsewhere.jsonl",
        "collection": collection,
        "backup": tmp_path / "site.zip",
    }


def outcome_of(name, *arguments):
    """ "" if the command went through, its sentence if it refused; a traceback is raised."""
    try:
        call_command(name, *arguments, stdout=io.StringIO(), stderr=io.StringIO())
    except CommandError as refusal:
        return str(refusal)
    return ""


def test_each_command_works_or_says_in_a_sentence_what_to_run_first(bare_database, files):
    ours = {name for name, app in get_commands().items() if app in settings.FIRST_PARTY_APPS}
    rows = [(name, *(one.format(**files) for one in rest)) for name, *rest in NEEDS_DATA]
    told = {row: outcome_of(*row) for row in rows}
    through = {
        row: outcome_of(row[0], *(one.format(**files) for one in row[1:])) for row in GOES_THROUGH
    }
    others = ours - MAKE_A_SITE - {row[0] for row in [*NEEDS_DATA, *GOES_THROUGH]}
    alone = {name: outcome_of(name) for name in sorted(others)}

    assert {"import_trusts", "rebuild_index", "send_due"} <= set(alone)
    assert not [row for row, words in told.items() if "setup" not in words]
    assert not {row: words for row, words in through.items() if words}
    assert not {name: words for name, words in alone.items() if words and ". " not in words}


def test_a_record_imported_first_stays_when_the_site_is_set_up(bare_database, client, files):
    call_command("import_casestudies", str(files["elsewhere"]), "--publish", stdout=io.StringIO())

    ensure_site()

    page = CaseStudyPage.objects.get()
    assert client.get(page.url).status_code == 200
    assert client.get("/about/").status_code == 200


def test_the_front_page_says_what_to_run_until_a_site_is_set_up(bare_database, client):
    before = client.get("/")
    ensure_site()
    after = client.get("/")

    assert (before.status_code, after.status_code) == (503, 200)
    assert "manage.py setup --admin" in before.content.decode()
    assert "manage.py setup" not in after.content.decode()
