"""The origin's result beside the spread of its adopters', worse ones included."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudies import reading
from casestudies.adoptions import take_up
from casestudies.adoptions.take_up import MeasureSpread, Result, adoption_summary
from portal.charts.spread import APART, RADIUS, chart_of, stack
from tests.builders.casestudies import make_adoption, make_case_study

NAME = "Agency shifts a week"
HIDDEN = {"status": "stopped", "stopped_reason": "cost"}


def taken_up(page, after, name=NAME, **fields):
    """An adopter that began at 100 and came to `after`."""
    return make_adoption(page, measures=[{"name": name, "after": after}], **fields)


def spreads(page):
    return [shown.of for shown in adoption_summary(page).spread]


def results(page):
    (found,) = spreads(page)
    return [int(one.percent) for one in found.adopters]


@pytest.mark.django_db
def test_the_origin_stands_beside_its_adopters():
    page = make_case_study()
    for after in (50, 90, 70):
        taken_up(page, after)

    (found,) = spreads(page)

    assert (found.origin.name, int(found.origin.percent)) == (page.organisation_name, -40)
    assert (found.lowest, found.median, found.highest, found.trusts) == (-50, -30, -10, 3)
    assert (found.below_origin, found.middle.words) == (2, "30% lower: better")


@pytest.mark.django_db
def test_a_worse_result_widens_the_spread():
    page = make_case_study()
    taken_up(page, 60)
    taken_up(page, 130)

    (found,) = spreads(page)

    assert (found.highest, found.got_worse, found.adopters[-1].improved) == (30, 1, False)


@pytest.mark.django_db
def test_a_stopped_adopter_that_hides_its_name_is_left_out_among_four():
    page = make_case_study()
    for _ in range(3):
        taken_up(page, 60)
    taken_up(page, 150, **HIDDEN)

    assert results(page) == [-40, -40, -40]


@pytest.mark.django_db
def test_among_five_it_is_counted_in_without_a_name():
    page = make_case_study()
    for _ in range(4):
        taken_up(page, 60)
    hidden = taken_up(page, 150, **HIDDEN)

    worst = spreads(page)[0].adopters[-1]

    assert (worst.name, int(worst.percent), worst.line) == (take_up.UNNAMED, 50, None)
    assert hidden.trust.name not in repr(adoption_summary(page))


@pytest.mark.django_db
def test_a_stopped_adopter_that_shows_its_name_is_there_among_few():
    page = make_case_study()
    stopped = taken_up(page, 150, **HIDDEN, show_name_if_stopped=True)

    (found,) = spreads(page)

    assert (found.adopters[0].name, found.adopters[0].stopped) == (stopped.trust.name, True)


@pytest.mark.django_db
def test_claims_are_in_no_spread():
    page = make_case_study()
    taken_up(page, 10, confirmed=False)

    assert spreads(page) == []


@pytest.mark.django_db
def test_names_of_measures_are_compared_without_case():
    page = make_case_study()
    taken_up(page, 60, name=NAME.upper())

    assert results(page) == [-40]


@pytest.mark.django_db
def test_a_measure_that_one_adopter_alone_has_is_no_spread():
    page = make_case_study()
    taken_up(page, 60, name="Something else")

    assert spreads(page) == []


@pytest.mark.django_db
def test_two_adopters_spread_where_the_origin_did_not_measure_it():
    page = make_case_study()
    for after in (60, 70):
        taken_up(page, after, name="Something else")

    (found,) = spreads(page)

    assert (found.origin, found.below_origin, found.trusts) == (None, 0, 2)


@pytest.mark.django_db
def test_what_adopters_saved_is_not_added_to_the_origins():
    page = make_case_study()
    before = reading.show(page)
    make_adoption(page, savings=[{"amount": 9_000_000}])

    after = reading.show(page)

    assert (after.headline, after.claim, after.years) == (
        before.headline, before.claim, before.years,
    )  # fmt: skip


@pytest.mark.django_db
def test_the_page_draws_the_chart_with_a_table_behind_it(client):
    page = make_case_study()
    adopter = taken_up(page, 130)

    html = client.get(page.url).content.decode()

    assert 'class="app-spread__origin"' in html and "app-spread__dot--worse" in html
    assert f"{NAME}: every trust" in html and "30% higher: worse" in html
    assert adopter.trust.name in html and "style=" not in html


@pytest.mark.django_db
def test_the_page_tells_nothing_of_a_hidden_trust_but_its_result(client):
    page = make_case_study()
    for _ in range(4):
        taken_up(page, 60)
    hidden = taken_up(page, "151.25", result="We ran out of staff.", **HIDDEN)

    html = client.get(page.url).content.decode()

    assert take_up.UNNAMED in html and "51% higher: worse" in html
    assert hidden.trust.name not in html and "151.25" not in html and "ran out" not in html


@given(st.lists(st.integers(-100, 400), min_size=1, max_size=12), st.booleans())
def test_every_result_lies_in_the_drawing_and_none_hides_another(percents, lower):
    made = [Result(str(n), p, (p < 0) == lower) for n, p in enumerate(percents)]
    chart = chart_of(MeasureSpread("Days", made[0], tuple(made), lower))

    places = [(float(dot.x), float(dot.y)) for dot in chart.adopters]
    assert all(RADIUS <= x <= 360 - RADIUS and RADIUS <= y <= chart.axis for x, y in places)
    assert all(
        abs(a[0] - b[0]) >= APART - 0.2 or abs(a[1] - b[1]) >= APART
        for n, a in enumerate(places)
        for b in places[:n]
    )


def test_dots_that_touch_are_stacked():
    assert stack([10, 12, 100, 11]) == [0, 1, 0, 2]


def test_a_result_is_said_in_words():
    said = [Result("A", percent, good).words for percent, good in ((-40, True), (12, False))]

    assert said == ["40% lower: better", "12% higher: worse"]
    assert Result("A", 0, False).words == "no change"
