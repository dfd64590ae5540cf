"""Some illustrative records have aged: due, out of date, without a contact, or retired."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from PIL import Image as Pillow
from PIL import ImageDraw
from wagtail.images import get_image_model

from casestudies import importing
from casestudies.maintenance import services as maintenance_services
from casestudies.models import CaseStudyPage, Picture
from portal.accounts.models import User

DUE = "zz016-equipment-back"
STALE = "zz018-give-up-leases"
NO_CONTACT = "zz025-letters-by-voice"
RETIRED = "zz016-dressing-lists"
PICTURED = "zz016-leg-ulcer-clinics"
AUTHOR = "author@zz016.example"
EDITOR = "editor@exemplar.example"
REASON = "A regional order service replaced the list in 2026. It still shows how the list was cut."


def ensure(retired: Path) -> str:
    """Let them age, once."""
    if not CaseStudyPage.objects.filter(import_id=RETIRED).exists():
        with transaction.atomic():
            importing.load(retired, publish=True)
            _age()
    return "1 due, 1 out of date, 1 without a contact, 1 retired"


def _age() -> None:
    today = timezone.localdate()
    author, editor = (User.objects.get(email=email) for email in (AUTHOR, EDITOR))
    _looked_at(DUE, by=today + timedelta(days=20))
    _looked_at(STALE, by=today - timedelta(days=40))
    nobody = _record(NO_CONTACT)
    for contact in nobody.contacts.all():
        maintenance_services.set_left(page=nobody, contact_id=contact.pk, left=True, by=editor)
    maintenance_services.retire(page=_record(RETIRED), by=author, reason=REASON)
    _show_picture(_record(PICTURED))


def _record(import_id: str) -> CaseStudyPage:
    return CaseStudyPage.objects.get(import_id=import_id)


def _looked_at(import_id: str, *, by: object) -> None:
    page = _record(import_id)
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
