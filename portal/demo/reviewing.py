"""Illustrative drafts at each step of the review, so that everybody finds something to do."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from casestudies import importing
from casestudies.models import CaseStudyPage
from casestudies.review import criteria
from casestudies.review import services as review_services
from casestudies.review import states as review_states
from casestudies.review.states import Step
from casestudies.savings import sign_offs
from portal.accounts.models import User

# Which draft stands where. The fourth was sent back by its finance approver.
AT_FINANCE = "zz016-phlebotomy-rounds"
SENT_BACK = "zz016-night-sitting-stopped"
AT_PEER = "zz020-crew-breaks"
AT_EDITOR = "zz010-did-not-attend-letters"
AUTHOR = "author@zz016.example"
FINANCE = "finance@zz016.example"


def ensure(drafts: Path, *, peer_email: str) -> str:
    """Load the drafts and bring each to its step, once."""
    if not CaseStudyPage.objects.filter(import_id=AT_FINANCE).exists():
        with transaction.atomic():
            importing.load(drafts, publish=False)
            _move(User.objects.get(email=peer_email))
    waiting = sum(len(review_states.open_at(step)) for step in Step)
    return f"{waiting} drafts wait for a step, 1 is sent back"


def _move(peer: User) -> None:
    author, approver = (User.objects.get(email=email) for email in (AUTHOR, FINANCE))
    _send(AT_FINANCE, author)
    returned = _send(SENT_BACK, author)
    review_services.send_back(
        page=returned, by=approver, reason="£28,000 leaves out the hospice's share. Please add it."
    )
    for import_id in (AT_PEER, AT_EDITOR):
        _sign(_send(import_id, None))
    checked = CaseStudyPage.objects.get(import_id=AT_EDITOR)
    review = review_services.take(page=checked, by=peer)
    findings = [review_services.Finding(one.question, "met") for one in criteria.active()]
    review_services.decide(
        review=review,
        by=peer,
        findings=findings,
        verdict="passed",
        comment="Clear, and the four teams that did not change make it believable.",
    )


def _send(import_id: str, author: User | None) -> CaseStudyPage:
    page = CaseStudyPage.objects.get(import_id=import_id)
    page.get_workflow().start(page, author)
    return CaseStudyPage.objects.get(pk=page.pk)


def _sign(page: CaseStudyPage) -> None:
    """Signed by somebody who has no account here: the step is passed by the system."""
    draft = page.get_latest_revision_as_object()
    for line in sign_offs.lines_of(draft):
        sign_offs.load(
            page=draft,
            line_uuid=line.uuid,
            name="Rowan Tideswell",
            role="Deputy director of finance",
        )
    review_states.current_or_refuse(page, Step.FINANCE).approve(comment="Every figure is signed.")
