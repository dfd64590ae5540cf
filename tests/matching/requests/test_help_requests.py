from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casestudies.models import Contact
from portal.accounts.models import AuditEntry, Notice
from portal.accounts.permissions import Role
from portal.matching import notifications
from portal.matching.matches import services as match_services
from portal.matching.models import HelpRequest, Match
from portal.matching.requests import services as request_services
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.matching import PROBLEM, Pair, make_broker, make_person, make_request
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def ask(trust=None, by=None, **fields):
    trust = trust or make_trust()
    by = by or make_person(Role.MEMBER, trust=trust)
    values = {"problem": PROBLEM, "help_kind": "question", "areas": [make_area()], **fields}
    return request_services.ask(trust=trust, by=by, **values)


def test_a_question_about_a_case_study_goes_straight_to_its_trust():
    page = make_case_study()

    request = ask(case_study=page, areas=[])

    match = Match.objects.get(need__help_request=request)
    assert match.helper == page.trust and match.case_study == page
    assert match.seeker_accepted_by == request.asked_by and match.helper_accepted_at is None


def test_the_helpers_members_and_authors_are_told_once():
    page = make_case_study()
    member = make_person(Role.MEMBER, trust=page.trust)
    both = make_person(Role.AUTHOR, Role.MEMBER, trust=page.trust)
    make_person(Role.FINANCE_APPROVER, trust=page.trust)

    ask(case_study=page, areas=[])

    told = Notice.objects.filter(kind="match.asked")
    assert sorted(told.values_list("recipient", flat=True)) == sorted([member.pk, both.pk])


def test_a_contact_with_an_account_reads_that_they_are_named():
    page = make_case_study()
    contact = make_person(Role.MEMBER, trust=page.trust)
    Contact.objects.filter(page=page).update(user=contact)

    ask(case_study=page, areas=[])

    assert "You are a contact" in Notice.objects.get(recipient=contact).body


def test_a_contact_who_has_no_role_at_the_trust_is_not_told():
    page = make_case_study()
    outsider = make_person(Role.MEMBER, trust=make_trust())
    Contact.objects.filter(page=page).update(user=outsider)

    ask(case_study=page, areas=[])

    assert not Notice.objects.filter(recipient=outsider).exists()


def test_where_nobody_is_there_to_answer_the_broker_hears_it():
    broker, page = make_broker(), make_case_study()

    ask(case_study=page, areas=[])

    assert Notice.objects.get(recipient=broker).kind == "match.nobody_there"


def test_no_notice_repeats_what_the_trust_wrote():
    page = make_case_study()
    make_person(Role.MEMBER, trust=page.trust)

    ask(case_study=page, areas=[], problem="Our secret trouble with rosters.")

    assert not Notice.objects.filter(body__contains="secret").exists()
    assert not AuditEntry.objects.filter(detail__icontains="secret").exists()


def test_a_picked_helper_is_asked_instead_of_the_trust_of_the_case_study():
    page, helper = make_case_study(), make_trust()

    request = ask(case_study=page, areas=[], helper=helper)

    match = Match.objects.get(need__help_request=request)
    assert match.helper == helper and match.case_study is None


def test_a_pairing_goes_to_the_brokers_and_makes_no_match():
    broker = make_broker()

    request = ask(help_kind="pairing", helper=make_trust())

    assert not Match.objects.filter(need__help_request=request).exists()
    assert Notice.objects.get(recipient=broker).kind == "help.asked"


def test_the_brokers_read_which_areas_it_is_about():
    make_broker()
    request = make_request(areas=[make_area("Beds & flow"), make_area("Digital")])

    notifications.tell_brokers_asked(request)

    body = Notice.objects.get(kind="help.asked").body
    assert body == "Long pairing, about Beds & flow, Digital. Find a partner for it."


def test_small_help_without_a_team_goes_to_the_brokers():
    broker = make_broker()

    ask(help_kind="talk")

    assert Notice.objects.get(recipient=broker).kind == "help.asked"


def test_each_area_is_a_need_once():
    one, two = make_area(), make_area()

    request = ask(help_kind="pairing", areas=[one, two, one])

    assert [need.area for need in request.needs.all()] == [one, two]


def test_the_reply_is_due_in_six_working_days():
    request = ask(helper=make_trust())

    due = Match.objects.get(need__help_request=request).reply_due
    assert timedelta(days=8) <= due - timezone.localdate() <= timedelta(days=14)


def test_the_other_trusts_of_a_place_are_told():
    member = make_trust()
    person = make_person(Role.MEMBER, trust=member)

    ask(help_kind="pairing", members=[member])

    assert Notice.objects.get(recipient=person).kind == "help.place"


def test_withdrawing_ends_what_was_proposed_and_tells_the_helper():
    pair = Pair()

    request_services.withdraw(request=pair.request, by=pair.seeker)

    pair.match.refresh_from_db()
    assert (pair.match.status, pair.match.end_reason) == ("ended", "withdrawn")
    assert Notice.objects.filter(recipient=pair.helper, kind="match.withdrawn").count() == 1


def test_an_answered_request_is_not_withdrawn():
    pair = Pair().finish()

    with pytest.raises(ValidationError, match="answered"):
        request_services.withdraw(request=pair.request, by=pair.seeker)


def test_a_request_is_withdrawn_once():
    pair = Pair()
    request_services.withdraw(request=pair.request, by=pair.seeker)

    with pytest.raises(ValidationError, match="already"):
        request_services.withdraw(request=pair.request, by=pair.seeker)


def test_the_helper_cannot_withdraw():
    pair = Pair()

    with pytest.raises(PermissionDenied):
        request_services.withdraw(request=pair.request, by=pair.helper)


def test_a_failure_at_the_end_leaves_no_request(monkeypatch):
    def fail(match):
        raise RuntimeError

    monkeypatch.setattr("portal.matching.notifications.tell_asked", fail)

    with pytest.raises(RuntimeError):
        ask(helper=make_trust())

    assert not HelpRequest.objects.exists() and not Match.objects.exists()
    assert not AuditEntry.objects.filter(action__in=["help.asked", "match.asked"]).exists()


def test_small_help_is_settled_by_one_conversation():
    helper = make_trust()
    person = make_person(Role.MEMBER, trust=helper)
    request = ask(helper=helper, areas=[make_area(), make_area()])

    match_services.accept(match=Match.objects.get(), by=person)

    request.refresh_from_db()
    assert request.status == "matched"
