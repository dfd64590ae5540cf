"""Loading the register: a file, and the invented trusts of the demo."""

from __future__ import annotations

import csv
import importlib

import pytest
from django.apps import apps

from portal.trusts import register
from portal.trusts.models import Trust
from portal.trusts.register_csv import RegisterError
from portal.trusts.signals import register_changed
from tests.builders.trusts import make_figure, make_trust

pytestmark = pytest.mark.django_db


def write(folder, text, name="trusts.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def announced():
    """The codes that each load announces."""
    heard = []

    def listen(sender, ods_codes, **kwargs):
        heard.append(ods_codes)

    register_changed.connect(listen)
    yield heard
    register_changed.disconnect(listen)


@pytest.mark.parametrize(
    ("code", "kind", "year"),
    [
        ("RHA", Trust.Type.MENTAL_HEALTH, "2016/17"),
        ("RGM", Trust.Type.ACUTE_SPECIALIST, "2016/17"),
        ("RTV", Trust.Type.MENTAL_HEALTH, "2016/17"),
        ("RJD", Trust.Type.ACUTE, "2013/14"),
        ("R1J", Trust.Type.COMMUNITY, "2014/15"),
    ],
)
def test_types_put_right_name_their_source_and_its_year(code, kind, year):
    shipped = {row["ods_code"]: row for row in csv.DictReader(register.SHIPPED.open())}

    assert shipped[code]["type"] == kind
    assert shipped[code]["type_source"] == (
        f"NHS Digital Estates Returns Information Collection (ERIC), organisation type in {year}"
    )


def test_trusts_that_changed_since_keep_the_later_source():
    shipped = {row["ods_code"]: row for row in csv.DictReader(register.SHIPPED.open())}

    assert shipped["RNN"]["type"] == shipped["RH5"]["type"] == Trust.Type.ACUTE
    assert shipped["TAD"]["type"] == Trust.Type.MENTAL_HEALTH
    assert [code for code, row in shipped.items() if not row["type"]] == ["R0C"]


def test_a_register_that_is_there_already_gets_its_types_by_the_migration():
    put_right = importlib.import_module(
        "portal.trusts.migrations.0003_fit_types_from_estates_returns"
    ).put_right
    care_quality = "CQC primary inspection category, January 2022 (a copy)"
    make_trust("RHA", type=Trust.Type.ACUTE_SPECIALIST, type_source=care_quality)
    make_trust("RGM", type=Trust.Type.ACUTE, type_source="Put right by hand")
    make_trust("RTV", type="")

    put_right(apps, None)

    types = dict(Trust.objects.values_list("ods_code", "type"))
    assert types == {"RHA": "mental-health", "RGM": "acute", "RTV": "mental-health"}
    shipped = {row["ods_code"]: row for row in csv.DictReader(register.SHIPPED.open())}
    for code in ("RHA", "RTV"):
        assert Trust.objects.by_ods_code(code).type_source == shipped[code]["type_source"]


def test_a_column_left_out_stays_as_it_was(tmp_path):
    make_trust("T99", town="Ambridge")
    path = write(tmp_path, "ods_code,name\nT99,New name\n")

    loaded = register.load(trusts=path)

    trust = Trust.objects.get(ods_code="T99")
    assert (trust.name, trust.town, loaded.updated) == ("New name", "Ambridge", 1)


def test_a_blank_cell_means_not_known(tmp_path):
    make_trust("T99", town="Ambridge")
    path = write(tmp_path, "ods_code,name,town\nT99,New name,\n")

    register.load(trusts=path)

    assert Trust.objects.get(ods_code="T99").town == ""


def test_successors_may_stand_later_in_the_file(tmp_path):
    path = write(tmp_path, "ods_code,name,successors\nT01,Old,T02;T03\nT02,New,\nT03,Other,\n")

    register.load(trusts=path)

    found = Trust.objects.get(ods_code="T01").successors.values_list("ods_code", flat=True)
    assert set(found) == {"T02", "T03"}


def test_trusts_that_the_file_does_not_name_stay(tmp_path):
    make_trust("T98")
    path = write(tmp_path, "ods_code,name\nT99,Another\n")

    register.load(trusts=path)

    assert Trust.objects.count() == 2


def test_a_figure_is_updated_and_others_stay(tmp_path):
    trust = make_trust("T99")
    make_figure(trust, "beds", 100, year="2020")
    make_figure(trust, "sites", 3, year="2020")
    trusts = write(tmp_path, "ods_code,name\nT99,Trust\n")
    figures = write(
        tmp_path,
        "ods_code,year,measure,value,text,source\nT99,2020,beds,120,,Return\n",
        "figures.csv",
    )

    register.load(trusts=trusts, figures=[figures])

    assert trust.figures.get(measure="beds").value == 120
    assert trust.figures.get(measure="sites").value == 3


def test_a_load_announces_what_it_changed_once(tmp_path, announced):
    make_trust("T98", name="Same")
    path = write(tmp_path, "ods_code,name\nT98,Same\nT99,Another\n")

    register.load(trusts=path)

    assert announced == [frozenset({"T99"})]


def test_illustrative_trusts_pass_the_same_checks():
    register.load_illustrative(
        [{"ods_code": "ZZ001", "name": "Wexmoor", "type": "acute", "foundation_trust": True}],
        [{"ods_code": "ZZ001", "year": "2024/25", "measure": "beds", "value": 742}],
    )

    trust = Trust.objects.get(ods_code="ZZ001")
    assert trust.illustrative
    assert trust.type_source == register.INVENTED
    assert trust.figures.get().value == 742


def test_an_illustrative_trust_may_not_take_a_real_code():
    with pytest.raises(RegisterError, match="RGT belongs to real trusts"):
        register.load_illustrative([{"ods_code": "RGT", "name": "Invented"}])


def test_figures_of_illustrative_trusts_may_not_go_to_real_ones():
    make_trust("T99")

    with pytest.raises(RegisterError, match="T99 is not in the register"):
        register.load_illustrative(
            [], [{"ods_code": "T99", "year": "2024", "measure": "beds", "value": 1}]
        )


def test_rows_given_in_code_may_not_hold_unknown_columns():
    with pytest.raises(RegisterError, match="unknown columns: beds"):
        register.load_illustrative([{"ods_code": "ZZ001", "name": "Wexmoor", "beds": 3}])
