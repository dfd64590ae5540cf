from __future__ import annotations

import pytest

from casestudies.adoptions.take_up import adoption_summary
from tests.builders.casestudies import make_adoption, make_case_study

pytestmark = pytest.mark.django_db
STOPPED = {"status": "stopped", "stopped_reason": "cost"}


def test_adopters_are_named():
    page = make_case_study()
    adoption = make_adoption(page)

    assert adoption_summary(page).adopters == (adoption,)


def test_a_claim_counts_nowhere():
    page = make_case_study()
    make_adoption(page, confirmed=False)

    summary = adoption_summary(page)

    assert (summary.named, summary.taken_up) == ((), 0)


def test_one_that_stopped_is_not_named_nor_counted_among_few():
    page = make_case_study()
    for _ in range(3):
        make_adoption(page)
    make_adoption(page, **STOPPED)

    summary = adoption_summary(page)

    assert (summary.stopped, summary.unnamed_stopped) == ((), None)


def test_one_that_stopped_is_counted_without_a_name_among_five():
    page = make_case_study()
    for _ in range(4):
        make_adoption(page)
    make_adoption(page, **STOPPED)

    summary = adoption_summary(page)

    assert (summary.stopped, summary.unnamed_stopped) == ((), 1)
    assert summary.stop_reasons == ("It cost too much to run",)


def test_one_that_stopped_and_agreed_is_named():
    page = make_case_study()
    adoption = make_adoption(page, show_name_if_stopped=True, **STOPPED)

    assert adoption_summary(page).stopped == (adoption,)


def test_more_adopters_take_no_more_queries(django_assert_num_queries):
    page = make_case_study()
    for _ in range(4):
        make_adoption(page, savings=[{}])

    with django_assert_num_queries(6):
        adoption_summary(page)
