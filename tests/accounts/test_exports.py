"""Lists that leave as files: they hold what the screen shows, and the trail says who took them."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from wagtail.admin.viewsets import viewsets
from wagtail.snippets.models import get_snippet_models
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.accounts import audit
from portal.accounts.audit import cell_text
from portal.accounts.models import AuditEntry
from tests.builders.accounts import make_administrator, make_author, make_user
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def list_screens():
    """Every list of ours in Wagtail's admin, by the address of its index."""
    viewsets.populate()
    ours = ("portal.", "casestudies.", "search.")
    snippets = [model.snippet_viewset for model in get_snippet_models()]
    return {
        type(one).__name__: one
        for one in [*viewsets.viewsets, *snippets]
        if type(one).__module__.startswith(ours) and hasattr(one, "list_display")
    }


def rows_of(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_every_list_of_the_editor_exports_the_columns_it_shows(client):
    client.force_login(make_user(is_superuser=True, held=["administrator"]))
    make_author(make_trust())
    faults = []

    screens = list_screens()
    for name, screen in screens.items():
        at = "list" if isinstance(screen, SnippetViewSet) else "index"
        address = reverse(screen.get_url_name(at))
        columns = client.get(address).context["table"].columns
        rows = rows_of(client.get(address, {"export": "csv"}))
        shown, number = len(set(columns) - {"bulk_actions"}), screen.model.objects.count()
        # Taking the trail away is an entry of its own, which comes after what is taken.
        whole = len(rows) - 1 in (number, number - (name == "AuditViewSet"))
        if len(rows[0]) < shown or not whole or not all(rows[0]):
            faults.append((name, rows[:2], list(columns), number))

    assert len(screens) >= 9
    assert faults == []


def test_the_trail_leaves_with_what_it_says(client):
    boss, trust = make_administrator(), make_trust()
    audit.record(by=boss, action="trust.renamed", subject=trust, trust=trust, year=2024)
    client.force_login(boss)

    rows = rows_of(client.get("/cms/audit/", {"export": "csv"}))

    row = next(one for one in rows if "trust.renamed" in one)
    assert row[1:] == [
        str(boss), "trust.renamed", "trusts.trust", str(trust.pk), str(trust), "{'year': 2024}",
    ]  # fmt: skip


def test_whoever_takes_a_list_away_is_in_the_trail(client):
    boss = make_administrator()
    client.force_login(boss)

    for path in ("/cms/audit/", "/cms/users/"):
        client.get(path, {"export": "csv"})
    client.get("/cms/audit/", {"export": "xlsx"})
    client.get("/cms/audit/")

    taken = AuditEntry.objects.filter(action="data.exported", by=boss).order_by("pk")
    assert [(one.detail["view"], one.detail["format"]) for one in taken] == [
        ("audit:index", "csv"), ("wagtailusers_users:index", "csv"), ("audit:index", "xlsx"),
    ]  # fmt: skip


def test_a_visitor_who_downloads_public_results_leaves_no_entry(client):
    client.get("/search.csv")

    assert not AuditEntry.objects.filter(action="data.exported").exists()


@pytest.mark.parametrize("formula", ["=1+1", "+44 20", "-1", "@SUM(A1)", "\t=1"])
def test_a_cell_that_would_be_worked_out_is_shown_instead(formula):
    assert cell_text(formula) == f"'{formula}"


def test_an_export_of_people_shows_a_formula_and_does_not_run_it(client):
    make_user(first_name="=HYPERLINK(1)")
    client.force_login(make_administrator())

    rows = rows_of(client.get("/cms/users/", {"export": "csv"}))

    assert any("'=HYPERLINK(1)" in row for row in rows)


@pytest.mark.parametrize("role", ["editor", "programme_manager"])
def test_nobody_but_an_administrator_takes_the_trail(client, role):
    client.force_login(make_user(held=[role]))

    assert client.get("/cms/audit/", {"export": "csv"}).status_code == 302
