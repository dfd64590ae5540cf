"""The pages of invitations, for managers and for the invited trust."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.accounts.permissions import Role
from portal.matching.invitations import queries, services
from portal.matching.models import ExemplarInvitation
from tests.builders.matching import make_person

SEND = "Send the invitation"


def text_of(client, person, address):
    client.force_login(person)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_manager_reads_the_letter_and_who_gets_it_before_sending(client, ground):
    page = text_of(client, ground.broker, ground.address())

    assert "2022/23: 1.0% of staff days" in page
    assert ground.author.get_full_name() in page
    assert SEND in page
    assert not ExemplarInvitation.objects.exists()


def test_one_step_invites(client, ground):
    client.force_login(ground.broker)

    response = client.post(ground.address(), {"note": ""}, follow=True)

    invitation = ExemplarInvitation.objects.get()
    assert response.redirect_chain[-1][0] == f"/help/invitations/{invitation.pk}/"
    assert "is invited" in response.content.decode()


def test_history_has_no_button(client, old_ground):
    page = text_of(client, old_ground.broker, old_ground.address())

    assert SEND not in page
    assert "that is history" in page


def test_without_people_there_is_no_button_and_what_to_do_is_said(client, ground):
    page = text_of(client, ground.broker, ground.address(ground.trusts[1]))

    assert SEND not in page
    assert "Ask an administrator to invite an author" in page


def test_it_is_said_that_nobody_there_can_accept(client, ground):
    second = ground.trusts[1]
    make_person(Role.MEMBER, trust=second)

    page = text_of(client, ground.broker, ground.address(second))

    assert SEND in page
    assert "only an author can accept" in page


def test_an_invited_trust_is_not_invited_again(client, ground):
    ground.invite()

    page = text_of(client, ground.broker, ground.address())

    assert SEND not in page
    assert "has not answered yet" in page


def test_a_manager_confirms_on_the_page_that_a_trust_wants_to_be_asked_again(client, ground):
    services.decline(invitation=ground.invite(), by=ground.author, reason="no-time")
    client.force_login(ground.broker)

    refused = client.post(ground.address(), {"note": ""})
    assert "Tick the box" in refused.content.decode()
    assert ExemplarInvitation.objects.count() == 1

    client.post(ground.address(), {"note": "", "is_confirmed": "on"})
    assert ExemplarInvitation.objects.count() == 2


def test_an_author_accepts_on_the_page_and_opens_the_draft(client, ground):
    invitation = ground.invite()
    address = f"/help/invitations/{invitation.pk}/"

    page = text_of(client, ground.author, address)
    assert "Accept and send the application" in page
    assert "You report nothing twice." in page
    answers = {"ceiling": "2", "hours_a_quarter": "", "evidence": "As reported."}
    page = client.post(f"{address}accept/", answers, follow=True).content.decode()

    assert "Your application is with the broker" in page
    draft = f"/case-studies/progress/{invitation.case_study.pk}/"
    assert draft in page
    assert client.get(draft).status_code == 200


def test_a_bad_answer_keeps_what_was_typed(client, ground):
    invitation = ground.invite()
    client.force_login(ground.author)

    page = client.post(
        f"/help/invitations/{invitation.pk}/decline/", {"note": "We are moving."}
    ).content.decode()

    assert "Choose a reason." in page
    assert "We are moving." in page


def test_a_member_reads_it_and_passes_it_on(client, ground):
    invitation = ground.invite()

    page = text_of(client, ground.member, f"/help/invitations/{invitation.pk}/")

    assert "Only an author of your trust can answer" in page
    assert "Accept and send" not in page


def test_others_find_nothing_there(client, ground):
    invitation = ground.invite()
    client.force_login(make_person(Role.AUTHOR, trust=ground.worst))

    for address in (
        f"/help/invitations/{invitation.pk}/",
        "/help/invitations/",
        ground.address(),
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("part", ["none", "ZZ999", "measure"])
def test_what_is_not_there_is_not_found(client, ground, part):
    client.force_login(ground.broker)
    address = ground.address()
    changed = {
        "none": address.replace(ground.programme.slug, "no-such-programme"),
        "ZZ999": address.replace(ground.best.ods_code, "ZZ999"),
        "measure": address.replace("sickness_absence_rate", "no_such_measure"),
    }

    assert client.get(changed[part]).status_code == 404


def test_each_number_of_the_list_counts_its_rows(client, ground):
    services.decline(invitation=ground.invite(), by=ground.author, reason="no-time")
    ground.invite(is_confirmed=True)
    late = timezone.localdate() - timedelta(days=40)
    ExemplarInvitation.objects.filter(status="sent").update(invited_on=late)

    found = queries.invitation_list()

    assert {one.state: one.number for one in found.counts} == {
        "Declined": 1,
        "No answer for four weeks": 1,
    }
    page = text_of(client, ground.broker, "/help/invitations/")
    assert page.count("We have no time to help others now") == 1


@pytest.mark.parametrize(
    ("chosen", "rows"),
    [
        ({"trust_type": "acute"}, 1),
        ({"trust_type": "ambulance"}, 0),
        ({"area": "elsewhere"}, 0),
        ({"programme": "elsewhere"}, 0),
    ],
)
def test_the_list_keeps_to_what_was_chosen(ground, chosen, rows):
    ground.invite()

    assert len(queries.invitation_list(**chosen).rows) == rows


def test_a_filter_that_is_not_there_is_refused_in_words(client, ground):
    client.force_login(ground.broker)

    response = client.get("/help/invitations/?trust_type=rubbish")

    assert response.status_code == 400
    assert "Choose a type of trust from the list." in response.content.decode()
