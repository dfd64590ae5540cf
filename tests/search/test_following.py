"""The index follows its pages: one test for each way that a page, trust or area can change."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.trusts.models import Trust
from portal.trusts.signals import register_changed
from search import checks
from search.models import SearchEntry
from tests.builders.casestudies import (
    make_adoption,
    make_area,
    make_case_study,
    make_grade,
    make_signpost,
)
from tests.builders.search import ask, counts, titles
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_step():
    yield
    assert checks.index_is_in_step(databases=["default"]) == []


def entry_of(page):
    return SearchEntry.objects.get(type="case-study", object_id=page.pk)


def test_a_draft_is_not_found():
    make_case_study(title="Share wheelchairs", publish=False)

    assert titles("wheelchairs") == []


def test_a_published_page_is_found():
    make_case_study(title="Share wheelchairs")

    assert titles("wheelchairs") == ["Share wheelchairs"]


def test_an_edit_is_found_once_it_is_published():
    page = make_case_study(title="Share wheelchairs")
    page.title = "Share hoists"

    revision = page.save_revision()
    assert titles("hoists") == []
    revision.publish()

    assert titles("hoists") == ["Share hoists"]
    assert titles("wheelchairs") == []


def test_an_unpublished_page_is_not_found():
    page = make_case_study(title="Share wheelchairs")

    page.unpublish()

    assert titles("wheelchairs") == []
    assert ask().total == 0


def test_a_deleted_page_is_not_found():
    page = make_case_study(title="Share wheelchairs")

    page.delete()

    assert titles("wheelchairs") == []
    assert not SearchEntry.objects.filter(type="case-study", gone=False).exists()


def test_a_page_deleted_with_its_shelf_is_not_found():
    page = make_case_study(title="Share wheelchairs")

    page.get_parent().delete()

    assert titles("wheelchairs") == []


def test_a_page_moved_to_another_shelf_takes_that_trusts_name_and_address():
    page = make_case_study(title="Share wheelchairs", trust=make_trust(name="Old Moor"))
    other = make_case_study(trust=make_trust(name="New Fen")).get_parent()

    page.move(other, pos="last-child")

    assert "Share wheelchairs" in titles('"New Fen"')
    assert titles('"Old Moor"') == []
    assert entry_of(page).url == CaseStudyPage.objects.get(pk=page.pk).url


def test_a_new_slug_is_the_new_address():
    page = make_case_study(title="Share wheelchairs")
    page.slug = "wheels"

    page.save_revision().publish()

    assert entry_of(page).url.endswith("/wheels/")


def test_a_new_slug_above_changes_the_address(django_capture_on_commit_callbacks):
    page = make_case_study(title="Share wheelchairs")
    index = page.get_parent().get_parent().specific
    index.slug = "records"

    with django_capture_on_commit_callbacks(execute=True):
        index.save_revision().publish()

    assert "/records/" in entry_of(page).url


@pytest.mark.parametrize("kind", [PageViewRestriction.PASSWORD, PageViewRestriction.GROUPS])
def test_a_page_behind_a_password_or_a_group_is_found_by_nobody(kind):
    page = make_case_study(title="Share wheelchairs")

    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind)
    assert titles("wheelchairs", sees_network=True) == []
    restriction.delete()

    assert titles("wheelchairs") == ["Share wheelchairs"]


def test_a_shelf_behind_a_log_in_is_for_members():
    page = make_case_study(title="Share wheelchairs")

    PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN
    )

    assert titles("wheelchairs") == []
    assert titles("wheelchairs", sees_network=True) == ["Share wheelchairs"]


def test_a_page_for_members_is_found_by_members():
    make_case_study(title="Share wheelchairs", visibility="network")

    assert titles("wheelchairs") == []
    assert titles("wheelchairs", sees_network=True) == ["Share wheelchairs"]


def test_a_renamed_trust_is_found_by_its_new_name():
    trust = make_trust(name="Old Moor")
    make_case_study(title="Share wheelchairs", trust=trust)

    trust.name = "New Fen"
    trust.save()

    assert titles('"New Fen"') == ["Share wheelchairs"]
    assert titles('"Old Moor"') == []


def test_an_import_of_the_register_is_followed():
    trust = make_trust(name="Old Moor", region="london")
    make_case_study(title="Share wheelchairs", trust=trust)
    Trust.objects.filter(pk=trust.pk).update(region="south-west")

    register_changed.send(sender=Trust, ods_codes=[trust.ods_code])

    assert counts(ask(), "region") == {"south-west": 1}


def test_a_renamed_area_is_found_by_its_new_name():
    area = make_area(name="Fleet")
    make_case_study(title="Share wheelchairs", areas=[area])

    area.name = "Vehicles"
    area.save()

    assert titles("vehicles") == ["Share wheelchairs"]
    assert titles("fleet") == []


def test_a_new_synonym_of_an_area_works_at_once():
    area = make_area(name="Vehicles")
    make_case_study(title="Share wheelchairs", areas=[area])

    area.synonyms = ["ambulances"]
    area.save()

    assert titles("ambulances") == ["Share wheelchairs"]


def test_an_area_put_below_another_is_counted_there():
    top, below = make_area(name="Estates"), make_area(name="Vehicles")
    make_case_study(areas=[below])

    below.parent = top
    below.save()

    assert counts(ask(), "area") == {"vehicles": 1, "estates": 1}


def test_a_deleted_area_is_counted_no_more():
    area, other = make_area(name="Vehicles"), make_area(name="Estates")
    page = make_case_study(areas=[area, other])

    area.delete()

    assert counts(ask(), "area") == {"estates": 1}
    assert titles("estates") == [page.title]


def test_an_adoption_lifts_a_record():
    first, second = (make_case_study(title="Share wheelchairs") for _ in range(2))
    make_adoption(case_study=first)
    assert ask("wheelchairs").found[0].entry_id == entry_of(first).pk

    make_adoption(case_study=second)
    make_adoption(case_study=second)

    assert ask("wheelchairs").found[0].entry_id == entry_of(second).pk
    assert entry_of(second).adopters == 2


def test_a_claim_that_is_not_confirmed_lifts_nothing():
    page = make_case_study()

    make_adoption(case_study=page, confirmed=False)

    assert entry_of(page).adopters == 0


def test_a_grade_is_a_facet():
    page = make_case_study()

    make_grade(page, grade="strong")

    assert counts(ask(), "grade") == {"strong": 1}


def test_a_signpost_is_found_and_has_no_grade():
    make_signpost(title="Read about wheelchairs")

    assert titles("wheelchairs") == ["Read about wheelchairs"]
    assert counts(ask(), "grade") == {}


def test_words_of_the_blueprint_count_for_the_case_study():
    make_case_study(title="Share wheelchairs", must_have=["A zeppelin"])

    assert titles("zeppelin", weak=True) == ["Share wheelchairs"]


def test_areas_and_trusts_are_entries_too():
    area, trust = make_area(name="Vehicles"), make_trust(name="New Fen")

    found = SearchEntry.objects.exclude(type="case-study").values_list("type", "object_id")

    assert set(found) == {("area", area.pk), ("trust", trust.pk)}
    EfficiencyArea.objects.get(pk=area.pk).delete()
