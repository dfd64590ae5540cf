"""`/trusts/`: filters, the map, and what is said to a bad address."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.builders.trusts import make_figure, make_trust

pytestmark = pytest.mark.django_db


def get(query="", status=200):
    response = Client().get(f"/trusts/{query}")
    assert response.status_code == status
    return response


def names(query=""):
    return {trust.ods_code for trust in get(query).context["page"]}


@pytest.fixture
def register():
    make_trust("RGT", "Cambridge University Hospitals", region="east-of-england", town="Cambridge")
    make_trust("RT1", "Fenland Care", type="mental-health", town="Cambridge", postcode="CB21 5EF")
    make_trust("RX9", "East Midlands Ambulance", type="ambulance", icb="NHS Notts", icb_code="QT1")
    make_trust("RLN", "City Hospitals", closed=date(2019, 3, 31), type="")


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", {"RGT", "RT1", "RX9"}),
        ("?q=cambridge", {"RGT", "RT1"}),
        ("?q=cambridge+hospitals", {"RGT"}),
        ("?q=rgt", {"RGT"}),
        ("?q=cb21", {"RT1"}),
        ("?type=ambulance", {"RX9"}),
        ("?type=not-known&status=all", {"RLN"}),
        ("?region=east-of-england", {"RGT"}),
        ("?icb=QT1", {"RX9"}),
        ("?status=closed", {"RLN"}),
        ("?status=all", {"RGT", "RT1", "RX9", "RLN"}),
        ("?q=nothing+like+it", set()),
        ("?q=%25", set()),
        ("?q=&type=&region=&icb=&status=&page=", {"RGT", "RT1", "RX9"}),
        ("?utm_source=mail&gclid=1", {"RGT", "RT1", "RX9"}),
    ],
)
def test_the_filters_narrow_the_list(register, query, codes):
    assert names(query) == codes


def test_a_former_name_finds_the_trust(register):
    trust = make_trust("RA7", "Bristol and Weston")
    make_figure(trust, "former_name", text="University Hospitals Bristol", year="2018")

    assert names("?q=university+bristol") == {"RA7"}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?type=acutee", "Choose “Type” from the list: “acutee” is not in it."),
        ("?region=wales", "Choose “Region” from the list"),
        ("?icb=XXX", "Choose “Integrated care board” from the list"),
        ("?status=maybe", "Choose “Open or closed” from the list"),
        ("?page=0", "The page must be a number from 1."),
        ("?page=two", "The page must be a number, such as 2."),
        ("?page=99", "There is no page 99: the last is page 1."),
        ("?colour=red", "The register has no filter called “colour”."),
        ("?type=acute&type=ambulance", "Give “type” once"),
        ("?show=real", "The register has no filter called “show”."),
        (f"?q={'x' * 101}", "at most 100 characters"),
        ("?q=a%00b", "Null characters are not allowed"),
    ],
)
def test_a_bad_parameter_is_a_400_with_the_sentence(register, query, sentence):
    assert sentence in get(query, status=400).content.decode()


def test_a_bad_parameter_keeps_what_was_typed(register):
    page = get("?q=cambridge&type=acutee", status=400).content.decode()

    assert 'value="cambridge"' in page


def test_the_number_of_the_two_populations_is_never_added_up(register):
    make_trust("ZZ001", "Wexmoor", illustrative=True)

    page = get().content.decode()

    assert "3 trusts and 1 illustrative" in page


def test_an_illustrative_trust_is_marked_and_can_be_left_out(register):
    make_trust("ZZ001", "Wexmoor", illustrative=True)

    assert "app-tag--illustrative" in get("?show=illustrative").content.decode()
    assert names("?show=illustrative") == {"ZZ001"}
    assert names("?show=real") == {"RGT", "RT1", "RX9"}


def test_the_map_shows_every_trust_found_not_only_the_page():
    for number in range(25):
        make_trust(f"T{number:02d}", latitude="53.1", longitude="-1.5")
    make_trust("T99")

    response = get()

    assert len(response.context["found"].map.england) == 25
    assert "Not shown, place not known: 1." in response.content.decode()


def test_every_mark_is_a_link_with_a_name():
    make_trust("RGT", "Cambridge University Hospitals", latitude="52.17", longitude="0.14")

    page = get().content.decode()

    assert 'aria-label="Cambridge University Hospitals, acute"' in page
    assert "<title>Cambridge University Hospitals (acute)</title>" in page


def test_the_second_page_keeps_the_filters():
    for number in range(25):
        make_trust(f"T{number:02d}")

    page = get("?type=acute&page=2").content.decode()

    assert "?type=acute&amp;page=1" in page


def test_nothing_found_says_so_and_gives_a_way_on(register):
    page = get("?q=nowhere").content.decode()

    assert "No trust matches all of these filters" in page
    assert "0 trusts" in page


def test_nothing_is_styled_or_scripted_inline(register):
    page = get().content.decode()

    assert "style=" not in page
    assert "onclick" not in page


def test_the_list_takes_as_many_queries_for_many_trusts_as_for_few(
    django_assert_max_num_queries, register
):
    with django_assert_max_num_queries(12) as few:
        get()
    for number in range(40):
        make_trust(f"T{number:02d}", latitude="53.1", longitude="-1.5")

    with django_assert_max_num_queries(len(few)):
        get()
