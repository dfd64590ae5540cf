from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.matching import unmatched
from portal.matching.models import AllocationRun, Round
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.matching import (
    make_broker,
    make_designation,
    make_match,
    make_offer,
    make_programme,
    make_request,
)
from tests.builders.trusts import make_known_trust, make_trust

pytestmark = pytest.mark.django_db


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def area():
    return make_area()


@pytest.fixture
def need(area):
    return make_request(areas=[area]).needs.get()


def make_exemplar(area, places=1, trust=None, **fields):
    designation = make_designation(trust, make_programme([area]))
    return make_offer(designation, area, places=places, **fields)


def make_round(programme, *, closes, held, number=1):
    return Round.objects.create(
        programme=programme, number=number, closes_on=today(closes), held_on=today(held)
    )


# Why


@pytest.mark.parametrize(
    ("build", "why"),
    [
        (lambda area, need: None, "no-offer"),
        (lambda area, need: make_exemplar(make_area()), "no-offer"),
        (lambda area, need: make_exemplar(area, trust=make_trust(closed="2020-01-01")), "no-offer"),
        (lambda area, need: make_exemplar(area, trust=need.help_request.trust), "no-offer"),
        (lambda area, need: make_exemplar(area, help_offered=["talk"]), "no-kind"),
        (lambda area, need: make_exemplar(area, places=0), "no-place"),
        (
            lambda area, need: need.help_request.not_these.add(
                make_exemplar(area).designation.trust
            ),
            "ruled-out",
        ),
        (
            lambda area, need: make_match(need=need, offer=make_exemplar(area), status="lapsed"),
            "ruled-out",
        ),
    ],
)
def test_it_says_why_from_the_offers_of_today(area, need, build, why):
    build(area, need)

    assert unmatched.why(need) == why


def test_what_the_last_round_said_comes_first(need):
    need.no_partner, need.no_partner_at = "filled", timezone.now()
    need.save()

    row = unmatched.unmatched_need(need, need.help_request.asked_by)

    assert row.reason == "The places of the exemplars that fit went to other needs."
    assert row.since == today()


def test_small_help_that_was_refused_says_so(area, signed_in):
    request = make_request(areas=[area], help_kind="talk")
    make_match(need=request.needs.get(), helper=make_trust(), status="lapsed")

    text = signed_in(request.asked_by).get(f"/help/{request.pk}/").text

    assert "did not answer in time" in text and "Ask another team" in text


def test_small_help_without_a_team_waits_for_the_broker(area):
    need = make_request(areas=[area], help_kind="talk").needs.get()

    assert unmatched.unmatched_need(need, need.help_request.asked_by).reason == unmatched.WAITS


def test_nothing_of_it_while_a_team_is_asked(area, signed_in):
    request = make_request(areas=[area], help_kind="talk")
    make_match(need=request.needs.get(), helper=make_trust())

    answer = signed_in(request.asked_by).get(f"/help/{request.pk}/")

    assert answer.context["page"].needs[0].nobody is None


# The next round


def test_a_round_that_is_past_is_never_the_next(area, need):
    programme = make_programme([area], next_round=today(-1))
    make_round(programme, closes=-9, held=-2)

    assert unmatched.for_need(need) is None


def test_of_two_rounds_the_earlier_is_next(area, need):
    make_programme([area], next_round=today(30))
    programme = make_programme([area])
    make_round(programme, closes=5, held=9)

    found = unmatched.for_need(need)

    assert (found.programme, found.held_on, found.closes_on) == (programme, today(9), today(5))


def test_a_round_may_be_held_today(area, need):
    make_programme([area], next_round=today())

    assert unmatched.for_need(need).held_on == today()


def test_a_programme_of_a_top_area_covers_what_is_below(need):
    below = make_area(parent=make_area(parent=need.area))
    deep = make_request(areas=[below]).needs.get()
    make_programme([need.area], next_round=today(3))

    assert unmatched.for_need(deep).held_on == today(3)


def test_a_request_asked_after_the_closing_day_waits_for_the_round_after(area, need):
    programme = make_programme([area])
    make_round(programme, closes=-1, held=5)
    make_round(programme, closes=40, held=50, number=2)

    assert unmatched.for_need(need).held_on == today(50)


def test_a_round_that_was_sent_is_over(area, need):
    made = make_round(make_programme([area]), closes=0, held=2)
    AllocationRun.objects.create(
        programme=made.programme,
        round=made,
        status="sent",
        sent_at=timezone.now(),
        sent_by=make_broker(),
        inputs_hash="x",
        result={},
    )

    assert unmatched.for_need(need) is None


@pytest.mark.parametrize(
    "fields",
    [{"illustrative": True}, {"ends": date(2025, 1, 1)}],
    ids=["other population", "ended programme"],
)
def test_a_round_that_is_not_for_this_need_does_not_count(area, need, fields):
    make_programme([area], next_round=today(3), **fields)

    assert unmatched.for_need(need) is None


def test_a_request_of_a_programme_waits_for_its_own_round(area, need):
    make_programme([area], next_round=today(1))
    need.help_request.programme = make_programme([area], next_round=today(20))

    assert unmatched.for_need(need).held_on == today(20)


# What to read


def test_what_fits_the_words_comes_first(area):
    for title in ("Mend boilers sooner", "Wash linen at night"):
        make_case_study(areas=[area], title=title)
    best = make_case_study(areas=[area], title="Count insulin pens before ordering")
    problem = "Insulin pens are ordered before anyone has counted the pens."
    need = make_request(areas=[area], problem=problem).needs.get()

    assert unmatched.to_read(need, need.help_request.asked_by)[0] == best


def test_of_two_that_fit_alike_the_trust_more_like_ours_comes_first(area):
    for factor in (0.7, 1.4, 2.0, 0.5):
        make_known_trust(factor=factor)
    need = make_request(make_known_trust(), areas=[area]).needs.get()
    far = make_case_study(trust=make_known_trust(factor=4.0), areas=[area])
    near = make_case_study(trust=make_known_trust(factor=1.05), areas=[area])

    assert unmatched.to_read(need, need.help_request.asked_by) == [near, far]


def test_where_the_area_has_too_few_those_beside_it_follow(need, area):
    beside = make_area(parent=make_area())
    near = make_request(areas=[make_area(parent=beside.parent)]).needs.get()
    page = make_case_study(areas=[beside])
    make_case_study(areas=[area])

    assert unmatched.to_read(near, near.help_request.asked_by) == [page]


@pytest.mark.parametrize("fields", [{"visibility": "network"}, {"publish": False}])
def test_what_a_person_may_not_read_is_not_named(need, area, fields, django_user_model):
    make_case_study(areas=[area], **fields)
    stranger = django_user_model.objects.create_user("stranger@example.nhs.uk")

    assert unmatched.to_read(need, stranger) == []


def test_the_other_population_is_not_named(need, area):
    make_case_study(trust=make_trust(illustrative=True), areas=[area])

    assert unmatched.to_read(need, need.help_request.asked_by) == []
