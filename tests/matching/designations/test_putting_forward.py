from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from casestudies.adoptions import finance as adoption_finance
from casestudies.models import AdoptionMeasure, AdoptionSaving
from portal.matching.designations import services as designation_services
from portal.matching.matches import putting_forward
from portal.matching.models import ExemplarDesignation
from tests.builders.matching import Pair, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    """A question that was answered, and whose answer the follower took up and keeps up."""
    return Pair(help_kind="question").finish("sustained")


def add_own_result(adoption):
    AdoptionMeasure.objects.create(
        adoption=adoption,
        name="First patient late",
        unit="minutes",
        baseline=34,
        baseline_date=date(2025, 1, 1),
        after="12.5",
        after_date=date(2026, 1, 1),
    )
    AdoptionSaving.objects.create(
        adoption=adoption,
        financial_year="2025/26",
        amount=120_000,
        effect="cash-releasing",
        recurrence="recurrent",
    )


def test_small_help_leads_to_an_application_with_one_click(kept, client):
    client.force_login(kept.seeker)
    page = client.get(f"/help/match/{kept.match.pk}/").text
    assert "Put your trust forward as an exemplar" in page

    client.post(f"/help/match/{kept.match.pk}/put-forward/", {"programme": kept.programme.slug})

    made = ExemplarDesignation.objects.get(trust=kept.seeker_trust)
    assert made.status == "applied" and made.put_forward_from == kept.match
    assert made.offers.get().area == kept.area


def test_the_evidence_carries_the_adopters_own_result(kept):
    adoption = kept.match.adoption
    add_own_result(adoption)
    adoption.result, adoption.how_adapted = "Lists start on time.", "The sister decides."
    adoption.save()

    adoption_finance.load(
        adoption=adoption, name="Ada Moss", role="Director of finance", signed_at=timezone.now()
    )

    made = designation_services.put_forward(match=kept.match, by=kept.seeker)

    for words in (
        str(kept.case_study),
        "Its own result: Lists start on time.",
        "First patient late: 34 before, 12.5 after (minutes).",
        "£120,000 a full year, recurrent, 2025/26, signed by its trust finance.",
        "What it changed: The sister decides.",
    ):
        assert words in made.evidence, words


def test_pounds_that_its_finance_has_not_signed_are_no_evidence(kept):
    add_own_result(kept.match.adoption)

    made = designation_services.put_forward(match=kept.match, by=kept.seeker)

    assert "£120,000" not in made.evidence


def test_where_two_programmes_take_it_one_must_be_chosen(kept, client):
    other = make_programme([kept.area], name="Second programme")
    client.force_login(kept.seeker)

    page = client.get(f"/help/match/{kept.match.pk}/").text
    with pytest.raises(ValidationError, match="Choose the programme"):
        designation_services.put_forward(match=kept.match, by=kept.seeker)
    client.post(f"/help/match/{kept.match.pk}/put-forward/", {"programme": other.slug})

    assert "Second programme" in page
    assert ExemplarDesignation.objects.get(trust=kept.seeker_trust).programme == other


@pytest.mark.parametrize(
    "fields",
    [
        {"starts": date(2016, 1, 1), "ends": date(2020, 1, 1)},
        {"illustrative": True},
        {"areas": None},
    ],
)
def test_a_programme_that_does_not_fit_is_not_offered(kept, fields):
    areas = [kept.area] if "areas" not in fields else None
    make_programme(**{**fields, "areas": areas})

    found = putting_forward.programmes_for(kept.match, kept.seeker)

    assert found == [kept.programme]


def test_a_trust_that_has_applied_already_is_not_asked_again(kept):
    designation_services.put_forward(match=kept.match, by=kept.seeker)

    assert putting_forward.programmes_for(kept.match, kept.seeker) == []


def test_the_helper_and_the_broker_do_not_put_the_follower_forward(kept):
    for person in (kept.helper, kept.broker, kept.third):
        assert putting_forward.programmes_for(kept.match, person) == []


def test_without_a_programme_it_says_so(kept):
    kept.programme.areas.clear()

    with pytest.raises(ValidationError, match="No programme in this area"):
        designation_services.put_forward(match=kept.match, by=kept.seeker)
