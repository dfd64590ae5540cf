"""A rebuild beside a live index: searches are answered, and no change is lost."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from search.engines import get_engine, store
from search.models import SearchEntry
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
    real_fill = store.fill

    def fill_while_people_work(*args):
        count = real_fill(*args)
        monkeypatch.setattr(store, "fill", real_fill)
        kept.title = "Share hoists"
        kept.save_revision().publish()
        gone.delete()
        make_case_study(title="Share pumps")
        return count

    monkeypatch.setattr(store, "fill", fill_while_people_work)
    get_engine().rebuild()

    assert titles("hoists") == ["Share hoists"]
    assert titles("pumps") == ["Share pumps"]
    assert titles("beds wheelchairs") == []
    assert get_engine().count() == SearchEntry.objects.filter(gone=False).count()
