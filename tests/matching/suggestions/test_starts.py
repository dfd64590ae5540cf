"""Where both began: from the national figures, the request and the case studies to the score."""

from datetime import date
from decimal import Decimal

import pytest

from portal.matching.models import Need
from portal.matching.rounds.inputs import weakness_of
from portal.matching.suggestions import candidates
from portal.matching.suggestions.queries import Asked, Known
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.matching import make_designation, make_offer, make_programme, make_request
from tests.builders.performance import make_national_figure, make_population
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
KEY = "sickness_absence_rate"


@pytest.fixture
def area():
    return make_area("Sickness", slug="sickness-absence")


@pytest.fixture
def seeker():
    trust = make_trust(type="acute")
    make_national_figure(trust, KEY, "0.052", year="2024/25")
    return trust


@pytest.fixture
def offer(area):
    make_population(KEY, [0.04 + number / 1000 for number in range(20)], year="2024/25")
    trust = make_trust(type="acute")
    return make_offer(make_designation(trust, make_programme(areas=[area])), area)


def exemplar_with_line(offer, baseline, **fields):
    line = {
        "name": "Sickness absence",
        "unit": "%",
        "baseline": Decimal(baseline),
        "baseline_date": date(2020, 1, 1),
        "after": Decimal("4.1"),
        "after_date": date(2022, 1, 1),
        "national_measure": KEY,
        **fields,
    }
    return make_case_study(trust=offer.designation.trust, areas=[offer.area], measures=[line])


def start(seeker, area, **fields):
    [found] = candidates.for_need(seeker, area, **fields)
    return next(part for part in found.score.parts if part.name == "starting_position")


def test_both_starts_are_told_with_year_and_source(seeker, area, offer):
    page = exemplar_with_line(offer, "5.2")

    found = start(seeker, area)
    assert found.known and found.value == pytest.approx(1) and found.case_study == page.pk
    assert found.reason == (
        f"Sickness absence. {seeker.name}: 5.2% of staff days in 2024/25 (NHS England). "
        f"{offer.designation.trust.name} began at 5.2% of staff days in 2019/20 (its case study)"
    )


def test_who_began_further_away_scores_less(seeker, area, offer):
    exemplar_with_line(offer, "5.4")
    near = start(seeker, area).value
    seeker.performance_figures.update(value="0.072")

    assert start(seeker, area).value < near < 1


def test_the_figure_of_the_request_comes_before_the_national_one(seeker, area, offer):
    exemplar_with_line(offer, "6.0")
    request = make_request(seeker, areas=[area])
    Need.objects.update(
        starting_measure=KEY,
        starting_value="0.060",
        starting_year="2025/26",
        starting_source="the trust",
    )

    [found] = candidates.for_request(request.needs.get())
    part = next(one for one in found.score.parts if one.name == "starting_position")
    assert part.value == pytest.approx(1)
    assert "6.0% of staff days in 2025/26 (the trust)" in part.reason


def test_a_record_that_names_no_measure_leaves_it_to_the_year_before_it_began(seeker, area, offer):
    helper = offer.designation.trust
    for year, value in (("2018/19", "0.050"), ("2019/20", "0.055"), ("2020/21", "0.040")):
        make_national_figure(helper, KEY, value, year=year)
    make_case_study(trust=helper, areas=[area], started=date(2020, 6, 1))

    found = start(seeker, area)
    assert found.known and "began at 5.5% of staff days in 2019/20 (NHS England)" in found.reason


def test_a_start_in_another_unit_is_not_known(seeker, area, offer):
    exemplar_with_line(offer, "5.2", unit="days a year")

    assert not start(seeker, area).known


@pytest.mark.parametrize("given", [True, False])
def test_what_is_missing_is_said(seeker, area, offer, given):
    if not given:
        seeker.performance_figures.all().delete()

    found = start(seeker, area)
    assert not found.known and found.value == 0.5
    assert ("began is not known" in found.reason) is given
    assert ("the trust that asks" in found.reason) is not given


def test_part_of_a_year_and_what_is_disputed_are_no_start(seeker, area, offer):
    exemplar_with_line(offer, "5.2")
    seeker.performance_figures.update(is_part_year=True)
    assert not start(seeker, area).known

    seeker.performance_figures.update(is_part_year=False, dispute="We count otherwise.")
    assert not start(seeker, area).known


def test_real_and_invented_trusts_are_not_compared(area, offer, seeker):
    exemplar_with_line(offer, "5.2")
    from portal.performance.models import PerformanceFigure

    PerformanceFigure.objects.exclude(trust=seeker).delete()
    invented = [make_trust(type="acute", illustrative=True) for _ in range(12)]
    for number, trust in enumerate(invented):
        make_national_figure(trust, KEY, f"0.0{40 + number}", year="2024/25")

    found = start(seeker, area)
    assert not found.known and "Too few trusts" in found.reason


def test_another_measure_that_was_chosen_is_the_one_compared(seeker, area, offer):
    exemplar_with_line(offer, "5.2")

    assert not start(seeker, area, measure="energy_cost_per_m2").known


def test_a_worse_start_is_a_greater_weakness(seeker, area, offer):
    known = Known([offer.designation], [seeker])
    asked = Asked(seeker, area)
    middle = weakness_of(asked, known)
    seeker.performance_figures.update(value="0.080")
    worst = weakness_of(asked, Known([offer.designation], [seeker]))

    assert 0 < middle < worst == 1


def test_the_queries_do_not_grow_with_the_exemplars(
    seeker, area, offer, django_assert_max_num_queries
):
    exemplar_with_line(offer, "5.2")
    with django_assert_max_num_queries(60) as one:
        candidates.for_need(seeker, area)
    for _ in range(4):
        designation = make_designation(make_trust(type="acute"), offer.designation.programme)
        exemplar_with_line(make_offer(designation, area), "5.0")
    with django_assert_max_num_queries(len(one)):
        assert len(candidates.for_need(seeker, area)) == 5
