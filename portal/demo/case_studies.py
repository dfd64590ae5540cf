"""Illustrative case studies at each step of the review, aged ones, and adopters of one change.

Some records are due, out of date, without a contact, or retired. The adopters did alike, better and
worse, and one stopped without a name.
"""

from __future__ import annotations

import io
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from dateutil.relativedelta import relativedelta
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from PIL import Image as Pillow
from PIL import ImageDraw
from wagtail.images import get_image_model

from casestudies import importing
from casestudies.adoptions import follow_up
from casestudies.adoptions import services as adoption_services
from casestudies.maintenance import services as maintenance_services
from casestudies.models import AdoptionMeasure, CaseStudyPage, Picture
from casestudies.review import criteria
from casestudies.review import services as review_services
from casestudies.review import states as review_states
from casestudies.review.states import Step
from casestudies.savings import sign_offs
from portal.accounts.models import User
from portal.trusts.models import Trust

# Which draft stands where. The fourth was sent back by its finance approver.
AT_FINANCE = "zz016-phlebotomy-rounds"
SENT_BACK = "zz016-night-sitting-stopped"
AT_PEER = "zz020-crew-breaks"
AT_EDITOR = "zz010-did-not-attend-letters"
AUTHOR = "author@zz016.example"
FINANCE = "finance@zz016.example"


def ensure_drafts_in_review(drafts: Path, *, peer_email: str) -> str:
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


DUE = "zz016-equipment-back"
STALE = "zz018-give-up-leases"
NO_CONTACT = "zz025-letters-by-voice"
RETIRED = "zz016-dressing-lists"
PICTURED = "zz016-leg-ulcer-clinics"
AUTHOR_OF_AGED = "author@zz016.example"
EDITOR = "editor@exemplar.example"
REASON = "A regional order service replaced the list in 2026. It still shows how the list was cut."


def ensure_aged_records(retired: Path) -> str:
    """Let them age, once."""
    if not CaseStudyPage.objects.filter(import_id=RETIRED).exists():
        with transaction.atomic():
            importing.load(retired, publish=True)
            _age()
    return "1 due, 1 out of date, 1 without a contact, 1 retired"


def _age() -> None:
    today = timezone.localdate()
    author, editor = (User.objects.get(email=email) for email in (AUTHOR_OF_AGED, EDITOR))
    _looked_at(DUE, by=today + timedelta(days=20))
    _looked_at(STALE, by=today - timedelta(days=40))
    nobody = _aged_record(NO_CONTACT)
    for contact in nobody.contacts.all():
        maintenance_services.set_left(page=nobody, contact_id=contact.pk, left=True, by=editor)
    maintenance_services.retire(page=_aged_record(RETIRED), by=author, reason=REASON)
    _show_picture(_aged_record(PICTURED))


def _aged_record(import_id: str) -> CaseStudyPage:
    return CaseStudyPage.objects.get(import_id=import_id)


def _looked_at(import_id: str, *, by: object) -> None:
    page = _aged_record(import_id)
    page.review_by = by
    page.save(clean=False)
    page.save_revision(clean=False, changed=False)


def _show_picture(page: CaseStudyPage) -> None:
    image = get_image_model()(title="A week of leg clinics (illustrative)")
    image.description = "A drawn week with a clinic on Tuesday and on Friday"
    image.file = ImageFile(_drawn_week(), name="illustrative-week-of-clinics.png")
    image.save()
    picture = {
        "image": image,
        "alt_text": "A week as five boxes. Tuesday and Friday are filled: clinic days, 12 places "
        "each.",
        "caption": "Two clinic days replace visits on all five. Drawn for the demonstration.",
    }
    page.pictures = [Picture(**picture)]
    page.save(clean=False)
    page.save_revision(clean=False, changed=False)


def _drawn_week() -> io.BytesIO:
    """Five boxes for the days of a week, two of them filled."""
    sheet = Pillow.new("RGB", (1200, 420), "#f3f7f8")
    pen = ImageDraw.Draw(sheet)
    for place, day in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri")):
        left, clinic = 40 + place * 228, day in ("Tue", "Fri")
        box = (left, 60, left + 200, 360)
        pen.rounded_rectangle(box, 16, fill="#00a499" if clinic else "white", outline="#4c6272")
        pen.text((left + 24, 84), day, fill="#0b2a3c", font_size=44)
        if clinic:
            pen.text((left + 24, 170), "Clinic", fill="#0b2a3c", font_size=44)
            pen.text((left + 24, 240), "12 places", fill="#0b2a3c", font_size=34)
    file = io.BytesIO()
    sheet.save(file, "PNG")
    file.seek(0)
    return file


STUDY = "zz015-insulin-at-home"
MEASURE = "Insulin visits by a registered nurse"
# Adopter: months since it began, status, visits a week before and after, and its words.
ADOPTERS = (
    ("ZZ017", 7, "in-progress", 1820, 1490, "Down by 18% in three of five localities."),
    ("ZZ026", 20, "stopped", 310, 329, "Stopped: on the islands carers live too far apart."),
    ("ZZ023", 22, "stopped", 960, 998, "Stopped: the council could not train its staff."),
)
STOPPED_BECAUSE = "staffing"


def ensure_adopters() -> str:
    """Record them, once, as told in the month after they began; then their questions fall due."""
    page = CaseStudyPage.objects.get(import_id=STUDY)
    if not page.adoptions.filter(trust__ods_code=ADOPTERS[0][0]).exists():
        with transaction.atomic():
            for row in ADOPTERS:
                _record(page, *row)
    waiting = follow_up.due_on(timezone.localdate()).count()
    return f"{page.adoptions.count()} adopters of one change, {waiting} to be asked again"


def _record(
    page: CaseStudyPage, ods: str, months: int, status: str, before: int, after: int, words: str
) -> None:
    began = timezone.localdate() - relativedelta(months=months)
    told = began + relativedelta(months=1 if status == "in-progress" else 12)
    stopped = status == "stopped"
    measure = AdoptionMeasure(
        name=MEASURE,
        unit="a week",
        baseline=Decimal(before),
        baseline_date=began,
        after=Decimal(after),
        after_date=told,
        source="Clinical system",
    )
    adoption_services.record(
        case_study=page,
        trust=Trust.objects.by_ods_code(ods),
        status=status,
        by=None,
        stopped_reason=STOPPED_BECAUSE if stopped else "",
        stopped_on=told if stopped else None,
        started=began,
        result=words,
        measures=[measure],
        confirmed_at=timezone.make_aware(datetime.combine(told, time(12))),
    )
