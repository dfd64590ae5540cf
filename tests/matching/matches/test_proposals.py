import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.models import Notice
from portal.matching.matches import services as match_services
from portal.matching.scoring.formula import FINDERS
from tests.builders.casestudies import make_area
from tests.builders.matching import (
    Pair,
    make_broker,
    make_designation,
    make_offer,
    make_programme,
    make_request,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def told(person, kind):
    return Notice.objects.filter(recipient=person, kind=f"match.{kind}").count()


def propose(request=None, offer=None, **fields):
    request = request or make_request(areas=[offer.area] if offer else None)
    need = request.needs.get()
    if offer is None:
        offer = make_offer(make_designation(programme=make_programme([need.area])))
    return match_services.propose(
        need=need, offer=offer, by=fields.pop("by", make_broker()), **fields
    )


def test_a_proposal_asks_both_teams_once():
    pair = Pair()

    assert pair.match.status == "proposed"
    assert told(pair.seeker, "proposed") == told(pair.helper, "proposed") == 1
    assert told(pair.third, "proposed") == 0


def test_every_proposal_is_explained_part_by_part():
    match = propose()

    assert [part["name"] for part in match.parts] == list(FINDERS)
    assert all(part["reason"] for part in match.parts)
    assert 0 < match.score <= 1 and 0 < match.confidence <= 1


def test_only_the_broker_proposes():
    pair = Pair()

    with pytest.raises(PermissionDenied):
        propose(by=pair.helper)


def test_a_need_has_one_open_match():
    pair = Pair(places=2)

    with pytest.raises(ValidationError, match="has a match already"):
        match_services.propose(need=pair.need, offer=pair.offer, by=pair.broker)


def test_a_proposal_holds_its_place():
    pair = Pair(places=1)

    with pytest.raises(ValidationError, match="no place left"):
        propose(offer=pair.offer)


def test_the_ceiling_binds_over_all_areas():
    pair = Pair(places=1, ceiling=1)
    elsewhere = make_offer(pair.designation, make_area(), places=5)

    with pytest.raises(ValidationError, match="no place left"):
        propose(offer=elsewhere)


def test_a_declined_proposal_gives_its_place_back():
    pair = Pair(places=1)
    match_services.decline(match=pair.match, by=pair.helper, reason="timing")

    assert propose(offer=pair.offer).status == "proposed"


@pytest.mark.parametrize("status", ["applied", "assessed", "paused"])
def test_only_a_designated_exemplar_is_proposed(status):
    offer = make_offer(make_designation(status=status))

    with pytest.raises(ValidationError, match="not a designated exemplar"):
        propose(offer=offer)


def test_a_trust_is_not_matched_with_itself():
    offer = make_offer()
    request = make_request(trust=offer.designation.trust, areas=[offer.area])

    with pytest.raises(ValidationError, match="cannot help itself"):
        propose(request, offer)


def test_a_member_of_the_place_is_not_its_helper():
    offer = make_offer()
    request = make_request(areas=[offer.area])
    request.members.add(offer.designation.trust)

    with pytest.raises(ValidationError, match="cannot help itself"):
        propose(request, offer)


def test_a_trust_not_to_ask_is_not_proposed():
    offer = make_offer()
    request = make_request(areas=[offer.area])
    request.not_these.add(offer.designation.trust)

    with pytest.raises(ValidationError, match="not to be matched"):
        propose(request, offer)


def test_the_two_populations_are_not_matched():
    offer = make_offer(make_designation(make_trust(illustrative=True)))

    with pytest.raises(ValidationError, match="not mixed"):
        propose(offer=offer)


def test_an_offer_without_this_kind_of_help_is_refused():
    with pytest.raises(ValidationError, match="does not offer this"):
        propose(offer=make_offer(help_offered=["question"]))


def test_an_offer_in_another_area_needs_the_brokers_reason():
    offer = make_offer()
    request = make_request()

    with pytest.raises(ValidationError, match="Say in the note"):
        propose(request, offer)
    assert propose(request, offer, broker_note="Same team, same roster system.").pk


def test_a_request_of_a_programme_stays_in_it():
    area = make_area()
    request = make_request(areas=[area], programme=make_programme([area]))

    with pytest.raises(ValidationError, match="belongs to"):
        propose(request, make_offer(area=area))


def test_a_withdrawn_request_is_not_matched():
    with pytest.raises(ValidationError, match="closed"):
        propose(make_request(status="withdrawn"))
