"""Who keeps up what it took up hears that it could be an exemplar itself."""

from __future__ import annotations

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casestudies.adoptions import follow_up
from casestudies.adoptions import services as adoption_services
from casestudies.models import Adoption
from portal.accounts.models import Notice
from portal.accounts.permissions import Role
from portal.matching.designations import services as designation_services
from portal.matching.designations.services import OfferTerms
from tests.builders.casestudies import make_ask
from tests.builders.matching import Pair, make_person, make_programme, make_proof

pytestmark = pytest.mark.django_db


def invited():
    return [
        (notice.recipient, notice.url)
        for notice in Notice.objects.filter(kind="designation.invited")
    ]


def a_year_on(pair):
    """The question that is put to the follower a year after it began."""
    adoption = Adoption.objects.get(matches=pair.match)
    began = timezone.localdate() - relativedelta(months=12)
    Adoption.objects.filter(pk=adoption.pk).update(started=began, last_confirmed=began)
    adoption.refresh_from_db()
    follow_up.schedule(adoption)
    return adoption.asks.get(months=12)


def press(ask, person):
    adoption_services.still_going(ask=ask, by=person)


def test_a_follower_that_keeps_it_up_is_invited_on_the_page_of_its_match():
    pair = Pair().finish("in-progress")
    make_person(Role.MEMBER, trust=pair.seeker_trust)

    press(a_year_on(pair), pair.seeker)

    assert invited() == [(pair.seeker, f"/help/match/{pair.match.pk}/")]


def test_the_page_of_the_match_has_the_button_then(client):
    pair = Pair().finish("in-progress")
    press(a_year_on(pair), pair.seeker)
    client.force_login(pair.seeker)

    html = client.get(invited()[0][1]).content.decode()

    assert "Put your trust forward as an exemplar" in html


def test_it_is_invited_once():
    pair = Pair().finish("in-progress")
    ask = a_year_on(pair)
    press(ask, pair.seeker)
    for status in ("in-progress", "adapted"):
        adoption_services.record(
            case_study=ask.adoption.case_study,
            trust=pair.seeker_trust,
            status=status,
            by=pair.seeker,
        )

    assert len(invited()) == 1


def test_what_does_not_last_invites_nobody():
    pair = Pair().finish("in-progress")

    adoption_services.answer(ask=a_year_on(pair), by=pair.seeker, given="paused")

    assert invited() == []


def test_who_has_applied_already_is_not_invited():
    pair = Pair().finish("in-progress")
    designation_services.apply(
        programme=pair.programme,
        trust=pair.seeker_trust,
        offers=[OfferTerms(pair.area)],
        by=pair.seeker,
        ceiling=1,
    )

    press(a_year_on(pair), pair.seeker)

    assert invited() == []


def test_without_a_match_who_proved_itself_in_the_area_is_led_to_the_application():
    ask = make_ask(months=12, status="in-progress")
    area, trust = ask.adoption.case_study.areas.get(), ask.adoption.trust
    author = make_person(Role.AUTHOR, trust=trust)
    make_programme(areas=[area])
    make_proof(trust, area)

    press(ask, author)

    assert invited() == [(author, "/exemplars/apply/")]


def test_without_a_match_or_proof_there_is_nothing_to_be_invited_to():
    ask = make_ask(months=12, status="in-progress")
    make_programme(areas=ask.adoption.case_study.areas.all())

    press(ask, make_person(Role.AUTHOR, trust=ask.adoption.trust))

    assert invited() == []
