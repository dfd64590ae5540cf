"""What an editor should look at: each list holds what it says, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from casestudies.desk import queries as desk_queries
from casestudies.desk.queries import RecordList
from casestudies.models import CaseStudyPage, Contact
from tests.builders.casestudies import (
    make_adoption,
    make_case_study,
    make_grade,
    make_signpost,
    sign_line,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def listed(which):
    return [row.page for row in desk_queries.rows(which)]


@pytest.mark.parametrize(
    ("days", "which"),
    [
        (-1, RecordList.STALE),
        (0, RecordList.DUE),
        (60, RecordList.DUE),
        (61, None),
    ],
)
def test_a_record_is_stale_the_day_after_its_date_and_due_for_60_days_before(days, which):
    page = make_case_study(review_by=TODAY + timedelta(days=days))

    held = {one for one in (RecordList.STALE, RecordList.DUE) if page in listed(one)}

    assert held == ({which} if which else set())


def test_the_longest_waiting_comes_first():
    late = make_case_study(review_by=TODAY - timedelta(days=9))
    later = make_case_study(review_by=TODAY - timedelta(days=90))

    assert listed(RecordList.STALE) == [later, late]


def test_nobody_to_ask():
    gone, half = make_case_study(), make_case_study()
    Contact.objects.filter(page=gone).update(left=True)
    Contact.objects.filter(page=half, name="Contact 0").update(left=True)

    assert listed(RecordList.NO_CONTACT) == [gone]
    assert "Contact 0, Contact 1: left." in desk_queries.rows(RecordList.NO_CONTACT)[0].why


def test_a_grade_that_no_longer_follows_from_the_facts():
    same, other = make_case_study(), make_case_study(independence="own-trust")
    for page in (same, other):
        make_grade(page, computed="promising")
    for _ in range(2):
        make_adoption(other)

    rows = desk_queries.rows(RecordList.UNGRADED)

    assert [row.page for row in rows] == [other]
    assert "promising" in rows[0].why and "good" in rows[0].why
    assert "/grade/" in rows[0].url


def test_a_record_without_a_grade():
    page = make_case_study()

    assert listed(RecordList.UNGRADED) == [page]


def test_a_figure_changed_after_its_signature():
    page, sound = make_case_study(), make_case_study()
    for one in (page, sound):
        sign_line(one)
    page = CaseStudyPage.objects.get(pk=page.pk)
    line = page.savings.all()[0]
    line.amount = Decimal(999)
    page.savings = [line]
    page.save()

    assert listed(RecordList.VOID) == [page]


def test_retired_unpublished_and_signposts_are_in_no_list():
    past = TODAY - timedelta(days=5)
    make_case_study(review_by=past, publish=False, contacts=[])
    make_case_study(review_by=past, retired_on=TODAY, retired_reason="Gone.")
    make_signpost()

    assert set(desk_queries.counts().values()) == {0}


def test_counts_take_the_same_number_of_queries_however_many_records(django_assert_max_num_queries):
    for _ in range(3):
        sign_line(make_case_study())
    with django_assert_max_num_queries(20):
        desk_queries.counts()
    for _ in range(6):
        sign_line(make_case_study())
    with django_assert_max_num_queries(20):
        desk_queries.counts()
