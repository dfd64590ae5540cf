"""Separation of duties: of one record, a person is author, approver, peer or grader, never two."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from casestudies import evidence, permissions
from casestudies.models import CaseStudyPage, EvidenceGrade
from casestudies.review import services as review_services
from casestudies.savings import sign_offs
from portal.accounts import roles
from portal.accounts.models import User
from tests.builders.accounts import make_administrator
from tests.builders.casestudies import make_case_study, make_grade, make_person, sign_line
from tests.builders.reviewing import (
    fresh,
    make_checked,
    make_peer,
    make_signed,
    make_submitted,
    passed_by_peer,
    step_of,
)

pytestmark = pytest.mark.django_db


def everything(page):
    """Somebody with every role that could do any step, so that only their part refuses it."""
    person = make_person("editor")
    roles.grant(user=person, role="finance_approver", trust=page.trust, by=None)
    return User.objects.get(pk=person.pk)


def owned(page, person):
    CaseStudyPage.objects.filter(pk=page.pk).update(owner=person)


def wrote(page, person):
    page.get_latest_revision_as_object().save_revision(user=person, clean=False)


def signed(page, person):
    sign_line(page).delete()
    line = page.savings.get() if page.live else page.get_latest_revision_as_object().savings.get()
    sign_offs.sign(page=page.get_latest_revision_as_object(), line_uuid=line.uuid, by=person)


def reviewed(page, person):
    passed_by_peer(make_signed(page), peer=person)


def graded(page, person):
    make_grade(page, by=person)


PARTS = {"owner": owned, "author": wrote, "approver": signed, "peer": reviewed, "grader": graded}
STEPS = {
    "sign": permissions.check_can_sign,
    "pass on": permissions.check_can_pass_on,
    "review": permissions.check_can_review,
    "grade": permissions.check_can_grade,
    "change": permissions.check_can_change,
}
# What each part in a record leaves open to somebody who holds every role.
OPEN = {
    "nothing": {"sign", "pass on", "review", "grade", "change"},
    "owner": {"change"},
    "author": {"change"},
    "approver": {"sign", "pass on"},
    "peer": {"review"},
    "grader": {"grade", "change"},
}


def test_every_person_at_every_step():
    found = {}
    for part, do in {"nothing": lambda page, person: None, **PARTS}.items():
        page = make_case_study(publish=False)
        make_person("finance_approver", page.trust)
        person = everything(page)
        do(page, person)
        page, person = fresh(page), User.objects.get(pk=person.pk)
        found[part] = {name for name, check in STEPS.items() if allowed(check, person, page)}

    assert found == OPEN


def allowed(check, person, page):
    try:
        check(person, page.get_latest_revision_as_object())
    except PermissionDenied as refusal:
        assert len(str(refusal)) > 40, "a refusal says what to do"
        return False
    return True


def test_the_author_who_approves_figures_too_is_refused_with_the_name_of_another():
    page = make_submitted()
    person = everything(page)
    wrote(page, person)
    other = make_person("finance_approver", page.trust, first_name="Jo", last_name="Hale")
    line = page.get_latest_revision_as_object().savings.get()

    with pytest.raises(PermissionDenied, match="Ask Jo Hale"):
        sign_offs.sign(page=page, line_uuid=line.uuid, by=person)

    assert permissions.approvers_of(page) == [other]


def test_where_nobody_else_approves_figures_an_administrator_names_one_or_an_editor_passes_on():
    page = make_submitted()
    person = everything(page)
    roles.revoke(user=person, role="editor", by=make_administrator())
    wrote(page, person)
    person = User.objects.get(pk=person.pk)

    with pytest.raises(PermissionDenied, match="Ask an administrator to name another"):
        review_services.pass_on(page=page, by=person, reason="None else.")
    review_services.pass_on(page=page, by=make_person("editor"), reason="The approver wrote it.")

    assert step_of(page) == "peer"


def test_the_peer_does_not_grade_what_they_checked():
    page, person = make_signed(), make_person("editor")
    passed_by_peer(page, peer=person)
    other = make_person("editor", first_name="Jo", last_name="Hale")

    with pytest.raises(PermissionDenied, match="Ask Jo Hale"):
        evidence.grade(page=fresh(page), grade="good", reason="Because.", by=person)

    evidence.grade(page=fresh(page), grade="good", reason="Because.", by=other)


def test_an_author_does_not_check_their_own_record_as_an_editor():
    page, person = make_signed(), make_person("editor")
    wrote(page, person)

    with pytest.raises(PermissionDenied, match="wrote or changed"):
        review_services.take(page=page, by=person)


def test_who_signed_or_checked_does_not_change_the_record_after():
    page = make_checked()
    peer = page.peer_reviews.get().reviewer
    roles.grant(user=peer, role="editor", by=None)
    peer = User.objects.get(pk=peer.pk)

    with pytest.raises(PermissionDenied, match="cannot change it too"):
        wrote(page, peer)

    assert not page.permissions_for_user(peer).can_edit()
    assert page.permissions_for_user(make_person("editor")).can_edit()


def test_a_grade_of_somebody_who_then_wrote_in_the_record_publishes_nothing():
    page, editor = make_checked(), make_person("editor")
    draft = page.get_latest_revision_as_object()
    computed = evidence.computed_grade(evidence.facts_of(draft))
    evidence.grade(page=draft, grade=computed, reason="By the rule.", by=editor)
    wrote(page, editor)

    with pytest.raises(Exception, match="Another editor grades the evidence"):
        review_services.publish(page=fresh(page), by=make_person("editor"))

    evidence.grade(page=draft, grade=computed, reason="By it.", by=make_person("editor"))
    review_services.publish(page=fresh(page), by=make_person("editor"))
    assert fresh(page).live and EvidenceGrade.objects.get().by != editor


def test_an_author_who_grades_is_told_so_on_the_page_and_not_offered_the_form(client):
    page, editor = make_checked(), make_person("editor")
    wrote(page, editor)
    client.force_login(editor)
    address = f"/case-studies/grade/{page.pk}/"

    shown = client.get(address).content.decode()
    answer = client.post(address, {"grade": "strong", "reason": "Mine."})

    assert "another editor grades it" in shown and 'name="grade"' not in shown
    assert answer.status_code == 403 and not EvidenceGrade.objects.exists()


def test_the_page_of_what_waits_offers_nobody_their_own(client):
    page = make_submitted()
    person = everything(page)
    client.force_login(person)
    assert f"/case-studies/sign/{page.pk}/" in client.get("/my/").content.decode()

    wrote(page, person)

    assert f"/case-studies/sign/{page.pk}/" not in client.get("/my/").content.decode()


def test_a_peer_of_another_trust_still_may():
    page = make_signed()

    assert permissions.can_review(make_peer(), page.get_latest_revision_as_object())
