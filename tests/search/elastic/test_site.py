"""A site on Elasticsearch: its index follows, and while it is away the database answers."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from search import checks, draining, entries, outbox
from search.engines import failover, get_engine
from search.engines.elastic import indices, mapping, rebuilding, writing
from search.models import IndexProblem, SearchEntry
from search.query import SearchQuery
from tests.builders.casestudies import make_case_study
from tests.builders.search import titles

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture(autouse=True)
def built(site):
    call_command("rebuild_index", verbosity=0)


def alias():
    return settings.ELASTICSEARCH_INDEX


def drain():
    done = draining.drain()
    indices.client().indices.refresh(index="_all")
    return done


def test_what_is_published_changed_and_hidden_is_followed():
    page = make_case_study(title="Share wheelchairs")
    assert drain().sent
    assert titles("wheelchairs") == ["Share wheelchairs"]

    page.title = "Share hoists"
    page.save_revision().publish()
    drain()
    assert (titles("hoists"), titles("wheelchairs")) == (["Share hoists"], [])

    page.unpublish()
    drain()
    assert titles("hoists") == []
    assert get_engine("elasticsearch").ids() == set(
        SearchEntry.objects.values_list("pk", flat=True)
    )
    assert not SearchEntry.objects.filter(gone=True).exists(), "both indexes have taken note"


def test_while_it_is_away_people_publish_and_search_and_it_catches_up(client, settings, away):
    home = settings.ELASTICSEARCH_URL
    page = make_case_study(title="Share wheelchairs")
    drain()
    away()

    make_case_study(title="Share wheelchair ramps")
    page.unpublish()

    answer = client.get("/search/?q=wheelchair").content.decode()
    assert "Share <mark>wheelchair</mark> ramps" in answer
    assert failover.NOTICE in answer
    assert draining.drain().away
    assert len(outbox.pending("elasticsearch", limit=10)) > 1, "it waits"

    settings.ELASTICSEARCH_URL = home
    drain()
    answer = client.get("/search/?q=wheelchair").content.decode()
    assert failover.NOTICE not in answer
    assert titles("wheelchair") == ["Share wheelchair ramps"]
    assert outbox.pending("elasticsearch", limit=10) == []


def test_a_cluster_that_is_away_is_not_waited_for_by_every_reader(away):
    away()
    assert get_engine().search(SearchQuery()).notice
    assert failover.rest.is_on()

    assert get_engine().match_labels(["a"], sees_network=False, limit=5) == []


def test_an_older_change_that_arrives_late_undoes_nothing():
    make_case_study(title="Share wheelchairs")
    entry = SearchEntry.objects.get(title="Share wheelchairs")
    old = (entry.pk, entry.version, entries.index_row(entry))
    entry.title = "Share hoists"
    new = (entry.pk, entry.version + 1, entries.index_row(entry))
    index = alias()

    assert writing.send(index, [new], live=True) == {}
    assert writing.send(index, [old], live=True) == {}
    assert writing.send(index, [(entry.pk, entry.version, None)], live=True) == {}

    indices.client().indices.refresh(index=index)
    assert entry.pk in get_engine("elasticsearch").ids()
    found = indices.client().get(index=index, id=str(entry.pk))["_source"]["title"]
    assert found == "share hoists"


def test_a_record_that_the_index_refuses_holds_up_no_other():
    make_case_study(title="Share wheelchairs")
    make_case_study(title="Share hoists")
    bad = SearchEntry.objects.get(title="Share wheelchairs")
    # No index takes a single word of 40,000 letters.
    SearchEntry.objects.filter(pk=bad.pk).update(facets={"area": ["x" * 40_000]}, digest="")

    done = drain()

    assert done.refused == 1
    problem = IndexProblem.objects.get()
    assert problem.entry == bad and "f_area" in problem.reason
    assert "search.W006" in [found.id for found in checks.cluster_is_in_step()]
    assert titles("hoists") == ["Share hoists"]
    assert outbox.pending("elasticsearch", limit=10) == []

    entries.repair()
    drain()
    assert titles("wheelchairs") == ["Share wheelchairs"], "mended, it is taken"
    assert not IndexProblem.objects.exists()


def test_a_rebuild_answers_throughout_and_leaves_one_index():
    make_case_study(title="Share wheelchairs")
    drain()
    before = indices.behind(alias())

    call_command("rebuild_index", verbosity=0)

    after = indices.behind(alias())
    assert len(after) == 1 and after != before
    assert titles("wheelchairs") == ["Share wheelchairs"]
    assert list(indices.client().indices.get(index=f"{alias()}-*").body) == after


def test_a_change_during_a_rebuild_is_not_lost(monkeypatch):
    kept = make_case_study(title="Share wheelchairs")
    lost = make_case_study(title="Share beds")
    drain()
    fill = rebuilding._fill

    def fill_while_people_work(index):
        done = fill(index)
        kept.title = "Share hoists"
        kept.save_revision().publish()
        lost.delete()
        make_case_study(title="Share ramps")
        # The tombstone is swept by everybody else while the new index does not know of it yet.
        draining.drain()
        return done

    monkeypatch.setattr(rebuilding, "_fill", fill_while_people_work)
    call_command("rebuild_index", verbosity=0)
    indices.client().indices.refresh(index=alias())

    assert sorted(titles("share")) == ["Share hoists", "Share ramps"]
    assert outbox.pending("elasticsearch", limit=10) == []


def test_the_checks_tell_drift_and_absence(away, monkeypatch):
    assert checks.cluster_is_in_step() == []
    monkeypatch.setitem(mapping.SETTINGS, "number_of_shards", 2)
    (drifted,) = checks.cluster_is_in_step()
    assert drifted.id == "search.W005" and "rebuild_index" in drifted.hint
    away()
    (gone,) = checks.cluster_is_in_step()
    assert gone.id == "search.W004"


def test_a_rebuild_of_a_cluster_that_is_away_says_so(away):
    away()
    with pytest.raises(CommandError, match="does not answer"):
        call_command("rebuild_index", verbosity=0)


def test_draining_before_the_first_rebuild_makes_no_index_by_itself(settings):
    settings.ELASTICSEARCH_INDEX += "-new"
    make_case_study(title="Share wheelchairs")

    done = draining.drain()

    assert "rebuild_index" in done.away
    assert not indices.client().indices.exists(index=settings.ELASTICSEARCH_INDEX)
