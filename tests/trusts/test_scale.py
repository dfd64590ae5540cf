"""One scale of likeness: the word never gainsays the place, and every page has the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.trusts.likeness import queries as likeness_queries
from portal.trusts.likeness import scale
from portal.trusts.likeness.scale import Place
from portal.trusts.likeness.variables import Gap, closest_on, differs_on
from portal.trusts.measures import MEASURES
from tests.builders.trusts import make_figure, make_trust


@pytest.mark.parametrize(
    ("number", "of", "said"),
    [
        (1, 121, "Among the 10 most alike: number 1 of 121"),
        (10, 121, "Among the 10 most alike: number 10 of 121"),
        (11, 121, "Among the 30 most alike: number 11 of 121"),
        (31, 121, "Not among the 30 most alike: number 31 of 121"),
        (3, 9, "One of only 9 to compare: number 3"),
    ],
)
def test_the_word_follows_from_the_place(number, of, said):
    assert scale.said(Place(number, of)) == said


def test_without_a_place_it_says_why():
    assert scale.said(None) == "Not ranked: only open trusts of the same type are"


@given(st.integers(11, 300).flatmap(lambda of: st.tuples(st.integers(1, of), st.just(of))))
def test_a_nearer_trust_never_has_the_lesser_word(place):
    number, of = place
    order = ["Among the 10 most alike", "Among the 30 most alike", "Not among the 30 most alike"]

    assert order.index(Place(number, of).word) == (number > 10) + (number > 30)


@pytest.mark.django_db
def test_the_nearest_trust_is_number_1_wherever_it_is_compared():
    mine = make_trust("R00", type="acute")
    others = [make_trust(f"R{number:02}", type="acute") for number in range(1, 14)]
    ambulance = make_trust("RYA", type="ambulance")
    for number, trust in enumerate([mine, *others, ambulance]):
        make_figure(trust, "staff_fte", 1000 + 700 * number)
        make_figure(trust, "beds", 100 + 90 * number)
        make_figure(trust, "patients", 9000 + 4000 * number)
        make_figure(trust, "deprivation_score", 20 + number)
        make_figure(trust, "urban_share", 0.3 + number / 30)
        make_figure(trust, "operating_expenses_m", 200 + 40 * number)
        for key in ("age_0_15_share", "age_60_74_share", "no_procedure_share", "diagnosis_share"):
            make_figure(trust, key, 0.1 + number / 50)

    listed = likeness_queries.similar_trusts(mine, limit=30)
    compared = likeness_queries.likeness_to(mine, [*others, ambulance])
    weighed = likeness_queries.likeness_of_each([mine], others, leave_out=frozenset({"staff_fte"}))

    assert [one.place.number for one in listed] == list(range(1, 14))
    for one in listed:
        assert compared[one.ods_code].place == one.place
        # What a caller weighs on its own changes the distance, never the place that is told.
        assert weighed["R00"][one.ods_code].place == one.place
    assert compared["RYA"] is None or compared["RYA"].place is None


def gap(key, squared, mine, theirs):
    return Gap(MEASURES[key], squared, 1, mine, theirs)


@pytest.mark.parametrize("key", ["sea_distance", "market_forces_factor", "ccgs", "diagnosis_share"])
def test_what_tells_a_manager_nothing_is_not_told(key):
    assert closest_on([gap(key, 0, 1, 1)]) == differs_on([gap(key, 9, 1, 5)]) == ()


def test_figures_at_the_end_of_the_scale_are_not_called_alike():
    assert closest_on([gap("staff_fte", 0, 20_000, 41_000)]) == ()


def test_figures_that_read_alike_are_not_called_different():
    assert differs_on([gap("age_0_15_share", 4, 0.001, 0.003)]) == ()
    assert differs_on([gap("age_0_15_share", 4, 0.01, 0.2)]) != ()
