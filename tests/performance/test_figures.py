"""The figures that come with the portal, and performers found in them."""

import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from casestudies import areas
from portal.performance import queries, services
from portal.performance.measures import EVERY_TYPE, MEASURES, Better, value_in_words
from portal.performance.models import PerformanceFigure
from portal.trusts import register
from portal.trusts.models import Trust
from tests.builders.databases import rows_that_stay

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def figures(django_db_setup, django_db_blocker):
    """The register, the areas and the figures, loaded once for the module."""
    with rows_that_stay(django_db_blocker):
        register.load_shipped()
        areas.load_shipped_areas()
        yield services.load_shipped()


def performers(capsys, *arguments):
    call_command("find_performers", "--json", *arguments)
    return json.loads(capsys.readouterr().out)


def test_every_figure_is_loaded_once(figures):
    assert figures.added == PerformanceFigure.objects.count() == 6_853
    assert services.load_shipped() == services.Loaded(added=0, changed=0)


def test_a_corrected_figure_keeps_its_dispute(figures):
    figure = PerformanceFigure.objects.order_by("pk").first()
    figure.value, figure.dispute = Decimal("0.5"), "We reported another number."
    figure.save()

    assert services.load_shipped().changed == 1
    figure.refresh_from_db()
    assert figure.value != Decimal("0.5")
    assert figure.dispute == "We reported another number."


def test_figures_stay_with_the_code_that_reported_them(figures):
    gone = PerformanceFigure.objects.filter(trust=None)

    assert {"R1G", "RC3"} <= set(gone.values_list("ods_code", flat=True))
    assert not gone.filter(trust_type="").exists()


def test_every_measure_is_reported_and_every_figure_has_a_measure(figures):
    reported = set(PerformanceFigure.objects.values_list("measure", flat=True))

    assert reported == set(MEASURES)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda one: one.key)
def test_what_balances_a_measure_is_a_measure(measure):
    assert not measure.balanced_by or measure.balanced_by in MEASURES
    assert measure.balanced_by != measure.key
    assert set(measure.trust_types) <= set(Trust.Type.values) == set(EVERY_TYPE)


def test_performers_of_the_register(figures, capsys):
    found = performers(capsys, "--measure", "no_criteria_to_reside_share")

    assert found["years"] == ["2022/23", "2023/24", "2024/25"]
    # By hand: 8.3%, 8.5% and 8.7% of beds, the least of the thirty most like it each year.
    first = found["performers"][0]
    assert (first["ods_code"], first["confidence"], first["balanced"]) == ("RXP", "high", True)
    assert [one["position"] for one in first["years"]] == [1, 1, 1]
    assert first["proof"]["case_studies"] == 0


def test_nobody_is_found_where_the_rule_finds_nobody(figures, capsys):
    found = {one["measure"]: one for one in performers(capsys)}

    for key, measure in MEASURES.items():
        if measure.better is Better.CONTEXT or len(found[key]["years"]) < 3:
            assert found[key]["performers"] == [], key
    assert {one["confidence"] for one in found["energy_cost_per_m2"]["performers"]} == {"history"}


def test_an_area_takes_its_own_measures(figures, capsys):
    found = performers(capsys, "--area", "flow")

    assert {one["measure"] for one in found} == {
        "adult_general_acute_occupancy",
        "no_criteria_to_reside_share",
        "emergency_over_4_hours_share",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--measure", "beds"], "No measure has the key “beds”"),
        (["--area", "nowhere"], "No measure belongs to an area called “nowhere”"),
        (["--limit", "0"], "--limit must be 1 or more"),
    ],
)
def test_what_cannot_be_read_is_said(figures, arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("find_performers", *arguments)


def test_without_figures_it_says_what_to_run():
    PerformanceFigure.objects.all().delete()

    with pytest.raises(CommandError, match=r"manage\.py setup"):
        call_command("find_performers")


def test_reading_takes_few_queries(figures, django_assert_num_queries):
    with django_assert_num_queries(1):
        table = queries.figure_table()
    with django_assert_num_queries(4):
        for code in ("RXP", "RTF", "RGT"):
            table.compare(MEASURES["no_criteria_to_reside_share"], code, "2024/25")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("energy_cost_per_m2", 34.2, "£34.20 a square metre"),
        ("no_criteria_to_reside_share", 0.0835, "8.3% of occupied adult general and acute beds"),
        ("water_m3_per_m2", 1.234, "1.23 m³ a square metre"),
        ("gas_kwh_per_m2", 1234.5, "1,234 kWh a square metre"),
    ],
)
def test_a_value_has_its_unit(key, value, words):
    assert value_in_words(MEASURES[key], value) == words
