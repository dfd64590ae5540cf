"""An adopter's pounds are shown once its own finance approver signed them, and no earlier."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from casestudies.adoptions import finance as adoption_finance
from casestudies.adoptions import services as adoption_services
from casestudies.adoptions.money import NOT_SIGNED, without_pounds
from casestudies.models import Adoption, AdoptionSaving
from portal.accounts.models import AuditEntry, Notice
from portal.home.my import queries as my_queries
from portal.text.money_in_text import amounts_in
from tests.builders.casestudies import (
    SAVING,
    long_ago,
    make_adoption,
    make_case_study,
    make_person,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
STOCK = {"name": "Stock thrown away", "unit": "£000 a year"}


@pytest.fixture
def adoption():
    return make_adoption(
        savings=[{"amount": Decimal(61_234)}],
        measures=[STOCK, {}],
        result="It fell, and £61,234 was saved.",
        started=long_ago(),
    )


def fresh(adoption):
    return Adoption.objects.get(pk=adoption.pk)


def approver(adoption):
    return make_person("finance_approver", adoption.trust)


def digests(adoption):
    return [one.digest for one in fresh(adoption).money.waiting]


def page_text(client, adoption):
    return client.get(adoption.case_study.get_url()).content.decode()


def test_readers_see_that_a_saving_was_reported_and_no_pounds(client, adoption):
    text = page_text(client, adoption)

    assert "61,234" not in text
    assert "Stock thrown away" not in text
    assert NOT_SIGNED in text
    assert "figures in pounds reported, not yet signed" in text


def test_no_page_or_answer_for_readers_tells_the_pounds(client, adoption):
    code = adoption.trust.ods_code
    for path in ("/", f"/trusts/{code}/", f"/api/v1/trusts/{code}/", adoption.case_study.get_url()):
        response = client.get(path, follow=True)
        assert response.status_code == 200
        assert "61,234" not in response.content.decode(), path


def test_its_own_people_see_their_figure_marked(client, adoption):
    client.force_login(make_person("member", adoption.trust))

    text = page_text(client, adoption)

    assert "£61,234 in 2023/24" in text
    assert "not signed yet by your trust" in text


def test_the_signature_of_its_finance_shows_the_pounds(client, adoption):
    client.force_login(approver(adoption))
    address = adoption_finance.address_of(adoption)
    assert "£61,234 in 2023/24" in client.get(address).content.decode()

    client.post(address, {"figures": digests(adoption)})
    client.logout()

    text = page_text(client, adoption)
    assert "£61,234 in" in text
    assert "£61,234 was saved" in text
    assert "Stock thrown away" in text
    assert AuditEntry.objects.filter(action="adoption.money_signed").count() == 3


def test_a_changed_figure_voids_the_signature(adoption):
    adoption_finance.sign(adoption=adoption, digests=digests(adoption), by=approver(adoption))
    line = adoption.savings.get()
    line.amount = Decimal(99)
    line.save()

    assert fresh(adoption).money.savings == []
    assert len(digests(adoption)) == 1


def test_what_changed_between_page_and_post_is_not_signed(client, adoption):
    client.force_login(approver(adoption))
    seen = digests(adoption)
    line = adoption.savings.get()
    line.amount = Decimal(99)
    line.save()

    response = client.post(adoption_finance.address_of(adoption), {"figures": seen})

    assert response.status_code == 400
    assert "A figure has changed" in response.content.decode()
    assert not adoption.sign_offs.exists()


def test_nobody_signs_what_they_recorded_themselves():
    page, trust = make_case_study(), make_trust()
    both = make_person("member", trust)
    from portal.accounts import roles

    roles.grant(user=both, role="finance_approver", trust=trust, by=None)
    other = make_person("finance_approver", trust)
    both = type(both).objects.get(pk=both.pk)
    adoption_services.record(
        case_study=page,
        trust=trust,
        status="sustained",
        started=long_ago(),
        savings=[AdoptionSaving(**SAVING)],
        by=both,
    )
    adoption = Adoption.objects.get()

    with pytest.raises(PermissionDenied, match="You recorded"):
        adoption_finance.sign(adoption=adoption, digests=digests(adoption), by=both)
    assert adoption_finance.waiting_for(both) == []
    assert Notice.objects.filter(kind="adoption.money", recipient=other).count() == 1
    assert [one.title for one in my_queries.adopters_figures(other)] == [
        f"Sign what {trust.name} saved: {page.title}"
    ]
    assert adoption_finance.sign(adoption=adoption, digests=digests(adoption), by=other) == 1


@pytest.mark.parametrize("role", ["member", "author"])
def test_only_finance_of_that_trust_finds_the_page(client, adoption, role):
    address = adoption_finance.address_of(adoption)
    strangers = [
        make_person(role, adoption.trust),
        make_person("finance_approver", adoption.case_study.trust),
        make_person("editor"),
    ]
    for person in strangers:
        client.force_login(person)
        assert client.get(address).status_code == 404
        assert client.post(address, {"figures": digests(adoption)}).status_code == 404


def test_what_is_wrong_goes_back_to_the_team(client, adoption):
    member = make_person("member", adoption.trust)
    client.force_login(approver(adoption))
    address = reverse(
        "casestudies:adoption_question",
        args=[adoption.case_study_id, adoption.trust.ods_code.lower()],
    )
    assert client.post(address, {"reason": " "}).status_code == 400

    client.post(address, {"reason": "It is the bank budget of two years."})

    assert fresh(adoption).finance_query == "It is the bank budget of two years."
    assert Notice.objects.filter(recipient=member, kind="adoption.money_questioned").exists()
    assert "asks about your figures" in my_queries.adopters_figures(member)[0].title
    adoption_services.record(
        case_study=adoption.case_study,
        trust=adoption.trust,
        status="sustained",
        by=member,
        savings=[AdoptionSaving(**SAVING)],
    )
    assert fresh(adoption).finance_query == ""


def test_an_empty_choice_signs_nothing(adoption):
    with pytest.raises(ValidationError):
        adoption_finance.sign(adoption=adoption, digests=[], by=approver(adoption))


def test_signing_twice_signs_once(adoption):
    person, seen = approver(adoption), digests(adoption)

    assert adoption_finance.sign(adoption=adoption, digests=seen, by=person) == 3
    assert adoption_finance.sign(adoption=adoption, digests=seen, by=person) == 0
    assert adoption.sign_offs.count() == 3


@pytest.mark.parametrize(
    "text",
    ["£40m", "£ 1,200.50", "about 40 million pounds", "GBP 5k", "£1.2 million a year", "3 pounds"],
)
def test_every_spelling_of_pounds_is_taken_out(text):
    assert NOT_SIGNED in without_pounds(text)
    assert not any(one.isdigit() for one in without_pounds(text))


@pytest.mark.parametrize("text", ["34 minutes to 12", "24 to 15 weeks", "5.6% in 2024", ""])
def test_other_numbers_stay(text):
    assert without_pounds(text) == text


@given(st.text("£0123456789,. kmbnGBPpoundsx"))
def test_no_text_keeps_an_amount(text):
    assert not amounts_in(without_pounds(text))
