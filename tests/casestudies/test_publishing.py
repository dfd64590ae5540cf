"""The gate holds in every path that publishes, through real requests where there is one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from casestudies.models import CaseStudyPage
from portal.accounts.models import Notice
from tests.builders.casestudies import (
    make_area,
    make_case_study,
    make_person,
    make_signpost,
    make_trust_shelf,
)
from tests.builders.reviewing import grade_as_computed
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
MISSING = {"not_where": ""}


def fresh(page):
    return CaseStudyPage.objects.get(pk=page.pk)


def test_a_revision_with_a_part_missing_is_not_published():
    page = make_case_study(publish=False, **MISSING)

    with pytest.raises(ValidationError, match="Say where it should not be copied"):
        page.get_latest_revision().publish()

    assert not fresh(page).live


def test_a_page_with_a_part_missing_is_not_saved_live():
    page = make_case_study(publish=False, **MISSING)
    page.live = True

    with pytest.raises(ValidationError):
        page.save()


def test_a_new_page_with_parts_missing_is_not_added_live():
    shelf = make_trust_shelf()

    with pytest.raises(ValidationError):
        shelf.add_child(instance=CaseStudyPage(title="Plan rosters"))


def test_a_live_page_cannot_be_overwritten_by_an_incomplete_version():
    page = make_case_study()
    draft = page.get_latest_revision_as_object()
    draft.not_where = ""

    with pytest.raises(ValidationError):
        draft.save_revision(clean=False).publish()

    assert fresh(page).not_where


def test_an_incomplete_draft_can_be_saved():
    page = make_case_study(publish=False, **MISSING)

    page.result = "Still writing."
    page.save()

    assert fresh(page).result == "Still writing."


def test_a_published_case_study_gets_a_date_for_its_review():
    page = make_case_study(review_by=None)

    assert page.review_by > timezone.localdate()


def test_a_schedule_that_no_longer_passes_is_dropped_and_its_people_told():
    person = make_person()
    late = make_case_study(publish=False, **MISSING)
    schedule(late, person)
    ready = grade_as_computed(make_case_study(publish=False))
    schedule(ready, person)

    call_command("publish_scheduled", verbosity=0)

    assert not fresh(late).live
    assert fresh(ready).live
    assert "not be copied" in Notice.objects.get(recipient=person).body
    assert not late.revisions.filter(approved_go_live_at__isnull=False).exists()


def schedule(page, person):
    revision = page.save_revision(user=person, clean=False)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()


def test_a_moved_case_study_takes_the_trust_of_its_new_shelf():
    page = make_case_study(areas=[make_area()])
    other = make_trust()

    page.move(make_trust_shelf(other), pos="last-child")

    assert fresh(page).trust == other


def test_a_signpost_without_its_source_is_not_published():
    with pytest.raises(ValidationError, match="link to the source"):
        make_signpost(source_url="")


def test_the_lines_of_a_version_stand_on_its_page_and_are_not_looked_up_for_it(
    django_assert_max_num_queries,
):
    page = make_case_study(publish=False)
    version = page.get_latest_revision()
    lines = len(page.savings.all()) + len(page.measures.all()) + len(page.contacts.all())

    with django_assert_max_num_queries(6 + lines) as seen:
        draft = version.as_object()

    pages_read = [
        q for q in seen.captured_queries if 'FROM "casestudies_casestudypage"' in q["sql"]
    ]
    assert len(pages_read) <= 1
    assert {line.page_id for line in [*draft.savings.all(), *draft.measures.all()]} == {page.pk}
