"""The three steps: who may do each, what ends it, and what a change does to it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from casestudies import evidence
from casestudies.models import PeerReview
from casestudies.permissions import can_pass_on, can_review
from casestudies.review import readiness
from casestudies.review import services as review_services
from casestudies.review.states import Step
from portal.accounts.models import Notice
from tests.builders.casestudies import make_case_study, make_person
from tests.builders.reviewing import (
    fresh,
    grade_as_computed,
    make_checked,
    make_peer,
    make_signed,
    make_submitted,
    passed_by_peer,
    sign_everything,
    step_of,
)

pytestmark = pytest.mark.django_db


def change_saving(page, amount):
    """A new version in which the first saving has another amount."""
    draft = page.get_latest_revision_as_object()
    line = draft.savings.all()[0]
    line.amount = amount
    draft.savings = [line, *draft.savings.all()[1:]]
    draft.save_revision(clean=False)
    return fresh(page)


def test_a_sent_record_waits_for_trust_finance_first():
    assert step_of(make_submitted()) is Step.FINANCE


def test_a_record_without_figures_passes_finance_at_once():
    page = make_submitted(savings=[], costs=[], measures=[], stage="planned", no_cash_effect=True)

    assert step_of(page) is Step.PEER


def test_the_last_signature_ends_the_step():
    assert step_of(make_signed()) is Step.PEER


def test_a_signature_on_some_figures_does_not_end_the_step():
    page = make_submitted()
    approver = make_person("finance_approver", page.trust)

    assert not review_services.after_signing(page=page, by=approver)
    assert step_of(page) is Step.FINANCE


def test_the_approver_leaves_the_rest_as_estimates_with_a_reason():
    page = make_submitted()
    approver = make_person("finance_approver", page.trust)

    review_services.pass_on(page=page, by=approver, reason="The ledger closes in May.")

    assert step_of(page) is Step.PEER
    assert readiness.unsigned(fresh(page).get_latest_revision_as_object()) == 3


def test_no_reason_no_passing_on():
    page = make_submitted()
    approver = make_person("finance_approver", page.trust)

    with pytest.raises(ValidationError, match="Say why"):
        review_services.pass_on(page=page, by=approver, reason="  ")


def test_an_approver_of_another_trust_cannot_pass_it_on():
    page = make_submitted()

    with pytest.raises(PermissionDenied):
        review_services.pass_on(page=page, by=make_person("finance_approver",
        make_case_study().trust),
                        reason="No.")  # fmt: skip


def test_an_editor_passes_on_only_where_nobody_can_sign():
    page, editor = make_submitted(), make_person("editor")
    assert can_pass_on(editor, page)

    make_person("finance_approver", page.trust)

    assert not can_pass_on(editor, page)


def test_what_finance_sends_back_goes_on_from_finance():
    page = make_submitted()
    approver = make_person("finance_approver", page.trust)
    review_services.send_back(page=page, by=approver, reason="The year is wrong.")
    assert step_of(page) is None

    fresh(page).current_workflow_state.resume(user=page.owner)

    assert step_of(page) is Step.FINANCE


@pytest.mark.parametrize("role", ["author", "finance_approver", "member"])
def test_nobody_of_the_trust_checks_its_record(role):
    page = make_signed()

    with pytest.raises(PermissionDenied):
        review_services.take(page=page, by=make_person(role, page.trust))


def test_nobody_of_a_partner_checks_the_record():
    page = make_case_study(publish=False)
    peer = make_peer()
    trust = peer.role_assignments.get().trust
    page.partners.create(trust=trust, part="Ran the beds")
    page.save_revision(clean=False)
    page = make_signed(page)

    assert not can_review(peer, page.get_latest_revision_as_object())


def test_one_peer_at_a_time():
    page = make_signed()
    review_services.take(page=page, by=make_peer())

    with pytest.raises(ValidationError, match="Somebody else"):
        review_services.take(page=page, by=make_peer())


def test_a_review_that_is_handed_back_can_be_taken():
    page, peer = make_signed(), make_peer()
    review_services.hand_back(review=review_services.take(page=page, by=peer), by=peer)

    assert review_services.take(page=page, by=make_peer()).page_id == page.pk


def test_a_pass_leads_to_the_editor():
    assert step_of(make_checked()) is Step.EDITOR


def test_a_return_needs_a_comment():
    page, peer = make_signed(), make_peer()
    review = review_services.take(page=page, by=peer)

    with pytest.raises(ValidationError, match="Say what the author should change"):
        review_services.decide(review=review, by=peer, findings=[], verdict="returned", comment=" ")


def test_a_return_goes_to_the_author_and_comes_again_to_a_peer():
    page, peer = make_signed(), make_peer()
    review = review_services.take(page=page, by=peer)
    review_services.decide(
        review=review, by=peer, findings=[], verdict="returned", comment="Which wards?"
    )
    assert step_of(page) is None
    assert "Which wards?" in Notice.objects.filter(kind="review.returned").get().body

    fresh(page).current_workflow_state.resume(user=page.owner)

    assert step_of(page) is Step.PEER
    assert PeerReview.objects.filter(page=page, done_at=None).count() == 0


def test_only_its_reviewer_decides():
    page = make_signed()
    review = review_services.take(page=page, by=make_peer())

    with pytest.raises(PermissionDenied):
        review_services.decide(
            review=review, by=make_peer(), findings=[], verdict="passed", comment=""
        )


def test_while_a_peer_reads_the_author_cannot_change_it():
    page = make_signed()
    author = make_person("author", page.trust)

    assert fresh(page).permissions_for_user(author).page_locked()
    assert not fresh(page).permissions_for_user(make_person("editor")).page_locked()


def test_without_a_grade_nothing_is_published():
    page = make_checked()

    with pytest.raises(ValidationError, match="Grade the evidence"):
        review_services.publish(page=page, by=make_person("editor"))

    assert not fresh(page).live


def test_a_graded_record_is_published():
    page = grade_as_computed(make_checked())

    review_services.publish(page=page, by=make_person("editor"))

    assert fresh(page).live
    assert fresh(page).current_workflow_state is None


def test_an_author_does_not_publish():
    page = grade_as_computed(make_checked())

    with pytest.raises(PermissionDenied):
        review_services.publish(page=page, by=make_person("author", page.trust))


def test_a_grade_is_asked_for_again_when_its_facts_change():
    page = grade_as_computed(make_checked())
    draft = page.get_latest_revision_as_object()
    draft.design = "description"
    draft.save_revision(clean=False)

    assert "Grade the evidence again" in readiness.grade_missing(draft)


def test_a_figure_changed_after_its_signature_goes_back_to_finance():
    page = change_saving(grade_as_computed(make_checked()), 999_999)
    editor = make_person("editor")
    with pytest.raises(ValidationError, match="signature void"):
        review_services.publish(page=page, by=editor)

    review_services.back_to_finance(page=page, by=editor)

    assert step_of(page) is Step.FINANCE
    sign_everything(page)
    assert step_of(page) is Step.EDITOR, "the peer's check stands"


def test_nothing_goes_back_to_finance_while_every_signature_stands():
    page = make_checked()

    with pytest.raises(ValidationError, match="No signature is void"):
        review_services.back_to_finance(page=page, by=make_person("editor"))


def test_a_figure_set_back_to_what_was_signed_counts_again():
    page = make_checked()
    was = page.get_latest_revision_as_object().savings.all()[0].amount
    changed = change_saving(page, 1)
    assert readiness.void_signatures(changed.get_latest_revision_as_object())

    restored = change_saving(changed, was)

    assert not readiness.void_signatures(restored.get_latest_revision_as_object())


def test_an_editor_may_check_where_no_peer_did():
    page = passed_by_peer(make_signed(), make_person("editor"))

    assert step_of(page) is Step.EDITOR
    assert review_services.last_review(page).trust is None


def test_an_override_says_what_the_rule_gives(client):
    page = make_case_study()
    evidence.grade(page=page, grade="strong", reason="Three boards saw it.", by=None)

    text = client.get(page.url).content.decode()

    assert "Three boards saw it." in text
    assert "an editor set another grade" in text
