"""Whatever changes a case study or an area is announced, inside the transaction of the change."""

from __future__ import annotations

import pytest
from django.db import transaction

from casestudies import areas, evidence, signals
from casestudies.adoptions import services as adoption_services
from casestudies.models import CaseStudyPage, EfficiencyArea
from tests.builders.casestudies import (
    make_adoption,
    make_area,
    make_case_study,
    make_grade,
    make_trust_shelf,
    sign_line,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """The ids that were announced, each with whether a transaction was open."""
    found = []

    def listen(case_study_id, **_):
        found.append((case_study_id, transaction.get_connection().in_atomic_block))

    signals.case_study_changed.connect(listen)
    yield found
    signals.case_study_changed.disconnect(listen)


@pytest.fixture
def heard_areas():
    found = []

    def listen(area_id, **_):
        found.append(area_id)

    signals.area_changed.connect(listen)
    yield found
    signals.area_changed.disconnect(listen)


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.save(),
        lambda page: page.get_latest_revision().publish(),
        lambda page: page.unpublish(),
        lambda page: page.delete(),
        lambda page: sign_line(page),
        lambda page: evidence.grade(page=page, grade="good", reason="R", by=None),
        lambda page: adoption_services.record(
            case_study=page, trust=make_trust(), status="paused", by=None
        ),
        lambda page: adoption_services.claim(case_study=page, trust=make_trust(), by=None),
        lambda page: page.move(make_trust_shelf(), pos="last-child"),
    ],
    ids=["save", "publish", "unpublish", "delete", "sign", "grade", "record", "claim", "move"],
)
def test_a_change_is_announced_in_its_transaction(heard, change):
    page = make_case_study()
    pk = page.pk
    heard.clear()

    change(page)

    assert (pk, True) in heard


def test_deleting_what_hangs_on_a_page_is_announced(heard):
    page = make_case_study()
    for record in (make_grade(page), make_adoption(page)):
        heard.clear()

        record.delete()

        assert (page.pk, True) in heard


def test_deleting_a_shelf_announces_its_case_studies(heard):
    page = make_case_study()
    pk = page.pk
    heard.clear()

    page.get_parent().delete()

    assert pk in {case_study_id for case_study_id, _ in heard}
    assert not CaseStudyPage.objects.exists()


def test_an_area_is_announced_when_it_changes_and_when_it_goes(heard_areas):
    area = make_area()
    pk = area.pk
    area.save()

    area.delete()

    assert heard_areas == [pk, pk, pk]


def test_the_shipped_areas_load_once():
    first = areas.load_shipped_areas()

    assert first > 50
    assert areas.load_shipped_areas() == 0


def test_the_shipped_tree_has_ten_to_fourteen_tops_with_words_that_staff_type():
    areas.load_shipped_areas()

    tops = EfficiencyArea.objects.filter(parent=None)
    assert 10 <= tops.count() <= 14
    assert all(area.synonyms and area.description for area in EfficiencyArea.objects.all())


def test_what_editors_changed_in_the_shipped_tree_stays_when_it_is_loaded_again():
    areas.load_shipped_areas()
    renamed = EfficiencyArea.objects.get(slug="workforce")
    renamed.name, renamed.synonyms = "Our people", ["nothing"]
    renamed.save()
    EfficiencyArea.objects.filter(children=None).first().delete()
    before = list(EfficiencyArea.objects.values())

    assert areas.load_shipped_areas() == 0
    assert list(EfficiencyArea.objects.values()) == before


def test_descendants_reach_every_depth():
    top = make_area()
    middle = make_area(parent=top)
    bottom = make_area(parent=middle)

    assert areas.descendants_of(top) == [middle, bottom]
    assert areas.ancestors_of(bottom) == [top, middle]
