import pytest

from portal.matching.matches import services as match_services
from portal.matching.models import DesignationVeto, Match, Programme
from tests.builders.living import make_next, run_days
from tests.builders.matching import SPONSOR, Pair
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def following(pair):
    return Match.objects.filter(follows=pair.match).first()


def decline(pair, by="helper", reason="no-capacity"):
    match_services.decline(match=pair.match, by=getattr(pair, by), reason=reason)


def test_a_decline_offers_the_next_best_to_both_sides():
    pair = Pair()
    make_next(pair)

    decline(pair)

    found = following(pair)
    assert (found.helper, found.status) == (pair.third_trust, "proposed")
    assert found.seeker_accepted_at is None and found.helper_accepted_at is None
    assert found.parts and found.weights_version == pair.programme.weights_version


def test_a_lapse_offers_the_next_best_with_six_working_days_of_its_own():
    pair = Pair()
    make_next(pair)

    run_days(pair.match, 6, 7)

    assert following(pair).reply_due > pair.match.reply_due


@pytest.mark.parametrize("reason", ["solved", "timing", "no-capacity"])
def test_a_seeker_that_wants_nobody_now_is_offered_nobody(reason):
    pair = Pair()
    make_next(pair)

    decline(pair, by="seeker", reason=reason)

    assert following(pair) is None


def test_a_seeker_that_wants_another_is_offered_another():
    pair = Pair()
    make_next(pair)

    decline(pair, by="seeker", reason="prefer-other")

    assert following(pair) is not None


def test_an_exemplar_that_was_tried_is_not_offered_again():
    pair = Pair()
    make_next(pair)
    decline(pair)
    second = following(pair)

    match_services.decline(match=second, by=pair.third, reason="no-capacity")

    assert not pair.need.matches.filter(status="proposed").exists()


def test_whom_the_seeker_rules_out_is_not_offered():
    pair = Pair()
    make_next(pair)
    pair.request.not_these.add(pair.third_trust)

    decline(pair)

    assert following(pair) is None


def test_an_exemplar_with_a_veto_is_passed_over_for_the_one_behind_it():
    pair = Pair()
    vetoing = make_next(pair).designation
    DesignationVeto.objects.create(designation=vetoing, trust=pair.seeker_trust, by=pair.third)
    behind = make_trust()
    make_next(pair, behind)

    decline(pair)

    assert following(pair).helper == behind


def test_a_full_exemplar_is_not_offered():
    pair = Pair()
    make_next(pair, ceiling=0)

    decline(pair)

    assert following(pair) is None


def test_a_fit_below_the_floor_is_left_to_the_broker():
    pair = Pair()
    make_next(pair)
    Programme.objects.update(fit_floor=99)

    decline(pair)

    assert following(pair) is None


def test_small_help_is_never_sent_to_a_team_nobody_chose():
    pair = Pair(help_kind="question")
    make_next(pair)

    decline(pair)

    assert following(pair) is None


def test_a_seeker_that_let_a_willing_exemplar_wait_is_offered_nobody():
    pair = Pair()
    make_next(pair)
    match_services.accept(match=pair.match, by=pair.helper)

    run_days(pair.match, 6, 7)

    assert following(pair) is None


def test_a_seeker_that_never_answers_is_offered_one_more_and_then_nobody():
    pair = Pair()
    make_next(pair)
    make_next(pair, make_trust())

    run_days(pair.match, 6, 7, 13, 14, 20, 21)

    assert pair.need.matches.count() == 2


def test_a_change_of_partner_frees_the_place_and_offers_the_next_best():
    pair = Pair(places=1).begin()
    make_next(pair)

    match_services.end(match=pair.match, by=pair.seeker, reason="change-partner")

    pair.request.refresh_from_db()
    assert following(pair).helper == pair.third_trust
    assert pair.request.status == "open"


def test_work_that_ends_for_another_reason_is_left_to_the_broker():
    pair = Pair().begin()
    make_next(pair)

    match_services.end(match=pair.match, by=pair.seeker, reason="no-time")

    assert following(pair) is None


def test_the_next_best_begins_as_any_match_when_both_accept():
    pair = Pair()
    make_next(pair)
    decline(pair)
    found = following(pair)

    match_services.accept(match=found, by=pair.seeker, **SPONSOR)
    match_services.accept(match=found, by=pair.third)

    assert found.status == "active"
