"""A rebuild beside a live index: searches are answered, and no change is lost."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from search.indexing import catching_up
from search.models import SearchEntry
from search.site_engine import get_engine
from tests.builders.casestudies import make_case_study
from tests.builders.search import ask, titles


def test_searches_are_answered_throughout_a_rebuild(on_disk):
    for number in range(5):
        make_case_study(title=f"Share wheelchairs {number}")
    answers, faults, stop = [], [], threading.Event()

    def reader():
        while not stop.is_set():
            try:
                answers.append(ask("wheelchairs").total)
            except Exception as fault:
                faults.append(fault)
        connection.close()

    thread = threading.Thread(target=reader)
    thread.start()
    for _ in range(5):
        get_engine().rebuild()
    stop.set()
    thread.join()

    assert not faults
    assert len(answers) > 5
    assert set(answers) == {5}


@pytest.mark.django_db
def test_a_change_during_a_rebuild_is_not_lost(monkeypatch):
    kept = make_case_study(title="Share wheelchairs")
    gone = make_case_study(title="Share beds")
    real = catching_up.all_changes

    def while_people_work():
        yield from list(real())
        kept.title = "Share hoists"
        kept.save_revision().publish()
        gone.delete()
        make_case_study(title="Share pumps")

    monkeypatch.setattr(catching_up, "all_changes", while_people_work)
    get_engine().rebuild()

    assert titles("hoists") == ["Share hoists"]
    assert titles("pumps") == ["Share pumps"]
    assert titles("beds wheelchairs") == []
    assert get_engine().count() == SearchEntry.objects.filter(gone=False).count()


@pytest.mark.django_db
def test_only_one_builds_at_a_time():
    make_case_study(title="Share wheelchairs")
    engine = catching_up.kept_engines()[0]

    with engine.building() as is_ours:
        assert is_ours
        assert catching_up.build(engine) is None
