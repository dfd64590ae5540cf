import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.models import AuditEntry
from portal.accounts.permissions import Role
from portal.matching import policies
from portal.matching.choices import Side
from portal.matching.matches import services as match_services
from tests.builders.matching import AGREED, SPONSOR, Pair, make_person
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def write(pair, by, **values):
    values = {"aim": "Fewer agency shifts", **AGREED, **values}
    match_services.agree(match=pair.match, by=by, case_study=pair.case_study, **values)


def test_the_seeker_of_a_long_pairing_names_a_sponsor():
    pair = Pair()

    with pytest.raises(ValidationError) as refused:
        match_services.accept(match=pair.match, by=pair.seeker, sponsor_name="Ann Lee")

    assert set(refused.value.message_dict) == {"sponsor_role"}
    assert pair.match.seeker_accepted_at is None


def test_the_sponsor_is_kept_with_the_yes():
    pair = Pair()

    match_services.accept(match=pair.match, by=pair.seeker, **SPONSOR)

    pair.match.refresh_from_db()
    assert pair.match.sponsor_name == "Ann Lee" and pair.match.sponsored_at is not None


@pytest.mark.parametrize("kind", ["review", "question"])
def test_shorter_help_needs_no_sponsor(kind):
    pair = Pair(help_kind=kind)
    match_services.accept(match=pair.match, by=pair.helper)
    if kind == "review":
        match_services.accept(match=pair.match, by=pair.seeker)

    assert pair.match.status == "active"


def test_the_exemplar_needs_no_sponsor():
    pair = Pair()

    match_services.accept(match=pair.match, by=pair.helper)

    assert pair.match.sponsor_name == ""


def test_who_writes_the_page_agrees_and_the_other_side_has_still_to():
    pair = Pair().begin()

    write(pair, pair.helper)

    assert policies.has_agreed(pair.match, Side.HELPER)
    assert not policies.is_agreed(pair.match)


def test_the_page_holds_once_both_sides_agree():
    pair = Pair().begin()
    write(pair, pair.helper)

    match_services.confirm_agreement(match=pair.match, by=pair.seeker)

    assert policies.is_agreed(pair.match)
    assert AuditEntry.objects.filter(action="match.agreement_confirmed").count() == 1


def test_writing_it_anew_takes_back_the_other_sides_yes():
    pair = Pair().begin()
    write(pair, pair.helper)
    match_services.confirm_agreement(match=pair.match, by=pair.seeker)

    write(pair, pair.seeker, how_often="Weekly")

    pair.match.refresh_from_db()
    assert pair.match.agreed_seeker_at and pair.match.agreed_helper_at is None


def test_a_member_of_a_place_may_write_and_its_lead_agrees():
    pair = Pair().begin()
    member_trust = make_trust()
    pair.request.members.add(member_trust)
    member = make_person(Role.MEMBER, trust=member_trust)

    write(pair, member)

    assert pair.match.agreed_seeker_at is None
    with pytest.raises(PermissionDenied):
        match_services.confirm_agreement(match=pair.match, by=member)


def test_nothing_is_agreed_before_something_is_written():
    pair = Pair().begin()

    with pytest.raises(ValidationError, match="Nothing is written"):
        match_services.confirm_agreement(match=pair.match, by=pair.seeker)


def test_a_side_agrees_once():
    pair = Pair().begin()
    write(pair, pair.helper)

    with pytest.raises(ValidationError, match="agrees to this page already"):
        match_services.confirm_agreement(match=pair.match, by=pair.helper)


@pytest.mark.parametrize("who", ["third", "broker"])
def test_nobody_else_agrees(who):
    pair = Pair().begin()
    write(pair, pair.helper)

    with pytest.raises(PermissionDenied):
        match_services.confirm_agreement(match=pair.match, by=getattr(pair, who))
