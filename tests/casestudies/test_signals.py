"""Announcements: one for each change, or one for each record of a bulk change."""

from __future__ import annotations

import pytest

from casestudies import signals


@pytest.fixture
def heard():
    ids = []

    def listen(*, case_study_id, **_):
        ids.append(case_study_id)

    signals.case_study_changed.connect(listen)
    yield ids
    signals.case_study_changed.disconnect(listen)


# No record has these numbers, so what listens for real finds nothing to do.
pytestmark = pytest.mark.django_db
FIRST, SECOND = 900_001, 900_002


def test_a_change_is_announced_at_once(heard):
    signals.announce(FIRST)

    assert heard == [FIRST]


def test_a_bulk_change_announces_each_record_once_and_at_the_end(heard):
    with signals.gathered():
        signals.announce(FIRST)
        signals.announce(SECOND)
        signals.announce(FIRST)
        assert heard == []

    assert heard == [FIRST, SECOND]


def test_a_bulk_change_that_fails_announces_nothing(heard):
    with pytest.raises(ZeroDivisionError), signals.gathered():
        signals.announce(FIRST)
        raise ZeroDivisionError

    assert heard == []


def test_after_a_failed_bulk_change_announcing_works_again(heard):
    with pytest.raises(ZeroDivisionError), signals.gathered():
        raise ZeroDivisionError

    signals.announce(FIRST)

    assert heard == [FIRST]


def test_a_bulk_change_is_also_announced_as_one(heard):
    together = []

    def listen(*, case_study_ids, **_):
        together.append(list(case_study_ids))

    signals.case_studies_changed.connect(listen)
    try:
        with signals.gathered():
            signals.announce(FIRST)
            with signals.gathered():
                signals.announce(SECOND)
            signals.announce(FIRST)
    finally:
        signals.case_studies_changed.disconnect(listen)

    assert together == [[FIRST, SECOND]]
    assert heard == [FIRST, SECOND]
