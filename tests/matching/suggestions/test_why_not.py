from datetime import date

import pytest

from portal.matching.suggestions import candidates
from tests.builders.casestudies import make_area
from tests.builders.matching import (
    make_designation,
    make_offer,
    make_programme,
    make_request,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def make_exemplar(code, area, places=1, trust=None, **fields):
    trust = trust or make_trust(code)
    designation = make_designation(trust, make_programme([area], illustrative=trust.illustrative))
    return make_offer(designation, area, places=places, **fields)


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda area, request: request.trust, "cannot help itself"),
        (lambda area, request: make_trust("RBB"), "not an exemplar"),
        (lambda area, request: make_trust(closed=date(2020, 1, 1)), "has closed"),
        (lambda area, request: make_trust(illustrative=True), "not mixed"),
        (
            lambda area, request: (
                make_designation(programme=make_programme([area]), status="paused").trust
            ),
            "not a designated exemplar now: paused",
        ),
        (lambda area, request: make_exemplar("RBB", make_area()).designation.trust, "offers no"),
        (lambda area, request: make_exemplar("RBB", area, 0).designation.trust, "no place left"),
        (
            lambda area, request: (
                make_exemplar("RBB", area, help_offered=["talk"]).designation.trust
            ),
            "does not offer this kind",
        ),
        (lambda area, request: make_exemplar("RBB", area).designation.trust, "first suggestion"),
    ],
)
def test_why_not_has_an_answer_for_any_trust(build, says):
    area = make_area()
    request = make_request(areas=[area])

    assert says in candidates.why_not(request.needs.get(), build(area, request))


def test_why_not_names_what_the_first_has_more_of():
    area = make_area()
    second = make_exemplar("RBB", area, trust=make_trust("RBB", type="ambulance"))
    make_exemplar("RCC", area)
    request = make_request(areas=[area])

    answer = candidates.why_not(request.needs.get(), second.designation.trust)

    assert "number 2 of 2" in answer and "Trust type" in answer


def test_why_not_knows_a_refusal_of_the_seeker():
    area = make_area()
    offer = make_exemplar("RBB", area)
    request = make_request(areas=[area])
    request.not_these.add(offer.designation.trust)

    assert "asked not to be" in candidates.why_not(request.needs.get(), offer.designation.trust)
