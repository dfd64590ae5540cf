"""The invited trust's answer: an application, or a refusal with its reason."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.models import AuditEntry, Notice
from portal.accounts.permissions import Role
from portal.matching.designations import services as designation_services
from portal.matching.designations.services import OfferTerms
from portal.matching.invitations import queries, services
from portal.matching.models import ExemplarDesignation
from tests.builders.matching import make_person, make_programme


def accept(ground, invitation, **changed):
    values = {"by": ground.author, "ceiling": 2, "evidence": "Three good years."}
    return services.accept(invitation=invitation, **{**values, **changed})


def test_accepting_sends_the_application_and_the_manager_hears(ground):
    invitation = ground.invite()

    designation = accept(ground, invitation)

    assert (designation.status, designation.trust) == ("applied", ground.best)
    assert designation.offers.get().area == ground.area
    assert designation.evidence == "Three good years."
    assert invitation.designation == designation
    assert Notice.objects.filter(recipient=ground.broker, kind="designation.applied").exists()


def test_accepting_publishes_nothing(ground):
    invitation = ground.invite()

    accept(ground, invitation)

    invitation.case_study.refresh_from_db()
    assert not invitation.case_study.live
    assert ExemplarDesignation.objects.get().designated_on is None


def test_the_application_is_filled_in_from_the_figures(ground):
    start = queries.application_start(ground.invite())

    assert start["evidence"].splitlines()[1] == (
        "2022/23: 1.0% of staff days, place 1 of 12 like trusts (NHS England: A publication)"
    )


def test_a_refusal_is_kept_with_its_reason_and_the_manager_hears(ground):
    invitation = ground.invite()

    services.decline(
        invitation=invitation, by=ground.author, reason="figures-wrong", note="We recount."
    )

    invitation.refresh_from_db()
    assert (invitation.status, invitation.answered_by) == ("declined", ground.author)
    assert invitation.decline_note == "We recount."
    assert Notice.objects.filter(recipient=ground.broker, kind="invitation.declined").exists()
    entry = AuditEntry.objects.get(action="invitation.declined")
    assert entry.detail["reason"] == "figures-wrong"
    assert "We recount." not in str(entry.detail)


@pytest.mark.parametrize("reason", ["", "nonsense"])
def test_a_refusal_needs_a_reason_of_the_list(ground, reason):
    invitation = ground.invite()

    with pytest.raises(ValidationError):
        services.decline(invitation=invitation, by=ground.author, reason=reason)

    invitation.refresh_from_db()
    assert invitation.is_open


def test_it_is_answered_once(ground):
    invitation = ground.invite()
    accept(ground, invitation)

    with pytest.raises(ValidationError, match="waits for no answer: it is accepted"):
        services.decline(invitation=invitation, by=ground.author, reason="no-time")
    with pytest.raises(ValidationError, match="waits for no answer"):
        accept(ground, invitation)

    assert ExemplarDesignation.objects.count() == 1


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_only_an_author_of_the_trust_answers(ground, answer):
    invitation = ground.invite()
    elsewhere = make_person(Role.AUTHOR, trust=ground.worst)

    for person in (ground.member, elsewhere, ground.broker):
        with pytest.raises(PermissionDenied):
            if answer == "accept":
                accept(ground, invitation, by=person)
            else:
                services.decline(invitation=invitation, by=person, reason="no-time")

    invitation.refresh_from_db()
    assert invitation.is_open


def test_a_longlist_sees_the_latest_invitation_of_each_trust(ground):
    invitation = ground.invite()
    services.decline(invitation=invitation, by=ground.author, reason="no-time")
    ground.invite(is_confirmed=True)

    rows = queries.latest_by_trust(ground.programme)

    assert {code: row.state for code, row in rows.items()} == {ground.best.ods_code: "Invited"}


@pytest.mark.parametrize("programme", ["the invitation's", "another"])
def test_an_ordinary_application_answers_the_invitation_to_that_programme(ground, programme):
    invitation = ground.invite()
    other = make_programme(areas=[ground.area])

    designation = designation_services.apply(
        programme=ground.programme if programme == "the invitation's" else other,
        trust=ground.best,
        offers=[OfferTerms(ground.area)],
        by=ground.author,
        ceiling=1,
    )

    invitation.refresh_from_db()
    if programme == "another":
        assert invitation.is_open
    else:
        assert (invitation.status, invitation.designation) == ("accepted", designation)
        assert invitation.answered_by == ground.author
