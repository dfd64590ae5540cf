"""Builders of records on their way through the review. Every argument has a default."""

from __future__ import annotations

from casestudies import evidence
from casestudies.models import CaseStudyPage
from casestudies.review import services as review_services
from casestudies.review import states as review_states
from casestudies.review.states import Step
from casestudies.savings import sign_offs
from tests.builders.casestudies import make_case_study, make_person
from tests.builders.trusts import make_trust


def make_submitted(page=None, author=None, **fields):
    """A complete draft that its author has sent; it waits for trust finance."""
    page = page or make_case_study(publish=False, **fields)
    author = author or make_person("author", page.trust)
    page.get_workflow().start(page, author)
    return fresh(page)


def sign_everything(page, approver=None):
    """Every figure of the latest version, signed by the trust's finance approver."""
    approver = approver or make_person("finance_approver", page.trust)
    draft = page.get_latest_revision_as_object()
    for line in sign_offs.lines_of(draft):
        sign_offs.sign(page=draft, line_uuid=line.uuid, by=approver)
    review_services.after_signing(page=page, by=approver)
    return fresh(page)


def sign_on_screen(client, page, values, **more):
    """Both presses of the finance approver: check what readers will see, then sign."""
    address = f"/case-studies/sign/{page.pk}/"
    checked = client.post(address, {**more, "lines": values})
    seen = checked.context["preview"].seen
    return client.post(address, {**more, "lines": values, "seen": seen}, follow=True)


def make_signed(page=None, **fields):
    """A record that waits for a peer."""
    return sign_everything(make_submitted(page, **fields))


def make_peer(trust=None, **fields):
    """An author of another trust."""
    return make_person("author", trust or make_trust(), **fields)


def passed_by_peer(page, peer=None):
    peer = peer or make_peer()
    review = review_services.take(page=page, by=peer)
    review_services.decide(review=review, by=peer, findings=[], verdict="passed", comment="")
    return fresh(page)


def make_checked(page=None, **fields):
    """A record that waits for its grade and for publication."""
    return passed_by_peer(make_signed(page, **fields))


def grade_as_computed(page, editor=None):
    draft = page.get_latest_revision_as_object()
    computed = evidence.computed_grade(evidence.facts_of(draft))
    editor = editor or make_person("editor")
    evidence.grade(page=draft, grade=computed, reason="By the published rule.", by=editor)
    return fresh(page)


def step_of(page):
    """The step that a page waits at, or None."""
    state = fresh(page).current_workflow_task_state
    return review_states.step_of(state.task) if state else None


def fresh(page):
    return CaseStudyPage.objects.get(pk=page.pk)


__all__ = [
    "Step",
    "fresh",
    "grade_as_computed",
    "make_checked",
    "make_peer",
    "make_signed",
    "make_submitted",
    "passed_by_peer",
    "sign_everything",
    "sign_on_screen",
    "step_of",
]
