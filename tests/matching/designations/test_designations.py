from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from casestudies.models import Contact, Saving
from portal.accounts.models import AuditEntry, Notice
from portal.accounts.permissions import Role
from portal.matching.designations import services as designation_services
from portal.matching.designations.services import OfferTerms
from portal.matching.models import Match
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.matching import (
    Pair,
    make_broker,
    make_designation,
    make_match,
    make_offer,
    make_person,
    make_programme,
    make_proof,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db

ONE_OFF = {"recurrence": "one-off", "one_off_reason": "land-sale"}


def assessed(trust=None, area=None, **fields):
    area = area or make_area()
    designation = make_designation(
        trust, make_programme([area]), status="assessed", designated_on=None, **fields
    )
    make_offer(designation, area)
    return designation


def apply(trust=None, programme=None, by=None, **fields):
    trust, programme = trust or make_trust(), programme or make_programme()
    values = {"offers": [OfferTerms(programme.areas.first())], "ceiling": 2, **fields}
    return designation_services.apply(
        programme=programme,
        trust=trust,
        by=by or make_person(Role.AUTHOR, trust=trust),
        **values,
    )


STEPS = {
    "assess": (designation_services.assess, {"applied"}),
    "designate": (designation_services.designate, {"assessed", "paused"}),
    "pause": (designation_services.pause, {"designated"}),
    "end": (designation_services.end, {"applied", "assessed", "designated", "paused"}),
}

STATUSES = ["applied", "assessed", "designated", "paused", "ended"]


def test_an_application_is_assessed_then_designated():
    broker, trust, area = make_broker(), make_trust(), make_area()
    make_proof(trust, area)
    designation = apply(trust, make_programme([area]))

    designation_services.assess(designation=designation, by=broker, evidence="Ledger seen.")
    designation_services.designate(designation=designation, by=broker)

    assert designation.status == "designated" and designation.designated_on
    assert "Ledger seen." in designation.evidence


def test_the_trust_is_told_once_that_it_is_an_exemplar():
    area = make_area()
    designation = assessed(area=area)
    make_proof(designation.trust, area)
    person = make_person(Role.MEMBER, trust=designation.trust)

    designation_services.designate(designation=designation, by=make_broker())

    assert Notice.objects.filter(recipient=person, kind="designation.designated").count() == 1


def test_a_designation_needs_a_signed_recurrent_saving():
    area = make_area()
    designation = assessed(area=area)
    make_case_study(trust=designation.trust, areas=[area])

    with pytest.raises(ValidationError, match="recurrent saving signed by finance"):
        designation_services.designate(designation=designation, by=make_broker())


def test_a_one_off_saving_never_qualifies():
    area = make_area()
    designation = assessed(area=area)
    make_proof(designation.trust, area, savings=[ONE_OFF])

    with pytest.raises(ValidationError):
        designation_services.designate(designation=designation, by=make_broker())


def test_a_signature_on_a_figure_that_has_changed_does_not_count():
    area = make_area()
    designation = assessed(area=area)
    page = make_proof(designation.trust, area)
    Saving.objects.filter(page=page).update(amount=999_999)

    with pytest.raises(ValidationError):
        designation_services.designate(designation=designation, by=make_broker())


def test_a_designation_needs_a_contact_who_is_still_there():
    area = make_area()
    designation = assessed(area=area)
    page = make_proof(designation.trust, area)
    Contact.objects.filter(page=page).update(left=True)

    with pytest.raises(ValidationError, match="still there"):
        designation_services.designate(designation=designation, by=make_broker())


def test_a_case_study_taken_down_proves_nothing():
    area = make_area()
    designation = assessed(area=area)
    make_proof(designation.trust, area).unpublish()

    with pytest.raises(ValidationError):
        designation_services.designate(designation=designation, by=make_broker())


def test_proof_in_an_area_below_serves():
    area = make_area()
    designation = assessed(area=area)
    make_proof(designation.trust, make_area(parent=area))

    designation_services.designate(designation=designation, by=make_broker())

    assert designation.status == "designated"


def test_every_area_that_falls_short_is_named():
    one, two = make_area("Rosters early"), make_area("Stock rooms")
    designation = make_designation(programme=make_programme([one, two]), status="assessed")
    make_offer(designation, one)
    make_offer(designation, two)
    make_proof(designation.trust, one)

    with pytest.raises(ValidationError) as error:
        designation_services.designate(designation=designation, by=make_broker())
    assert "Stock rooms" in error.value.messages[0] and "Rosters" not in error.value.messages[0]


def test_a_programme_of_the_past_needs_no_proof():
    area = make_area()
    programme = make_programme([area], starts=date(2016, 1, 1), ends=date(2020, 1, 1))
    designation = make_designation(programme=programme, status="assessed", designated_on=None)
    make_offer(designation, area)

    designation_services.designate(designation=designation, by=make_broker())

    assert designation.status == "designated"


def test_an_exemplar_pauses_and_goes_on():
    pair, broker = Pair(), make_broker()

    designation_services.pause(designation=pair.designation, by=pair.helper)
    assert pair.designation.status == "paused"
    designation_services.designate(designation=pair.designation, by=broker)
    assert pair.designation.status == "designated"


def test_ending_lets_proposals_lapse_and_pairs_go_on():
    pair = Pair(places=2)
    working = make_match(offer=pair.offer, status="active")

    designation_services.end(designation=pair.designation, by=pair.broker)

    assert Match.objects.get(pk=pair.match.pk).status == "lapsed"
    assert Match.objects.get(pk=working.pk).status == "active"
    assert pair.designation.ended_on is not None


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_taken_from_its_own_states_only(step, status):
    command, allowed = STEPS[step]
    area = make_area()
    ended = {"ended_on": date(2025, 5, 1)} if status == "ended" else {}
    designation = make_designation(programme=make_programme([area]), status=status, **ended)
    make_offer(designation, area)
    make_proof(designation.trust, area)

    if status in allowed:
        command(designation=designation, by=make_broker())
        assert AuditEntry.objects.filter(subject_type="matching.exemplardesignation").exists()
    else:
        with pytest.raises(ValidationError):
            command(designation=designation, by=make_broker())


@pytest.mark.parametrize("step", STEPS)
def test_people_of_other_trusts_take_no_step(step):
    designation = make_designation()

    with pytest.raises(PermissionDenied):
        STEPS[step][0](designation=designation, by=make_person(Role.AUTHOR, trust=make_trust()))


@pytest.mark.parametrize("step", ["assess", "designate"])
def test_a_trust_does_not_judge_itself(step):
    designation = assessed()

    with pytest.raises(PermissionDenied):
        STEPS[step][0](
            designation=designation, by=make_person(Role.AUTHOR, trust=designation.trust)
        )


def test_offers_are_replaced_and_one_with_matches_stays_without_places():
    pair = Pair()
    new = make_area()
    pair.programme.areas.add(new)
    make_proof(pair.helper_trust, new)

    designation_services.edit_offers(
        designation=pair.designation, offers=[OfferTerms(new, places=3)], by=pair.helper
    )

    pair.offer.refresh_from_db()
    assert pair.offer.places == 0
    assert pair.designation.offers.get(area=new).places == 3


def test_a_new_area_of_an_exemplar_needs_its_own_proof():
    pair = Pair()
    new = make_area()
    pair.programme.areas.add(new)

    with pytest.raises(ValidationError, match="signed by finance"):
        designation_services.edit_offers(
            designation=pair.designation,
            offers=[OfferTerms(pair.area), OfferTerms(new)],
            by=pair.helper,
        )
    assert pair.designation.offers.count() == 1


def test_a_follower_that_keeps_it_up_is_put_forward():
    pair = Pair().finish("sustained")

    made = designation_services.put_forward(match=pair.match, by=pair.seeker)

    assert (made.trust, made.programme, made.status) == (
        pair.seeker_trust,
        pair.programme,
        "applied",
    )
    assert made.offers.get().area == pair.area and str(pair.case_study) in made.evidence


@pytest.mark.parametrize("outcome", ["in-progress", "considering"])
def test_a_follower_that_is_not_there_yet_is_not_put_forward(outcome):
    pair = Pair().finish(outcome)

    with pytest.raises(ValidationError, match="keeps up"):
        designation_services.put_forward(match=pair.match, by=pair.seeker)


def test_a_pair_at_work_is_not_put_forward():
    pair = Pair().begin()

    with pytest.raises(ValidationError, match="Finish the work"):
        designation_services.put_forward(match=pair.match, by=pair.seeker)


def test_the_helper_does_not_put_the_follower_forward():
    pair = Pair().finish()

    with pytest.raises(PermissionDenied):
        designation_services.put_forward(match=pair.match, by=pair.helper)
