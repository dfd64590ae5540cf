"""Weights that programmes had set before the starting position counted keep their proportions."""

from importlib import import_module

import pytest
from django.apps import apps

from portal.matching.models import WeightsVersion
from portal.matching.programmes.queries import versions_of
from portal.matching.scoring import weights
from tests.builders.matching import make_programme

pytestmark = pytest.mark.django_db
MIGRATION = import_module("portal.matching.migrations.0004_starting_position")


@pytest.fixture
def programme():
    programme = make_programme(weights={"distance": 0.16, "starting_position": 0.08})
    for version, chosen in ((1, {}), (2, programme.weights)):
        WeightsVersion.objects.create(
            programme=programme, version=version, weights=chosen, weakness_weight="0.5"
        )
    programme.weights_version = 2
    programme.save()
    MIGRATION.scale(apps, None)
    programme.refresh_from_db()
    return programme


def test_every_part_keeps_its_proportion_to_the_others(programme):
    before = {**MIGRATION.STANDARD_BEFORE, "distance": 0.16, "starting_position": 0.08}
    now = weights.of_programme(programme.weights)

    for name, value in before.items():
        new = now["performance" if name == "starting_position" else name]
        assert new / now["area"] == pytest.approx(value / before["area"])
    assert now["starting_position"] == 0.15


def test_the_change_is_published_as_a_version_and_the_old_ones_still_say_what_held(programme):
    newest, second, first = versions_of(programme)

    assert (newest.version, newest.current, second.version) == (3, True, 2)
    assert newest.note == MIGRATION.NOTE
    assert ("Starting position", 0) in [(one.label, one.before) for one in newest.changes]
    assert [one.label for one in second.changes if one.after > one.before] == [
        "Performance",
        "Distance",
    ]
    assert first.changes == []


def test_the_standard_is_the_old_one_in_its_proportions():
    for name, value in MIGRATION.STANDARD_BEFORE.items():
        new = weights.standard()["performance" if name == "starting_position" else name]
        assert new == pytest.approx(value * MIGRATION.REST)
