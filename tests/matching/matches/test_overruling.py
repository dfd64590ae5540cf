"""The broker sees what speaks against a pair, by whom and when, and may overrule it."""

import copy

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from portal.accounts.models import AuditEntry, Notice
from portal.matching import policies
from portal.matching.matches import services as match_services
from portal.matching.models import DesignationVeto, Match
from portal.matching.requests import queries as request_queries
from tests.builders.databases import rows_that_stay
from tests.builders.matching import Pair, make_designation, make_offer
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
WHY = "Their chief executives agreed it by telephone."


@pytest.fixture(scope="module")
def pair_of_all(django_db_setup, django_db_blocker):
    """A need that an exemplar declined, so that it is free for another."""
    with rows_that_stay(django_db_blocker):
        pair = Pair(help_kind="review")
        match_services.decline(match=pair.match, by=pair.helper, reason="timing")
        pair.other = make_designation(make_trust(name="Fenmoor Trust"), pair.programme, ceiling=1)
        pair.other_offer = make_offer(pair.other, pair.area)
        pair.address = f"/help/{pair.request.pk}/"
        yield pair


@pytest.fixture
def pair(pair_of_all):
    pair = copy.deepcopy(pair_of_all)
    pair.browser = Client()
    pair.browser.force_login(pair.broker)
    return pair


def veto(pair):
    DesignationVeto.objects.create(designation=pair.other, trust=pair.seeker_trust, by=pair.helper)


def exclusion(pair):
    pair.request.not_these.add(pair.other.trust)


def no_place(pair):
    pair.other_offer.places = 0
    pair.other_offer.save()


def other_kind(pair):
    pair.other_offer.help_offered = ["question"]
    pair.other_offer.save()


AGAINST = [veto, exclusion, no_place, other_kind]


def propose(pair, offer=None, **fields):
    need = pair.request.needs.get()
    return match_services.propose(
        need=need, offer=offer or pair.other_offer, by=pair.broker, **fields
    )


@pytest.mark.parametrize("against", AGAINST)
def test_every_refusal_is_overruled_with_a_reason_and_not_without(pair, against):
    against(pair)
    with pytest.raises(ValidationError):
        propose(pair)

    made = propose(pair, override_reason=WHY)

    assert made.override_reason == WHY and WHY not in made.broker_note
    entry = AuditEntry.objects.filter(action="match.proposed", subject_id=str(made.pk)).get()
    assert entry.detail["overruled"] == 1
    assert not Notice.objects.filter(body__contains=WHY).exists()


def test_an_offer_that_no_reason_makes_possible_is_not_in_the_list_of_others(pair):
    def others():
        return request_queries.build_request_page(pair.request, pair.broker).needs[0].others

    veto(pair)
    assert pair.other_offer in others()

    pair.request.members.add(pair.other.trust)

    assert pair.other_offer not in others()


def test_the_rules_that_stay_are_not_overruled(pair):
    own = make_offer(make_designation(pair.seeker_trust, pair.programme), pair.area)
    invented = make_trust("ZZ905", illustrative=True)
    other = make_offer(make_designation(invented), pair.area)
    pair.other.status = "paused"
    pair.other.save()

    for offer, sentence in (
        (own, "cannot help itself"),
        (other, "not mixed"),
        (pair.other_offer, "not a designated exemplar"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            propose(pair, offer, override_reason=WHY)


def test_the_page_asks_for_the_reason_and_then_takes_it(pair):
    veto(pair)
    form = {"offer_choice": pair.other_offer.pk, "broker_note": "Same size.", "override": "1"}
    address = f"/help/need/{pair.request.needs.get().pk}/propose/"

    refused = pair.browser.post(address, form)

    assert "Fenmoor Trust asked not to be paired with" in refused.text
    assert "Propose it all the same? Say why" in refused.text and "Same size." in refused.text
    pair.browser.post(address, {**form, "override_reason": WHY})
    assert Match.objects.get(helper=pair.other.trust).override_reason == WHY


def test_who_ruled_out_whom_and_when_is_for_the_broker_alone(pair):
    veto(pair)
    exclusion(pair)
    day = f"{timezone.localdate():%-d %B %Y}"

    text = pair.browser.get(pair.address).text

    asker = f"{pair.seeker_trust} asked not to be matched with Fenmoor Trust ({pair.seeker}, {day})"
    exemplar = (
        f"Fenmoor Trust asked not to be paired with {pair.seeker_trust} ({pair.helper}, {day})"
    )
    tried = f"{pair.helper_trust} declined ({day})"
    assert all(sentence in text for sentence in (asker, exemplar, tried))

    own = Client()
    own.force_login(pair.seeker)
    seen = own.get(pair.address).text
    assert "asked not to be paired" not in seen and "Ruled out for this need" not in seen


def test_a_seeker_does_not_learn_from_a_reason_that_it_was_ruled_out(pair):
    veto(pair)
    own = Client()
    own.force_login(pair.seeker)

    assert "ruled out" not in own.get(pair.address).text


def test_who_proposes_by_itself_overrules_nothing(pair):
    exclusion(pair)

    assert not policies.can_propose(pair.request.needs.get(), pair.other_offer, "note")
