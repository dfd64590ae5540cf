from datetime import date

import pytest
from django.core.exceptions import ValidationError

from portal.matching.models import AllocationRun, HelpRequest, Match
from portal.matching.rounds import trial
from portal.matching.rounds.results import compute
from portal.matching.rounds.values import digest, from_json
from tests.builders.casestudies import make_area
from tests.builders.matching import make_broker, make_designation, make_offer, make_programme
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def history():
    """A programme that has ended, with two exemplars and six trusts around them."""
    area = make_area()
    programme = make_programme([area], starts=date(2016, 9, 1), ends=date(2021, 3, 31))
    for number, region in enumerate(("north-west", "south-east")):
        trust = make_trust(f"RX{number}", region=region)
        designation = make_designation(
            trust,
            programme,
            status="ended",
            ceiling=0,
            designated_on=date(2016, 9, 1),
            ended_on=programme.ends,
        )
        make_offer(designation, area, places=0)
    for number in range(6):
        make_trust(f"RS{number}", region=("north-west", "south-east")[number % 2])
    return programme


def test_every_generated_request_is_paired_or_told_why_not(history):
    run = trial.run(programme=history, by=make_broker(), requests=6)

    assert len(run.result["pairs"]) == 6 and run.result["blocking_pairs"] == []
    assert run.trial and run.round is None
    assert run.name == "2 exemplars, 6 generated requests (seed 1)"


def test_places_are_assumed_and_the_run_says_so(history):
    inputs = trial.generated(programme=history, requests=10)

    assert {offer.places for offer in inputs.offers} == {4}
    assert "4 places" in inputs.note and inputs.generated


def test_nothing_outside_the_run_knows_of_the_requests(history):
    trial.run(programme=history, by=None, requests=6)

    assert not HelpRequest.objects.exists() and not Match.objects.exists()
    assert AllocationRun.objects.count() == 1


def test_the_same_seed_gives_the_same_round(history):
    first, second = (trial.generated(programme=history, requests=6, seed=3) for _ in range(2))
    other = trial.generated(programme=history, requests=6, seed=4)

    assert digest(first) == digest(second) != digest(other)


def test_every_trust_asks_once_before_any_asks_again(history):
    inputs = trial.generated(programme=history, requests=6)

    assert len({need.trust for need in inputs.needs}) == 6


def test_no_exemplar_is_among_those_who_ask(history):
    inputs = trial.generated(programme=history, requests=12)

    assert not {need.trust for need in inputs.needs} & {o.exemplar for o in inputs.offers}


def test_the_stored_inputs_are_enough_to_do_it_again(history):
    run = trial.run(programme=history, by=None, requests=9)

    again = compute(from_json(run.inputs))
    assert again.by_need == {pair["need"]: pair["offer"] for pair in run.result["pairs"]}


def test_gathering_does_not_ask_more_for_more_requests(history, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        trial.generated(programme=history, requests=100)


@pytest.mark.parametrize("number", [0, 501])
def test_the_number_of_requests_is_bounded(history, number):
    with pytest.raises(ValidationError):
        trial.generated(programme=history, requests=number)
