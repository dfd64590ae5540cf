from decimal import Decimal

import pytest

from portal.accounts.models import AuditEntry, Notice
from portal.matching.models import DesignationVeto, Programme, WeightsVersion
from portal.matching.programmes import preview
from portal.matching.programmes import services as programme_services
from portal.matching.scoring.formula import Part, Score
from portal.matching.suggestions import candidates
from tests.builders.casestudies import make_area
from tests.builders.matching import (
    make_broker,
    make_designation,
    make_match,
    make_offer,
    make_programme,
    make_request,
)
from tests.builders.trusts import make_trust

HALF = Decimal("0.5")
NEARNESS = {"trust_type": 0.0, "distance": 1.0}


@pytest.fixture
def market(db):
    """A need of an acute trust; a near community trust and a far acute trust could help."""
    area = make_area()
    programme = make_programme(areas=[area])
    seeker = make_trust("RAA", type="acute", latitude=53.0, longitude=-1.5)
    near = make_trust("RNN", name="Near Trust", type="community", latitude=53.0, longitude=-1.5)
    far = make_trust("RFF", name="Far Trust", type="acute", latitude=50.5, longitude=-4.1)
    for trust in (near, far):
        make_offer(make_designation(trust, programme), area)
    make_request(seeker, [area], programme=programme)
    return programme


def test_the_pair_that_moves_is_shown_with_its_places_scores_and_reasons(market):
    found = preview.preview_weights(market, NEARNESS, HALF)

    moved = {row.helper: row for row in found.pairs}["Near Trust"]
    assert (moved.place_before, moved.place_after) == (2, 1) and moved.rises
    assert moved.score_after > moved.score_before
    assert any(reason.startswith("Distance counts") for reason in moved.reasons)
    assert [row.helper for row in found.firsts] == ["Near Trust"]


def test_it_says_what_the_broker_will_see_once_the_weights_are_published(market):
    need = preview.open_needs(market).get()
    expected = {row.helper: row for row in preview.preview_weights(market, NEARNESS, HALF).pairs}

    programme_services.set_weights(
        programme=market, weights=NEARNESS, weakness_weight=HALF, by=make_broker()
    )

    for place, one in enumerate(candidates.for_request(need), 1):
        assert expected[one.name].place_after == place
        assert expected[one.name].score_after == round(100 * one.score.value, 1)


def test_looking_writes_nothing_and_tells_nobody(market):
    before = AuditEntry.objects.count()

    preview.preview_weights(market, NEARNESS, HALF)

    assert Programme.objects.get().weights_version == 1
    assert not WeightsVersion.objects.exists()
    assert not Notice.objects.exists() and AuditEntry.objects.count() == before


def test_the_weights_that_hold_now_move_nothing(market):
    found = preview.preview_weights(market, market.weights, HALF)

    assert not found.pairs and found.needs == 1 and found.pairs_in_all == 2


def test_a_pair_at_work_is_no_longer_compared(market):
    need = preview.open_needs(market).get()
    helper = market.designations.first().trust
    match = make_match(need=need, helper=helper)
    assert preview.open_needs(market).exists()

    match.delete()
    make_match(need=need, helper=helper, status="lapsed")

    names = {row.helper for row in preview.preview_weights(market, NEARNESS, HALF).pairs}
    assert helper.name not in names


def test_an_exemplar_that_will_not_be_paired_with_the_trust_is_left_out(market):
    need = preview.open_needs(market).get()
    designation = market.designations.get(trust__ods_code="RNN")
    DesignationVeto.objects.create(
        designation=designation, trust=need.help_request.trust, by=make_broker()
    )

    assert preview.preview_weights(market, NEARNESS, HALF).pairs_in_all == 1


def test_small_help_is_not_compared(market):
    make_request(make_trust(), market.areas.all(), programme=market, help_kind="question")

    assert preview.preview_weights(market, NEARNESS, HALF).needs == 1


def score_of(**parts):
    whole = sum(weight for _, weight in parts.values())
    made = tuple(
        Part(name, value, weight / whole, f"{name} it is", True)
        for name, (value, weight) in parts.items()
    )
    return Score(sum(part.value * part.weight for part in made), 1.0, made)


def test_the_reason_is_the_part_that_pulled_the_way_the_score_went():
    before = score_of(distance=(1.0, 1), trust_type=(0.2, 1), proof=(0.6, 2))
    after = score_of(distance=(1.0, 4), trust_type=(0.2, 1), proof=(0.6, 2))

    reasons = preview.why_moved(before, after)

    assert reasons[0] == "Distance counts 57% instead of 25%: distance it is"


def test_a_score_that_did_not_move_has_no_reason():
    same = score_of(distance=(1.0, 1), trust_type=(0.2, 1))

    assert preview.why_moved(same, same) == ()
