"""The figures against answers that are known: a small tree, one page, and what is not there."""

from __future__ import annotations

import json
import subprocess
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.benchmarks.figures import __main__ as command
from tests.benchmarks.figures import (
    code,
    costs,
    loops,
    one_page,
    page_types,
    pages,
    ranking,
    rows,
    search_times,
    sites,
    type_errors,
    weights,
)
from tests.benchmarks.figures.page_types import Plan, Step
from tests.builders.accounts import make_user

SHELVES = '''\
"""Shelves."""

from typing import Any, cast

from search.labels import of, wide


class Shelf:
    """Where labels stand."""

    # A label is asked for twice: the first may be a draft.
    def label(self, text: Any) -> str:
        return cast(str, of(wide(text)))  # type: ignore[no-any-return]
'''
LABELS = '''\
def of(text):
    return text


def wide(text):
    """Make it wide."""
    spaced = " ".join(text)
    return spaced.upper()
'''
TEMPLATE = f"<p>\n\n{'a' * 121}\n{'b' * 141}\n"


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def tree(tmp_path):
    write(
        tmp_path,
        {
            "search/__init__.py": "",
            "search/shelves.py": SHELVES,
            "search/labels.py": LABELS,
            "search/migrations/0001_first.py": LABELS,
            "search/templates/search/shelf.html": TEMPLATE,
            "tests/search/test_shelves.py": "def test_a():\n    x = 1\n\n    assert x\n",
            "tests/benchmarks/figures/code.py": LABELS,
        },
    )
    return tmp_path


def figures_of(measured):
    return {row.subject: row.values or row.note for row in measured}


def test_a_small_tree_gives_the_figures_that_can_be_counted_by_hand(tree):
    found = figures_of(code.measure(tree))

    assert found == {
        "source modules": {"count": 2, "lines": 21, "median": 10.5, "p90": 13, "max": 13},
        "test modules": {"count": 1, "lines": 4, "median": 4, "p90": 4, "max": 4},
        "test lines to a source line": {"ratio": 0.19},
        "modules imported by one other": {"count": 1},
        "functions": {"count": 3, "median": 2, "p90": 4, "max": 4},
        "test functions": {"count": 1, "median": 4, "p90": 4, "max": 4},
        "docstrings": {"% of functions": 33, "% of classes": 100},
        "comment lines in 100": {"comments": 4.76},
        "bare names `of`": {"functions": 1, "calls": 1},
        "templates": {
            "count": 1,
            "median lines": 4,
            "% over 120": 66.7,
            "% over 140": 33.3,
            "mean width": 88.3,
        },
        "commit subjects": "not measurable: the tree has no history in git",
    }


def test_subjects_of_commits_are_measured_where_there_is_history(tree):
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "-q"], cwd=tree, check=True)
    for subject in ("Ten letter", "Twenty letters in it"):
        subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", subject], cwd=tree, check=True)

    found = figures_of(code.measure(tree))["commit subjects"]

    assert found == {"count": 2, "median length": 15, "of the last 100": 15}


def test_ways_round_the_type_checker_are_counted_and_imports_are_none(tree):
    found = type_errors.ways_round(code.read_modules(tree))

    assert found == {"Any": 1, "cast": 1, "type: ignore": 1}


def test_errors_of_the_type_checker_are_told_by_where_they_are():
    report = (
        "search/a.py:3: error: Missing type  [x]\n"
        "search/a.py:3: note: not an error: see above\n"
        "search/migrations/0001_a.py:9:4: error: Missing type  [x]\n"
        "tests/search/test_a.py:1: error: Missing type  [x]\n"
    )

    assert type_errors.count_errors(report) == {
        "errors": 3,
        "in sources": 1,
        "in migrations": 1,
        "in tests": 1,
    }


@pytest.mark.django_db
def test_the_queries_of_a_page_are_those_that_django_counts(client, tmp_path):
    plan = Plan([Step("get", "/exemplars/")] * 2)

    cold, warm = one_page.carry_out(plan, tmp_path, client)["costs"]
    with CaptureQueriesContext(connection) as captured:
        client.get("/exemplars/")

    assert warm["statements"] == len(captured) > 0
    assert warm["joins"] == sum(" JOIN " in query["sql"] for query in captured)
    assert cold["queries"] >= warm["queries"] and cold["processor_ms"] > 0


@pytest.mark.django_db
def test_what_opens_a_savepoint_is_a_statement_but_no_query():
    with costs.measured() as cost, transaction.atomic():
        make_user()

    found = cost.as_dict()
    assert 0 < found["queries"] < found["statements"]


@pytest.mark.django_db
def test_a_page_that_refuses_is_no_figure(client, tmp_path):
    plan = Plan([Step("get", "/trusts/NOBODY/")])

    with pytest.raises(rows.NotMeasurable, match="/trusts/NOBODY/ answers 404"):
        one_page.carry_out(plan, tmp_path, client)


@pytest.mark.django_db
def test_a_page_weighs_its_html_and_the_files_that_it_loads(client, tmp_path):
    found = one_page.carry_out(Plan([Step("get", "/exemplars/")]), tmp_path, client)["weight"]

    assert found["html_gzip"] < found["html"] < found["page"] and found["files"] >= 2
    assert found["html_gzip"] < found["page_gzip"] < found["page"]


@pytest.mark.full
def test_the_search_of_this_tree_can_be_timed(tmp_path):
    (row,) = search_times.measure(command.ROOT, sites.Sites(command.ROOT, tmp_path), [200])

    assert not row.note
    assert row.values["entries"] > 200 and row.values["page p50 ms"] > row.values["engine p50 ms"]


@pytest.mark.full
def test_every_kind_of_page_can_be_measured_on_this_tree(tmp_path):
    found = pages.measure(command.ROOT, sites.Sites(command.ROOT, tmp_path), processes=1)

    assert not [f"{row.subject}: {row.note}" for row in found if row.note]


def test_only_what_a_browser_loads_at_once_is_weighed():
    html = (
        '<link rel="stylesheet" href="/a.css"><link rel="canonical" href="/b/">'
        '<script src="/c.js"></script><script>1</script><img src="data:x"><img src="/d.png">'
        '<a href="/e/"><script src="/c.js"></script>'
    )

    assert weights.linked(html) == ["/a.css", "/c.js", "/d.png"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("subject", "work", "reason"),
    [
        ("model", lambda: page_types.model("casestudies.NoSuchThing"), "no model casestudies"),
        ("person", lambda: page_types.prepare("/my/", None), "nobody in the demonstration is a"),
        ("module", lambda: __import__("search.no_such_module"), "ModuleNotFoundError: No module"),
    ],
)
def test_what_a_tree_lacks_is_told_in_its_own_row(subject, work, reason):
    row = rows.row_of("pages", subject, work)

    assert not row.values and row.note.startswith("not measurable: ") and reason in row.note
    assert row.note in rows.as_table({}, [row])


def test_what_fails_in_another_process_is_told_by_its_last_sentence(tmp_path):
    raises = (
        "from tests.benchmarks.figures.rows import NotMeasurable\n"
        "raise NotMeasurable('the site has no door')"
    )

    with pytest.raises(rows.NotMeasurable, match=r"^the site has no door$"):
        sites.run(command.ROOT, ["-c", raises], tmp_path)


def test_a_collection_that_is_not_given_is_a_plain_row(monkeypatch, tmp_path):
    monkeypatch.delenv(ranking.FOLDER, raising=False)

    first, _ = ranking.measure(tmp_path, SimpleNamespace())

    assert first.note.startswith("not measurable: EXEMPLAR_DATA_DIR is not set")


def test_minutes_of_the_loops_come_from_an_earlier_run(tmp_path):
    file = tmp_path / "loops.json"
    file.write_text(json.dumps({"quick": {"wall minutes": 15}}))

    found = figures_of(loops.measure(tmp_path, runs=False, given=file))

    assert found["quick"] == {"wall minutes": 15}
    assert "no figures of the loop" in found["ci"]


def test_the_table_and_the_json_say_when_where_and_of_what(monkeypatch, tree, capsys):
    monkeypatch.setattr(command, "ROOT", tree)

    command.main(["--only", "code,loops", "--json", str(tree / "figures.json")])

    written = json.loads((tree / "figures.json").read_text())
    assert {"date", "commit", "cores", "python", "database"} <= set(written["about"])
    assert {one["family"] for one in written["figures"]} == {"code", "loops"}
    printed = capsys.readouterr().out
    assert "source modules" in printed and "not measurable: run it with --loops" in printed


def test_an_unknown_family_is_refused_with_those_there_are(capsys):
    with pytest.raises(SystemExit):
        command.main(["--only", "colour"])

    assert "There is no family colour. Choose from: code, types" in capsys.readouterr().err
