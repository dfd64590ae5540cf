import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.models import AuditEntry, Notice
from portal.accounts.permissions import Role
from portal.matching.designations import vetoes
from portal.matching.matches import services as match_services
from portal.matching.suggestions import candidates
from tests.builders.matching import (
    Pair,
    make_broker,
    make_designation,
    make_offer,
    make_person,
    make_request,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
# A reader holds no role: a visitor is tried apart.
OTHERS = [role for role in Role if role not in (Role.READER, Role.PROGRAMME_MANAGER)]


@pytest.fixture
def designation():
    return make_offer().designation


@pytest.fixture
def author(designation):
    return make_person(Role.AUTHOR, trust=designation.trust)


def path(designation, lift=False):
    return f"/exemplars/designations/{designation.pk}/vetoes/{'lift/' if lift else ''}"


def test_an_exemplar_says_whom_it_will_not_work_with_and_the_broker_hears(designation, author):
    broker, other = make_broker(), make_trust(name="Other Trust")
    person = make_person(Role.AUTHOR, trust=other)

    vetoes.veto(designation=designation, trust=other, by=author)

    assert designation.vetoes.get().trust == other
    notice = Notice.objects.get(recipient=broker)
    assert "Other Trust" not in notice.subject + notice.body
    assert not Notice.objects.filter(recipient=person).exists()


def test_the_audit_trail_does_not_say_which_trust_it_is(designation, author):
    other = make_trust("RZZ")

    vetoes.veto(designation=designation, trust=other, by=author)

    entry = AuditEntry.objects.get(action="designation.vetoed")
    assert entry.by == author and "RZZ" not in str(entry.detail)
    assert entry.trust == designation.trust


def test_a_broker_sets_one_too_and_the_exemplars_authors_hear(designation, author):
    member = make_person(Role.MEMBER, trust=designation.trust)

    vetoes.veto(designation=designation, trust=make_trust(), by=make_broker())

    assert Notice.objects.filter(recipient=author).count() == 1
    assert not Notice.objects.filter(recipient=member).exists()


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda designation: designation.trust, "exemplar itself"),
        (lambda designation: make_trust(illustrative=True), "not mixed"),
    ],
)
def test_a_trust_that_cannot_be_ruled_out_is_refused(designation, build, says):
    with pytest.raises(ValidationError, match=says):
        vetoes.veto(designation=designation, trust=build(designation), by=make_broker())


def test_a_trust_is_ruled_out_once(designation):
    other = make_trust()
    vetoes.veto(designation=designation, trust=other, by=make_broker())

    with pytest.raises(ValidationError, match="already"):
        vetoes.veto(designation=designation, trust=other, by=make_broker())


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_of_another_trust_rules_one_out(designation, role):
    person = make_person(role, trust=make_trust())

    with pytest.raises(PermissionDenied):
        vetoes.veto(designation=designation, trust=make_trust(), by=person)


def test_a_veto_is_lifted_and_only_once(designation, author):
    other = make_trust()
    vetoes.veto(designation=designation, trust=other, by=author)

    vetoes.lift_veto(designation=designation, trust=other, by=author)

    assert not designation.vetoes.exists()
    with pytest.raises(ValidationError, match="not on the list"):
        vetoes.lift_veto(designation=designation, trust=other, by=author)


def test_a_trust_that_is_ruled_out_gets_no_suggestion_and_is_not_told_why():
    offer = make_offer()
    need = make_request(areas=[offer.area]).needs.get()
    assert candidates.for_request(need)

    vetoes.veto(designation=offer.designation, trust=need.help_request.trust, by=make_broker())

    assert not candidates.for_request(need)
    said = candidates.why_not(need, offer.designation.trust)
    assert said == f"{offer.designation.trust} is not free to help with this need."


def test_the_broker_does_not_propose_a_pair_that_is_ruled_out():
    pair = Pair()
    match_services.call_off(match=pair.match, by=pair.broker)
    vetoes.veto(designation=pair.designation, trust=pair.seeker_trust, by=pair.broker)

    with pytest.raises(ValidationError, match="asked not to be paired"):
        match_services.propose(need=pair.need, offer=pair.offer, by=pair.broker)


def test_an_author_adds_a_trust_and_takes_it_off_on_the_page(client, designation, author):
    make_trust("RZZ", name="Other Trust")
    client.force_login(author)

    client.post(path(designation), {"trust": "RZZ"})
    assert "Other Trust" in client.get(f"/exemplars/designations/{designation.pk}/").text
    client.post(path(designation, lift=True), {"trust": "RZZ"})

    assert not designation.vetoes.exists()


def test_a_trust_that_nobody_knows_is_said_at_its_field(client, designation, author):
    client.force_login(author)

    answer = client.post(path(designation), {"trust": "Nowhere Trust"})

    assert 'href="#id_trust"' in answer.text and "We know no open trust" in answer.text
    assert 'value="Nowhere Trust"' in answer.text


@pytest.mark.parametrize("lift", [False, True])
def test_people_of_other_trusts_find_no_page(client, lift):
    designation = make_designation()
    client.force_login(make_person(Role.AUTHOR, trust=make_trust()))

    assert client.post(path(designation, lift), {"trust": "RAA"}).status_code == 404
