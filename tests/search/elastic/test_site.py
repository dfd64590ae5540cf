"""A site on Elasticsearch: its index follows, and while it is away this machine's own answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from search import checks, site_engine
from search.analysis import stemmed
from search.engines.elastic import indices, mapping
from search.engines.elastic.engine import ElasticsearchEngine
from search.indexing import entries
from search.indexing.rows import Change, changes_between
from search.models import IndexProblem, SearchEntry
from search.query import SearchQuery
from search.site_engine import completions, get_engine
from tests.builders.casestudies import make_case_study
from tests.builders.due import run_due
from tests.builders.search import ask, titles

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture(autouse=True)
def built(site):
    call_command("rebuild_index", verbosity=0)


def alias():
    return settings.ELASTICSEARCH_INDEX


def all_indices():
    return sorted(indices.client().indices.get(index=f"{alias()}-*").body)


def in_the_cluster():
    return ElasticsearchEngine().ids()


def in_the_database():
    return set(SearchEntry.objects.filter(gone=False).values_list("pk", flat=True))


def test_what_is_published_changed_and_hidden_is_followed(follow):
    page = make_case_study(title="Share wheelchairs")
    assert follow()
    assert titles("wheelchairs") == ["Share wheelchairs"]

    page.title = "Share hoists"
    page.save_revision().publish()
    follow()
    assert (titles("hoists"), titles("wheelchairs")) == (["Share hoists"], [])

    page.unpublish()
    follow()
    assert titles("hoists") == []
    assert in_the_cluster() == in_the_database()
    assert follow() == 0, "there is nothing left to take"


def test_the_cluster_answers_and_not_the_reserve(follow, monkeypatch):
    make_case_study(title="Share wheelchairs")
    follow()
    own = site_engine.EmbeddedEngine
    monkeypatch.setattr(own, "answer", lambda *_: pytest.fail("the reserve was asked"))

    found = ask("wheelchairs")

    assert (found.total, found.notice) == (1, "")


def test_while_it_is_away_people_publish_and_search_and_it_catches_up(
    client, settings, away, follow
):
    home = settings.ELASTICSEARCH_URL
    page = make_case_study(title="Share wheelchairs")
    follow()
    away()

    make_case_study(title="Share wheelchair ramps")
    page.unpublish()

    answer = client.get("/search/?q=wheelchair").content.decode()
    assert "Share <mark>wheelchair</mark> ramps" in answer
    assert site_engine.RESERVE in answer
    with pytest.raises(CommandError, match="does not answer"):
        call_command("drain_index", verbosity=0)

    settings.ELASTICSEARCH_URL = home
    call_command("drain_index", verbosity=0)
    site_engine.rest.end()
    answer = client.get("/search/?q=wheelchair").content.decode()
    assert site_engine.RESERVE not in answer
    assert titles("wheelchair") == ["Share wheelchair ramps"]
    assert in_the_cluster() == in_the_database()


def test_the_worker_takes_what_waits():
    make_case_study(title="Share wheelchairs")

    assert run_due(timezone.now())["search.send"] > 0

    assert titles("wheelchairs") == ["Share wheelchairs"]
    assert in_the_cluster() == in_the_database()


def test_a_cluster_that_is_away_is_not_waited_for_by_every_reader(away, monkeypatch):
    away()
    assert get_engine().search(SearchQuery()).notice == site_engine.RESERVE
    assert site_engine.rest.is_on()
    monkeypatch.setattr(
        ElasticsearchEngine, "answer", lambda *_: pytest.fail("the cluster was asked again")
    )

    assert get_engine().search(SearchQuery()).notice == site_engine.RESERVE
    assert completions(["a"], sees_network=False, limit=5) == []


def test_an_older_change_that_arrives_late_undoes_nothing(follow):
    make_case_study(title="Share wheelchairs")
    follow()
    entry = SearchEntry.objects.get(title="Share wheelchairs")
    (old,) = changes_between(entry.version - 1, entry.version)
    row = replace(old.row, texts={"title": "Share hoists"}, stored="")
    new = Change(entry.pk, entry.version + 1, row)

    assert indices.send(alias(), [new], is_alias=True) == {}
    assert indices.send(alias(), [old], is_alias=True) == {}
    assert indices.send(alias(), [Change(entry.pk, entry.version, None)], is_alias=True) == {}

    assert entry.pk in in_the_cluster()
    found = indices.client().get(index=alias(), id=str(entry.pk))["_source"][mapping.WORDS]
    assert stemmed("share hoists") in found


def test_a_record_that_the_index_refuses_holds_up_no_other(follow):
    make_case_study(title="Share wheelchairs")
    bad = SearchEntry.objects.get(title="Share wheelchairs")
    # No index takes a single word of 40,000 letters.
    SearchEntry.objects.filter(pk=bad.pk).update(facets={"area": ["x" * 40_000]}, digest="")
    make_case_study(title="Share hoists")

    follow()

    problem = IndexProblem.objects.get()
    assert problem.entry == bad and "f_area" in problem.reason
    assert [found.id for found in checks.cluster_is_in_step()] == ["search.W006"]
    assert titles("hoists") == ["Share hoists"]

    entries.repair()
    follow()
    assert titles("wheelchairs") == ["Share wheelchairs"], "mended, it is taken"
    assert not IndexProblem.objects.exists()
    assert checks.cluster_is_in_step() == []


def test_a_rebuild_that_takes_all_forgets_old_refusals():
    make_case_study(title="Share wheelchairs")
    entry = SearchEntry.objects.get(title="Share wheelchairs")
    IndexProblem.objects.create(index="elasticsearch", entry=entry, reason="It was refused once.")

    call_command("rebuild_index", verbosity=0)

    assert not IndexProblem.objects.exists()


def test_a_rebuild_answers_throughout_and_leaves_one_index(follow):
    make_case_study(title="Share wheelchairs")
    follow()
    before = indices.behind(alias())

    call_command("rebuild_index", verbosity=0)

    after = indices.behind(alias())
    assert len(after) == 1 and after != before
    assert titles("wheelchairs") == ["Share wheelchairs"]
    assert all_indices() == after


def test_the_checks_tell_drift_and_absence(away, monkeypatch):
    assert checks.cluster_is_in_step() == []
    with monkeypatch.context() as other_code:
        other_code.setitem(mapping.SETTINGS, "number_of_shards", 2)
        (drifted,) = checks.cluster_is_in_step()
    assert drifted.id == "search.W005" and "rebuild_index" in drifted.hint
    indices.drop(indices.behind(alias())[0])
    (none,) = checks.cluster_is_in_step()
    assert none.id == "search.W005" and "not there" in none.msg
    away()
    (gone,) = checks.cluster_is_in_step()
    assert gone.id == "search.W004"


def test_a_rebuild_of_a_cluster_that_is_away_says_so(away):
    away()
    with pytest.raises(CommandError, match="does not answer"):
        call_command("rebuild_index", verbosity=0)


def test_a_cluster_without_an_index_gets_one(follow, settings):
    make_case_study(title="Share wheelchairs")
    indices.drop(indices.behind(alias())[0])
    assert ask("wheelchairs").notice == site_engine.RESERVE

    assert follow() == len(in_the_database())

    assert (ask("wheelchairs").notice, titles("wheelchairs")) == ("", ["Share wheelchairs"])
    assert len(all_indices()) == 1
