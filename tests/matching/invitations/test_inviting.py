"""Inviting a top performer: on which ground, who gets the letter, and what comes with it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from portal.accounts.models import AuditEntry, Notice
from portal.accounts.permissions import Role
from portal.home.my.queries import my_page
from portal.matching.invitations import policies, services
from portal.matching.models import ExemplarDesignation, ExemplarInvitation
from tests.builders.casestudies import make_area
from tests.builders.matching import make_designation, make_person, make_programme

REASON = "no-time"


def sent_ago(invitation, days):
    day = timezone.localdate() - timedelta(days=days)
    ExemplarInvitation.objects.filter(pk=invitation.pk).update(invited_on=day)
    invitation.refresh_from_db()


def declined_ago(invitation, by, **ago):
    services.decline(invitation=invitation, by=by, reason=REASON)
    day = timezone.localdate() - relativedelta(**ago)
    ExemplarInvitation.objects.filter(pk=invitation.pk).update(answered_on=day)


def test_the_letter_has_the_figures_with_year_place_and_source(ground):
    ground.invite(note="Ring Ann on Mondays.")

    letter = Notice.objects.get(recipient=ground.author, kind="invitation.sent")

    assert "2022/23: 1.0% of staff days, place 1 of 12" in letter.body
    assert "2024/25: 0.8% of staff days, place 1 of 12" in letter.body
    assert "NHS England: A publication" in letter.body
    assert "Ring Ann on Mondays." in letter.body


def test_members_and_authors_of_the_trust_get_it_and_nobody_else(ground):
    make_person(Role.AUTHOR, trust=ground.worst)

    ground.invite()

    told = Notice.objects.filter(kind="invitation.sent").values_list("recipient", flat=True)
    assert set(told) == {ground.author.pk, ground.member.pk}


def test_a_draft_with_its_area_and_start_waits_for_the_authors(ground):
    page = ground.invite().case_study

    draft = page.get_latest_revision_as_object()
    (line,) = draft.measures.all()

    assert not page.live
    assert page.owner is None
    assert page.trust == ground.best
    assert list(draft.areas.all()) == [ground.area]
    assert (line.baseline, line.baseline_date) == (Decimal("1.000"), date(2023, 3, 31))
    assert (line.after, line.after_date) == (Decimal("0.800"), date(2025, 3, 31))
    assert (line.unit, line.lower_is_better) == ("% of staff days", True)
    assert line.national_measure == "sickness_absence_rate"
    line.clean()
    assert line.source == "NHS England: A publication"
    assert not draft.savings.exists()
    assert [one.page for one in my_page(ground.author).drafts] == [page]


def test_it_waits_on_my_page_for_who_can_answer(ground):
    ground.invite()

    assert [one.title for one in my_page(ground.author).waiting] == [
        f"Be an exemplar for Sickness absence? An invitation to {ground.best.name}"
    ]
    assert not my_page(ground.member).waiting


def test_it_is_in_the_audit_trail(ground):
    invitation = ground.invite()

    entry = AuditEntry.objects.get(action="invitation.sent")

    assert (entry.by, entry.trust, entry.subject_id) == (
        ground.broker,
        ground.best,
        str(invitation.pk),
    )
    assert entry.detail["years"] == ["2022/23", "2023/24", "2024/25"]


def test_who_does_not_best_is_not_invited(ground):
    make_person(Role.AUTHOR, trust=ground.worst)

    with pytest.raises(ValidationError, match="no top performer"):
        ground.invite(trust=ground.worst)


def test_history_is_no_ground_even_when_confirmed(old_ground):
    with pytest.raises(ValidationError, match="2017/18: that is history"):
        old_ground.invite(is_confirmed=True)

    assert not ExemplarInvitation.objects.exists()
    assert not Notice.objects.exists()


def test_a_trust_is_not_invited_twice(ground):
    ground.invite()

    with pytest.raises(ValidationError, match="has not answered yet"):
        ground.invite()

    assert ExemplarInvitation.objects.count() == 1


@pytest.mark.parametrize(("days", "again"), [(28, False), (29, True)])
def test_after_four_weeks_without_an_answer_it_can_be_invited_anew(ground, days, again):
    first = ground.invite()
    sent_ago(first, days)

    if not again:
        with pytest.raises(ValidationError, match="has not answered yet"):
            ground.invite()
        return
    second = ground.invite()
    first.refresh_from_db()

    assert (first.status, second.status) == ("unanswered", "sent")
    assert second.case_study == first.case_study, "the draft is not made twice"


def test_a_draft_that_the_trust_threw_away_is_made_anew(ground):
    first = ground.invite()
    sent_ago(first, 29)
    first.case_study.delete()

    assert ground.invite().case_study is not None


def test_a_refusal_rests_for_a_year_unless_the_manager_confirms(ground):
    declined_ago(ground.invite(), ground.author, months=11)

    with pytest.raises(ValidationError, match="We have no time") as refused:
        ground.invite()

    assert refused.value.code == policies.DECLINED_LATELY
    assert ground.invite(is_confirmed=True).is_open


def test_after_a_year_nobody_has_to_confirm(ground):
    declined_ago(ground.invite(), ground.author, years=1)

    assert ground.invite().is_open


def test_a_trust_without_people_is_not_invited_and_it_says_what_to_do(ground):
    second = ground.trusts[1]

    with pytest.raises(ValidationError, match="Ask an administrator to invite an author"):
        ground.invite(trust=second)


def test_who_is_in_the_programme_already_is_not_invited(ground):
    make_designation(ground.best, ground.programme)

    with pytest.raises(ValidationError, match="has applied to"):
        ground.invite()


def test_a_programme_of_other_areas_invites_nobody(ground):
    with pytest.raises(ValidationError, match="does not cover Sickness absence"):
        ground.invite(programme=make_programme(areas=[make_area()]))


def test_invented_trusts_do_not_ground_an_invitation_of_real_ones(ground):
    with pytest.raises(ValidationError, match="not mixed"):
        ground.invite(programme=make_programme(areas=[ground.area], illustrative=True))


@pytest.mark.parametrize(
    "role", [Role.MEMBER, Role.AUTHOR, Role.FINANCE_APPROVER, Role.EDITOR, Role.ADMINISTRATOR]
)
def test_only_a_programme_manager_invites(ground, role):
    with pytest.raises(PermissionDenied):
        ground.invite(by=make_person(role, trust=ground.best))

    assert not ExemplarDesignation.objects.exists()
    assert not ExemplarInvitation.objects.exists()


@pytest.mark.parametrize(
    ("became", "days", "rests"),
    [
        ("sent", 28, True),
        ("sent", 29, False),
        ("unanswered", 1, False),
        ("accepted", 900, True),
        ("declined", 364, True),
        ("declined", 366, False),
    ],
)
def test_the_last_invitation_stands_in_the_way_of_another(ground, became, days, rests):
    invitation = ground.invite()
    day = timezone.localdate() - timedelta(days=days)
    invitation.status, invitation.invited_on, invitation.answered_on = became, day, day

    assert policies.rests(invitation, timezone.localdate()) is rests
