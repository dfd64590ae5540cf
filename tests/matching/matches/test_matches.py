import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.models import AuditEntry, Notice
from portal.matching.matches import services as match_services
from portal.matching.models import Match
from tests.builders.casestudies import make_area
from tests.builders.matching import (
    SPONSOR,
    Pair,
    make_match,
    make_request,
)

pytestmark = pytest.mark.django_db


def told(person, kind):
    return Notice.objects.filter(recipient=person, kind=f"match.{kind}").count()


def test_nothing_begins_until_both_have_accepted():
    pair = Pair()

    match_services.accept(match=pair.match, by=pair.helper)

    assert pair.match.status == "proposed"
    assert told(pair.seeker, "accepted") == 1 and told(pair.helper, "active") == 0


def test_the_second_yes_begins_the_work():
    pair = Pair().begin()

    pair.request.refresh_from_db()
    assert (pair.match.status, pair.request.status) == ("active", "matched")
    assert told(pair.seeker, "active") == told(pair.helper, "active") == 1


def test_a_side_accepts_once():
    pair = Pair()
    match_services.accept(match=pair.match, by=pair.seeker, **SPONSOR)

    with pytest.raises(ValidationError, match="accepted already"):
        match_services.accept(match=pair.match, by=pair.seeker, **SPONSOR)


@pytest.mark.parametrize("who", ["third", "broker"])
def test_nobody_else_accepts_or_declines(who):
    pair = Pair()

    with pytest.raises(PermissionDenied):
        match_services.accept(match=pair.match, by=getattr(pair, who))
    with pytest.raises(PermissionDenied):
        match_services.decline(match=pair.match, by=getattr(pair, who), reason="timing")


def test_an_answer_counts_even_if_the_page_is_old():
    pair = Pair()
    seen_before = Match.objects.get(pk=pair.match.pk)
    match_services.accept(match=pair.match, by=pair.helper)

    match_services.accept(match=seen_before, by=pair.seeker, **SPONSOR)

    assert seen_before.status == "active"


def test_the_declined_side_learns_no_reason():
    pair = Pair()

    match_services.decline(match=pair.match, by=pair.helper, reason="too-different")

    notice = Notice.objects.get(recipient=pair.seeker, kind="match.declined")
    assert "different" not in (notice.subject + notice.body).lower()


def test_the_reason_of_a_decline_is_not_in_the_audit_trail():
    pair = Pair()

    match_services.decline(match=pair.match, by=pair.helper, reason="too-different")

    assert not AuditEntry.objects.filter(detail__icontains="too-different").exists()
    assert AuditEntry.objects.filter(action="match.declined", by=pair.helper).count() == 1


def test_a_decline_opens_the_request_again():
    pair = Pair()

    match_services.decline(match=pair.match, by=pair.seeker, reason="prefer-other")

    pair.request.refresh_from_db()
    assert (pair.match.declined_side, pair.request.status) == ("seeker", "open")


def test_a_decline_needs_a_reason_from_the_list():
    pair = Pair()

    with pytest.raises(ValidationError) as error:
        match_services.decline(match=pair.match, by=pair.helper, reason="because")
    assert "reason" in error.value.message_dict


def test_ending_opens_the_need_for_another_partner():
    pair = Pair().begin()

    match_services.end(match=pair.match, by=pair.seeker, reason="change-partner")

    pair.request.refresh_from_db()
    assert (pair.match.status, pair.request.status) == ("ended", "open")
    assert told(pair.helper, "ended") == 1 and told(pair.seeker, "ended") == 0
    assert told(pair.broker, "ended") == 1


def test_the_reason_of_an_end_goes_to_nobody_by_mail():
    pair = Pair().begin()

    match_services.end(match=pair.match, by=pair.seeker, reason="change-partner")

    assert not Notice.objects.filter(body__contains="another trust").exists()
    assert not AuditEntry.objects.filter(detail__icontains="change-partner").exists()


def test_the_broker_may_end_and_then_both_are_told():
    pair = Pair().begin()

    match_services.end(match=pair.match, by=pair.broker, reason="other")

    assert told(pair.helper, "ended") == told(pair.seeker, "ended") == 1


def test_the_broker_takes_a_proposal_back():
    pair = Pair()

    match_services.call_off(match=pair.match, by=pair.broker)

    assert pair.match.status == "ended" and told(pair.helper, "called_off") == 1


def test_nobody_else_takes_a_proposal_back():
    pair = Pair()

    with pytest.raises(PermissionDenied):
        match_services.call_off(match=pair.match, by=pair.helper)


def test_a_person_of_both_trusts_answers_for_the_one_they_act_for():
    from portal.accounts import roles
    from portal.accounts.permissions import Role

    pair = Pair()
    roles.grant(user=pair.seeker, role=Role.MEMBER, trust=pair.helper_trust, by=None)
    pair.seeker.acting_trust = pair.helper_trust

    match_services.accept(match=pair.match, by=pair.seeker, **SPONSOR)

    assert pair.match.helper_accepted_at and not pair.match.seeker_accepted_at


def test_a_failure_while_telling_leaves_the_proposal_untouched(monkeypatch):
    pair = Pair()

    def fail(match, side, following):
        raise RuntimeError

    monkeypatch.setattr("portal.matching.matches.notifications.tell_declined", fail)
    with pytest.raises(RuntimeError):
        match_services.decline(match=pair.match, by=pair.helper, reason="timing")

    pair.match.refresh_from_db()
    assert pair.match.status == "proposed"
    assert not AuditEntry.objects.filter(action="match.declined").exists()


def test_brokered_help_is_settled_when_every_area_has_a_partner():
    request = make_request(areas=[make_area(), make_area()])
    one, two = request.needs.all()
    make_match(one, status="active")
    match = make_match(two)

    from portal.matching.matches.states import settle

    settle(request)
    assert request.status == "open"
    Match.objects.filter(pk=match.pk).update(
        status="active",
        seeker_accepted_at=match.proposed_at,
        seeker_accepted_by=request.asked_by,
        helper_accepted_at=match.proposed_at,
        helper_accepted_by=request.asked_by,
        started_at=match.proposed_at,
    )
    settle(request)
    assert request.status == "matched"
