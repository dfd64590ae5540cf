"""Versions, tombstones, availability and repair."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from casestudies.models import CaseStudyPage
from search import checks, ranking
from search.indexing import entries, history
from search.models import IndexMark, SearchEntry
from tests.builders.casestudies import make_case_study, make_signpost
from tests.builders.due import run_due
from tests.builders.search import ask, titles

pytestmark = pytest.mark.django_db


def entry_of(page):
    return SearchEntry.objects.get(type="case-study", object_id=page.pk)


def test_nothing_is_written_when_nothing_changed():
    page = make_case_study()
    before = entry_of(page).version

    assert entries.refresh_case_studies([page.pk]) == 0
    assert entry_of(page).version == before


def test_each_change_has_a_higher_version():
    page = make_case_study()
    before = entry_of(page).version

    page.title = "Share hoists"
    page.save_revision().publish()

    assert entry_of(page).version > before


def test_a_deleted_page_leaves_a_blank_tombstone_for_a_month():
    page = make_case_study(title="Share wheelchairs")

    page.delete()

    left = SearchEntry.objects.get(gone=True)
    assert (left.title, left.body, left.gist, left.url) == ("", "", "", "")
    assert run_due(timezone.now() + timedelta(days=29))["search.sweep"] == 0
    assert run_due(timezone.now() + timedelta(days=31))["search.sweep"] == 1
    assert not SearchEntry.objects.filter(gone=True).exists()


def test_a_page_published_again_comes_back_from_its_tombstone():
    page = make_case_study(title="Share wheelchairs")

    page.unpublish()
    assert entry_of(page).gone
    page.save_revision().publish()

    assert titles("wheelchairs") == ["Share wheelchairs"]


def test_a_change_that_is_rolled_back_leaves_no_trace():
    page = make_case_study(title="Share wheelchairs")
    page.title = "Share hoists"

    with pytest.raises(RuntimeError), transaction.atomic():
        page.save(clean=False)
        assert titles("hoists") == ["Share hoists"]
        raise RuntimeError

    assert titles("hoists") == []
    assert titles("wheelchairs") == ["Share wheelchairs"]


def test_places_are_kept_when_the_page_changes():
    page = make_case_study()

    assert entries.set_availability(places=2, case_study_ids=[page.pk]) == 1
    page.title = "Share hoists"
    page.save_revision().publish()

    assert entry_of(page).places == 2


def test_send_due_mends_what_was_written_past_the_handlers():
    page = make_case_study(title="Share wheelchairs")
    CaseStudyPage.objects.filter(pk=page.pk).update(title="Share hoists")

    assert run_due(timezone.now())["search.repair"] == 1
    assert run_due(timezone.now())["search.repair"] == 0
    assert titles("hoists") == ["Share hoists"]


def test_a_hit_that_the_index_holds_wrongly_is_not_shown():
    page = make_case_study(title="Share wheelchairs")

    CaseStudyPage.objects.filter(pk=page.pk).update(live=False)

    assert titles("wheelchairs") == []


def test_a_rebuild_mends_entries_and_index(capsys):
    page = make_case_study(title="Share wheelchairs")
    assert titles("wheelchairs") == ["Share wheelchairs"]
    CaseStudyPage.objects.filter(pk=page.pk).update(title="Share hoists")

    call_command("rebuild_index", engine="database")

    assert titles("hoists") == ["Share hoists"]
    assert checks.index_is_in_step(["default"]) == []
    assert "embedded: " in capsys.readouterr().out


def test_an_engine_that_nobody_has_is_told_at_the_start(settings):
    settings.SEARCH_ENGINE = "elsewhere"

    assert [warning.id for warning in checks.engine_is_known()] == ["search.W003"]
    assert ask().total == 0


def test_versions_are_counted_in_one_place():
    first, second = history.next_versions(1), history.next_versions(3)

    assert (second.first, second.last) == (first.last + 1, first.last + 3)
    assert IndexMark.objects.get(name=IndexMark.ENTRIES).version == second.last


def test_an_old_database_may_say_database_for_the_embedded_engine(settings):
    settings.SEARCH_ENGINE = "database"
    make_case_study(title="Share wheelchairs")

    assert checks.engine_is_known() == []
    assert titles("wheelchairs") == ["Share wheelchairs"]


def test_a_signpost_stands_a_little_lower_in_the_index():
    make_signpost(title="Share wheelchairs")

    assert SearchEntry.objects.get(title="Share wheelchairs").prior == ranking.UNCHECKED
