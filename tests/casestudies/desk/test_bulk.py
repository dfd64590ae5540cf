"""Many records at once: each stands for itself, each change is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casestudies.desk import bulk
from casestudies.models import CaseStudyPage
from portal.accounts.models import AuditEntry, Notice
from tests.builders.casestudies import make_area, make_case_study, make_person
from tests.builders.search import titles

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def editor():
    return make_person("editor")


def fresh(page):
    return CaseStudyPage.objects.get(pk=page.pk)


def test_owners_are_written_to_once_a_day(editor):
    page = make_case_study()
    author = make_person("author", page.trust)

    (first,) = bulk.ask([page], by=editor, note="Please name somebody.")
    (again,) = bulk.ask([page], by=editor, note="Please name somebody.")

    assert first.done and not again.done and "today already" in again.text
    notice = Notice.objects.get(recipient=author, kind="case_study.asked")
    assert notice.body == "Please name somebody." and str(page.pk) in notice.url
    assert AuditEntry.objects.filter(action="case_study.asked").count() == 1


def test_one_that_cannot_be_done_does_not_stop_the_others(editor):
    gone = make_case_study(retired_on=TODAY, retired_reason="Replaced.")
    page = make_case_study()

    outcomes = bulk.retire([gone, page], by=editor, reason="The system closed.")

    assert [one.done for one in outcomes] == [False, True]
    assert outcomes[0].text == "It is retired already."
    assert fresh(gone).retired_reason == "Replaced."
    assert fresh(page).retired_reason == "The system closed."


def test_a_review_date_is_put_off_and_the_owner_told(editor):
    page = make_case_study(review_by=TODAY - timedelta(days=1))
    author = make_person("author", page.trust)
    later = TODAY + timedelta(days=90)

    (one,) = bulk.put_off([page], by=editor, review_by=later, reason="The audit is under way.")

    assert one.done and fresh(page).review_by == later
    assert "The audit is under way." in Notice.objects.get(recipient=author).body


@pytest.mark.parametrize(
    ("review_by", "reason", "field"),
    [(TODAY, "Why", "review_by"), (TODAY + timedelta(days=9), " ", "reason")],
)
def test_what_is_wrong_for_all_is_refused_before_any(editor, review_by, reason, field):
    page = make_case_study()

    with pytest.raises(ValidationError) as refused:
        bulk.put_off([page], by=editor, review_by=review_by, reason=reason)

    assert field in refused.value.message_dict
    assert fresh(page).review_by == page.review_by


def test_an_area_is_added_for_readers_in_the_draft_and_in_search(editor):
    area = make_area("Wheelchairs", synonyms=["zimmer frames"])
    page = make_case_study(title="Share one store")
    page.title = "Share one store soon"
    page.save_revision()

    (one,) = bulk.add_area([fresh(page)], by=editor, area=area)

    assert one.done
    assert area in fresh(page).areas.all()
    draft = fresh(page).get_latest_revision_as_object()
    assert area in draft.areas.all() and draft.title == "Share one store soon"
    assert fresh(page).has_unpublished_changes, "the author's own changes stay unpublished"
    assert fresh(page).title == "Share one store"
    assert "Share one store" in titles("zimmer frames")


def test_publishing_the_draft_later_does_not_undo_it(editor):
    area = make_area()
    page = make_case_study()

    bulk.add_area([page], by=editor, area=area)
    fresh(page).get_latest_revision().publish()

    assert area in fresh(page).areas.all()
    assert not fresh(page).has_unpublished_changes


def test_three_areas_are_the_most_and_one_the_least(editor):
    areas = [make_area() for _ in range(4)]
    full, single = make_case_study(areas=areas[:3]), make_case_study(areas=areas[:1])

    (too_many,) = bulk.add_area([full], by=editor, area=areas[3])
    (none_left,) = bulk.take_area([single], by=editor, area=areas[0])
    (taken,) = bulk.take_area([full], by=editor, area=areas[0])

    assert not too_many.done and "the most" in too_many.text
    assert not none_left.done and "no area left" in none_left.text
    assert taken.done and set(fresh(full).areas.all()) == set(areas[1:3])


@pytest.mark.parametrize("role", ["author", "member", "finance_approver"])
def test_nobody_else_may(role):
    page = make_case_study()
    person = make_person(role, page.trust)

    with pytest.raises(PermissionDenied):
        bulk.retire([page], by=person, reason="No.")
    with pytest.raises(PermissionDenied):
        bulk.ask([page], by=person, note="Hello.")
