"""What other apps ask of the register."""

from __future__ import annotations

from datetime import date

import pytest

from portal.trusts.facts import former_name, left_out_of_a_later_list
from portal.trusts.likeness import queries as likeness_queries
from portal.trusts.likeness.queries import profiles_for
from tests.builders.trusts import make_figure, make_known_trust, make_trust

pytestmark = pytest.mark.django_db


def codes(neighbours):
    return [near.ods_code for near in neighbours]


def test_similar_trusts_are_open_ones_of_the_same_type():
    subject = make_known_trust("T01")
    make_known_trust("T02", factor=2)
    make_known_trust("T03", type="community")
    make_known_trust("T04", closed=date(2020, 1, 1))

    assert codes(likeness_queries.similar_trusts(subject)) == ["T02"]
    assert set(codes(likeness_queries.similar_trusts(subject, type_first=False))) == {"T02", "T03"}


def test_real_and_illustrative_trusts_never_mix():
    real, invented = make_known_trust("T01"), make_known_trust("ZZ001", illustrative=True)
    make_known_trust("T02")
    make_known_trust("ZZ002", illustrative=True)

    assert codes(likeness_queries.similar_trusts(real)) == ["T02"]
    assert codes(likeness_queries.similar_trusts(invented)) == ["ZZ002"]
    assert likeness_queries.likeness_between(real, invented) is None


def test_a_closed_trust_is_compared_with_open_ones():
    subject = make_known_trust("T01", closed=date(2019, 1, 1))
    make_known_trust("T02")

    assert codes(likeness_queries.similar_trusts(subject)) == ["T02"]


def test_a_trust_of_which_little_is_known_has_no_neighbours():
    make_known_trust("T01")
    make_known_trust("T02")

    assert likeness_queries.similar_trusts(make_trust("T03")) == []


def test_likeness_between_agrees_with_the_list():
    subject = make_known_trust("T01")
    for number in range(2, 7):
        make_known_trust(f"T0{number}", factor=number, system="TPP")
    nearest = likeness_queries.similar_trusts(subject)[0]

    between = likeness_queries.likeness_between(
        subject, type(subject).objects.by_ods_code(nearest.ods_code)
    )

    assert between.distance == pytest.approx(nearest.distance)
    assert round(100 * between.similarity) == nearest.similarity


def test_likeness_crosses_types_and_says_so():
    acute = make_known_trust("T01")
    mental = make_known_trust("T02", type="mental-health", factor=0.3)

    found = likeness_queries.likeness_between(acute, mental)

    assert found.differs_on[0] == "Type: acute and mental health"
    assert found.coverage >= 0.6


def test_likeness_to_many_reads_the_register_once(django_assert_num_queries):
    subject = make_known_trust("T01")
    others = [make_known_trust(f"T1{number}", factor=1 + number) for number in range(6)]

    with django_assert_num_queries(2):
        found = likeness_queries.likeness_to(subject, others)

    assert set(found) == {other.ods_code for other in others}


@pytest.mark.parametrize("count", [2, 8])
def test_similar_trusts_takes_two_queries_however_many(django_assert_num_queries, count):
    subject = make_known_trust("T01")
    for number in range(count):
        make_known_trust(f"T1{number}", factor=1 + number)

    with django_assert_num_queries(2):
        assert len(likeness_queries.similar_trusts(subject)) == count


def test_the_latest_figure_is_compared():
    trust = make_trust("T01")
    for year, staff in [("2021/22", 7000), ("2017", 9), ("2018/19", 5000)]:
        make_figure(trust, "staff_fte", staff, year=year)

    profile = profiles_for([trust], illustrative={False}, type=None)["T01"].profile

    assert profile.numbers == {"staff_fte": 7000.0}


def test_the_starting_position_is_said_in_words_with_its_source():
    trust = make_trust("T01", region="london", type_source="CQC")
    make_figure(trust, "staff_fte", 5210, source="Workforce statistics")
    make_figure(trust, "record_system", text="Epic", year="2024")

    facts = {fact.label: fact for fact in likeness_queries.starting_position(trust, year=None)}

    assert list(facts) == ["Type", "Region", "Staff", "Record system"]
    assert facts["Staff"] == likeness_queries.Fact(
        "Staff", "5,210 full-time equivalents", "2018/19", "Workforce statistics"
    )


def test_the_starting_position_of_a_year_knows_nothing_later():
    trust = make_trust()
    make_figure(trust, "staff_fte", 1000, year="2017")
    make_figure(trust, "staff_fte", 2000, year="2021/22")
    make_figure(trust, "beds", 300, year="2021/22")

    facts = {
        fact.label: fact.value for fact in likeness_queries.starting_position(trust, year="2018/19")
    }

    assert facts["Staff"] == "1,000 full-time equivalents"
    assert "Overnight beds" not in facts


def test_the_distance_in_miles_is_that_of_the_crow():
    london = make_trust(latitude="51.5074", longitude="-0.1278")
    leeds = make_trust(latitude="53.8008", longitude="-1.5491")

    assert likeness_queries.distance_miles(london, leeds) == pytest.approx(169.6, abs=1)
    assert likeness_queries.distance_miles(leeds, leeds) == 0
    assert likeness_queries.distance_miles(london, make_trust()) is None


def test_a_former_name_and_a_later_omission_are_told():
    trust = make_trust()
    make_figure(trust, "former_name", text="Old Hospital NHS Trust", year="2018")
    make_figure(trust, "listing", text="Not in the list", year="2026")

    assert former_name(trust) == "Old Hospital NHS Trust"
    assert left_out_of_a_later_list(trust)
    assert not left_out_of_a_later_list(make_trust())
