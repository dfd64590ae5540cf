"""An index in the cluster that another process, machine, database or version of the code wrote."""

from __future__ import annotations

import threading

import pytest
from django.conf import settings

from portal.background.backends import ALIAS, DatabaseBackend
from portal.background.running import do_what_waits
from search import checks, site_engine
from search.engines.contract import Position
from search.engines.elastic import indices, mapping
from search.engines.elastic.engine import ElasticsearchEngine
from search.engines.elastic.indices import ClusterIndex
from search.indexing import catching_up, history
from search.models import IndexMark, SearchEntry
from tests.builders.casestudies import make_case_study
from tests.builders.search import ask, titles

pytestmark = pytest.mark.elasticsearch


def alias():
    return settings.ELASTICSEARCH_INDEX


def all_indices():
    return sorted(indices.client().indices.get(index=f"{alias()}-*").body)


def in_the_cluster():
    return ElasticsearchEngine().ids()


def in_the_database():
    return set(SearchEntry.objects.filter(gone=False).values_list("pk", flat=True))


def restore_an_older_database():
    """As a backup would: the numbers go on from an older one, and are given out again."""
    before = IndexMark.objects.get(name=IndexMark.ENTRIES)
    page = make_case_study(title="Share wheelchairs")
    catching_up.bring_up_to_date(ElasticsearchEngine())
    assert titles("wheelchairs") == ["Share wheelchairs"]
    SearchEntry.objects.filter(object_id=page.pk, type="case-study").delete()
    before.save()
    make_case_study(title="Share hoists")


@pytest.mark.django_db
def test_an_index_of_another_history_is_not_believed_and_is_built_anew(follow):
    make_case_study(title="Cut agency nursing")
    follow()
    restore_an_older_database()
    old = indices.behind(alias())

    assert "never had" in checks.cluster_is_in_step()[0].msg
    found = ask("share")
    assert found.notice == site_engine.RESERVE
    assert titles("share") == ["Share hoists"], "this machine's own index has noticed by itself"

    assert follow() == len(in_the_database()), "all are taken anew"
    assert (ask("share").notice, titles("share")) == ("", ["Share hoists"])
    assert in_the_cluster() == in_the_database()
    assert indices.behind(alias()) == all_indices() != old


@pytest.mark.django_db
def test_an_index_of_another_layout_is_not_believed_and_is_built_anew(follow, monkeypatch):
    make_case_study(title="Share wheelchairs")
    with monkeypatch.context() as other_code:
        other_code.setitem(mapping.SETTINGS, "max_result_window", 50_000)
        follow()
    old = indices.behind(alias())
    assert ask("wheelchairs").notice == site_engine.RESERVE

    assert follow() == len(in_the_database())

    assert ask("wheelchairs").notice == ""
    assert indices.behind(alias()) == all_indices() != old


class Killed(BaseException):
    """The end of a process."""


@pytest.mark.django_db
def test_a_build_that_fails_leaves_no_index_behind(follow, monkeypatch):
    follow()
    live = indices.behind(alias())
    with monkeypatch.context() as failing:
        failing.setattr(indices, "compact", lambda _: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            catching_up.build(ElasticsearchEngine())

    assert all_indices() == live


@pytest.mark.django_db
@pytest.mark.parametrize("then", ["build", "follow"])
def test_a_build_that_was_killed_is_removed_by_the_next_who_writes(follow, monkeypatch, then):
    make_case_study(title="Cut agency nursing")
    follow()
    with monkeypatch.context() as killed:
        killed.setattr(indices, "compact", lambda _: (_ for _ in ()).throw(Killed))
        killed.setattr(ElasticsearchEngine, "_drop_unfinished", lambda _: None)
        with pytest.raises(Killed):
            catching_up.build(ElasticsearchEngine())
    assert len(all_indices()) == 2

    make_case_study(title="Share wheelchairs")
    getattr(catching_up, then)(ElasticsearchEngine())

    assert all_indices() == indices.behind(alias())
    assert in_the_cluster() == in_the_database()


@pytest.mark.django_db
def test_a_note_that_was_meant_for_the_index_before_reaches_no_other(follow):
    """One machine reads the position, another swaps the index, the first writes."""
    make_case_study(title="Cut agency nursing")
    follow()
    slow = ElasticsearchEngine()
    seen = slow.position()
    make_case_study(title="Share wheelchairs")
    catching_up.build(ElasticsearchEngine())
    newest = history.position()

    slow.write([], Position(seen.version + 1_000_000, newest.token))

    assert ElasticsearchEngine().position() == newest
    assert follow() == 0


@pytest.mark.django_db
def test_of_two_who_write_at_once_the_slower_takes_nothing_back(follow):
    make_case_study(title="Cut agency nursing")
    follow()
    slow, quick = ElasticsearchEngine(), ElasticsearchEngine()
    before = slow.position()
    make_case_study(title="Share wheelchairs")
    catching_up.follow(quick)

    slow.write([], before)

    assert ElasticsearchEngine().position() == history.position()
    assert titles("wheelchairs") == ["Share wheelchairs"]


@pytest.mark.django_db
def test_two_machines_that_swap_at_once_leave_one_index(follow, monkeypatch):
    follow()
    first, second = (indices.new_name(alias()) for _ in range(2))
    for name in (first, second):
        indices.create(name)
        ClusterIndex(name).fill([], history.position())
    behind = indices.behind(alias())
    looks = iter([behind])
    real = indices.behind
    indices.swap(alias(), first)

    # The second looked before the first had swapped.
    monkeypatch.setattr(indices, "behind", lambda name: next(looks, None) or real(name))
    indices.swap(alias(), second)

    assert real(alias()) == all_indices() == [second]


@pytest.mark.django_db
def test_two_indices_behind_the_alias_are_not_believed(follow):
    """The first build of two machines at once."""
    make_case_study(title="Share wheelchairs")
    follow()
    other = indices.new_name(alias())
    indices.create(other)
    ClusterIndex(other).fill([], history.position())
    indices.client().indices.put_alias(index=other, name=alias())

    assert ask("wheelchairs").notice == site_engine.RESERVE
    follow()
    assert len(all_indices()) == 1
    assert ask("wheelchairs").notice == ""


@pytest.mark.django_db
def test_a_change_during_a_build_is_not_lost(follow, monkeypatch):
    kept = make_case_study(title="Share wheelchairs")
    lost = make_case_study(title="Share beds")
    follow()
    fill = ClusterIndex.fill

    def fill_while_people_work(*args):
        fill(*args)
        kept.title = "Share hoists"
        kept.save_revision().publish()
        lost.delete()
        make_case_study(title="Share ramps")
        # Somebody else brings the old index into step meanwhile.
        catching_up.follow(ElasticsearchEngine())

    monkeypatch.setattr(ClusterIndex, "fill", fill_while_people_work)
    catching_up.build(ElasticsearchEngine())

    assert sorted(titles("share")) == ["Share hoists", "Share ramps"]
    assert follow() == 0
    assert in_the_cluster() == in_the_database()


def test_a_publish_is_followed_in_the_background_and_waits_for_nothing(
    on_disk, site, settings, monkeypatch
):
    settings.TASKS = {
        **settings.TASKS,
        ALIAS: {"BACKEND": f"{DatabaseBackend.__module__}.DatabaseBackend"},
    }
    make_case_study(title="Cut agency nursing")
    catching_up.wait_for_background()
    catching_up.bring_up_to_date(ElasticsearchEngine())
    may_go_on = threading.Event()
    position = ElasticsearchEngine.position

    def slow(engine):
        may_go_on.wait(timeout=10)
        return position(engine)

    monkeypatch.setattr(ElasticsearchEngine, "position", slow)
    try:
        make_case_study(title="Share wheelchairs")
        assert ask("wheelchairs").total == 0, "the cluster is held up, and the editor has gone on"
    finally:
        may_go_on.set()
    assert do_what_waits() == 1

    assert (ask("wheelchairs").total, ask("wheelchairs").notice) == (1, "")
    assert in_the_cluster() == in_the_database()


def test_a_search_starts_the_build_of_an_index_that_is_lost(on_disk, site):
    make_case_study(title="Share wheelchairs")
    catching_up.wait_for_background()
    IndexMark.objects.filter(name=IndexMark.ENTRIES).update(token=1, recent="")

    assert ask("wheelchairs").notice == site_engine.RESERVE
    catching_up.wait_for_background()
    site_engine.rest.end()

    assert ask("wheelchairs").notice == ""
    assert len(all_indices()) == 1
