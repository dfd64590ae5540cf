"""The pages of performance, on the figures that come with the portal."""

import csv
import re

import pytest

from casestudies import areas
from portal.home.performance import queries
from portal.performance import services
from portal.performance.measures import MEASURES
from portal.performance.models import PerformanceFigure
from portal.trusts import register
from portal.trusts.models import Trust
from tests.builders.accounts import make_member
from tests.builders.databases import rows_that_stay
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db

KEY = "no_criteria_to_reside_share"


@pytest.fixture(scope="module", autouse=True)
def figures(django_db_setup, django_db_blocker):
    with rows_that_stay(django_db_blocker):
        register.load_shipped()
        areas.load_shipped_areas()
        yield services.load_shipped()


def page_of(code):
    return queries.trust_performance(Trust.objects.get(ods_code=code), sees_network=False)


def test_the_rule_and_every_measure_are_public(client):
    page = client.get("/performance/").text

    for measure in MEASURES.values():
        assert f'href="/performance/{measure.key}/"' in page
    assert "the 30 trusts of its type that are most like it" in page
    assert "each of the last 3 whole years" in page


def test_the_number_of_performers_is_that_of_the_list(client):
    (card,) = [one for one in queries.measure_cards() if one.measure.key == KEY]
    listed = client.get(f"/performance/{KEY}/").text

    assert card.performers == len(re.findall(r'<th scope="row">', listed)) == 11
    assert 'href="/trusts/RXP/performance/">County Durham and Darlington' in listed


def test_history_is_called_so(client):
    page = client.get("/performance/energy_cost_per_m2/").text

    assert "These years are history" in page
    assert "history, no ground to invite" in page


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda one: one.key)
def test_every_measure_says_who_does_best_or_why_nobody(client, measure):
    page = client.get(f"/performance/{measure.key}/").text

    assert measure.honest_reasons in page.replace("&#x27;", "'")
    said = ["best first.", "A measure of context:", "make no performer", "Nobody was in the best"]
    assert sum(one in page for one in said) == 1


def test_the_file_holds_every_figure(client):
    rows = list(csv.DictReader(client.get(f"/performance/{KEY}.csv").text.splitlines()))

    assert len(rows) == PerformanceFigure.objects.filter(measure=KEY).count()
    assert {row["Part of the year"] for row in rows if row["Year"] == "2025/26"} == {"yes"}
    assert all(row["Source"] for row in rows)


def test_an_unknown_measure_is_not_found(client):
    assert client.get("/performance/beds/").status_code == 404
    assert client.get("/performance/beds.csv").status_code == 404


@pytest.mark.parametrize("code", ["RGT", "RXT", "RX9", "RYX", "RC1"])
def test_a_trust_of_each_type_stands_among_its_like(client, code):
    page = page_of(code)

    assert page.rows
    shown = client.get(f"/trusts/{code}/performance/").text
    for row in page.rows:
        assert row.measure.name in shown
        assert row.comparison is None or row.comparison.position <= row.comparison.peers + 1
    for gap in page.gaps:
        assert gap.row.share > 0.5
    for row in page.best:
        assert row.share <= 0.5


def test_in_every_gap_like_trusts_do_better():
    """Also for who stands in the very middle: of 30 peers, 16 of 31 can beat the median."""
    middle = 0
    for code in ("RDY", "RWH", "RJ1", "RWA", "RMY", "RJ6", "RGT", "RXT", "RX9"):
        page = page_of(code)
        for gap in page.gaps:
            comparison = gap.row.comparison
            assert comparison.to_median > 0 and comparison.to_best_quarter > 0
            assert gap.row.value != gap.row.median
            assert re.match(r"£?[\d,.]*[1-9]", gap.to_median), gap.to_median
        ranked = [row for row in page.rows if row.comparison and row.comparison.to_median]
        middle += sum(row.place == "16 of 31" and row.comparison.to_median < 0 for row in ranked)

    assert middle, "such trusts are among these"


def test_the_type_is_that_of_the_register_today():
    Trust.objects.filter(ods_code="RGT").update(type="community")
    now = page_of("RGT")

    assert {row.measure.key for row in now.rows} >= {KEY, "energy_cost_per_m2"}
    (row,) = [one for one in now.rows if one.measure.key == KEY]
    assert "about other types of trust" in row.why_not_ranked


def test_a_trust_whose_type_is_not_known_keeps_its_figures():
    Trust.objects.filter(ods_code="RGT").update(type="")

    assert {row.why_not_ranked for row in page_of("RGT").rows} == {
        "not ranked: the type of the trust is not known"
    }


def test_a_site_without_figures_says_so(client):
    PerformanceFigure.objects.all().delete()

    assert "no figures yet" in client.get("/performance/").text
    assert "(none yet)" in client.get(f"/performance/{KEY}/").text


def test_a_closed_trust_is_not_led_to_ask(client):
    closed, opened = (client.get(f"/trusts/{code}/performance/").text for code in ("RC1", "RGT"))

    assert "Where like trusts do better" in closed
    assert "Ask for help with" in opened
    assert "Ask for help with" not in closed


def test_what_can_be_acted_on_comes_before_history():
    page = page_of("RGT")

    assert [gap.row.is_history for gap in page.gaps] == sorted(
        gap.row.is_history for gap in page.gaps
    )
    assert page.gaps[0].row.measure.key == "emergency_over_4_hours_share"


def test_a_gap_is_the_difference_of_the_values_as_they_are_written():
    (gap,) = [one for one in page_of("RGT").gaps if one.row.measure.key == "energy_cost_per_m2"]

    assert (gap.row.value, gap.row.median) == (
        "£25.31 a square metre",
        "£23.90 a square metre",
    )
    assert gap.to_median == "£1.41 a square metre"


def test_a_gap_at_the_size_of_the_trust_is_in_beds():
    gaps = [
        gap
        for trust in Trust.objects.real().filter(type="acute")[:12]
        for gap in page_of(trust.ods_code).gaps
        if gap.row.measure.key == KEY
    ]

    assert gaps
    assert all(
        re.fullmatch(r"about [\d,]+( to [\d,]+)? general and acute beds a day", one.at_this_size)
        for one in gaps
        if one.at_this_size
    )
    assert any(one.at_this_size for one in gaps)


def test_figures_stay_with_the_trust_that_reported_them(client):
    merged = Trust.objects.filter(predecessors__ods_code="RC1").get()

    page = client.get(f"/trusts/{merged.ods_code}/performance/").text
    assert "Before the merger" in page
    assert 'href="/trusts/RC1/performance/"' in page


def test_a_trust_without_figures_says_that_none_is_known(client):
    trust = make_trust(illustrative=True)

    page = client.get(f"/trusts/{trust.ods_code}/performance/").text
    assert "No national figure of this trust is known here" in page


def test_other_spellings_of_a_code_are_led_to_the_page(client):
    answer = client.get("/trusts/rgt/performance/")

    assert (answer.status_code, answer.url) == (301, "/trusts/RGT/performance/")
    assert client.get("/trusts/XXX/performance/").status_code == 404


def test_the_page_of_a_trust_leads_to_its_figures(client):
    assert 'href="/trusts/RGT/performance/"' in client.get("/trusts/RGT/").text


def test_the_hub_of_an_area_leads_to_its_measures_and_no_others(client):
    # The hub of an area above names those of the areas below it.
    for area, keys in (
        ("flow", {"adult_general_acute_occupancy", KEY, "emergency_over_4_hours_share"}),
        ("discharge", {KEY}),
        ("wound-care", set()),
    ):
        page = client.get(f"/areas/{area}/").text
        assert set(re.findall(r'href="/performance/(\w+)/"', page)) == keys


def test_ones_own_page_leads_to_the_figures_of_ones_trust(client):
    trust = Trust.objects.get(ods_code="RGT")
    client.force_login(make_member(trust))

    assert 'href="/trusts/RGT/performance/"' in client.get("/my/").text


def test_a_corrected_figure_shows_at_once():
    before = {one.measure.key: one for one in queries.all_performers()}[KEY]
    PerformanceFigure.objects.filter(measure=KEY, ods_code="RXP", year="2024/25").update(value=0.9)
    after = {one.measure.key: one for one in queries.all_performers()}[KEY]

    assert "RXP" in {row.performer.ods_code for row in before.performers}
    assert "RXP" not in {row.performer.ods_code for row in after.performers}


def test_the_page_takes_few_queries(client, django_assert_max_num_queries):
    client.get("/trusts/RGT/performance/")

    with django_assert_max_num_queries(22):
        client.get("/trusts/RGT/performance/")
