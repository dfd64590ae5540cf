"""Reminders 60, 30 and 0 days before a record is to be looked at again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from casestudies.maintenance import review_dates
from casestudies.maintenance.services import owners_of
from casestudies.models import CaseStudyPage
from portal.accounts import notifications
from portal.background import jobs

FIRST = timedelta(days=max(review_dates.REMIND_BEFORE))


def register() -> None:
    """Add this clock to those that `send_due` runs."""
    jobs.register("casestudies-2-keeping", remind, label="Ask whether case studies are still true")


def remind(now: datetime) -> int:
    """Send the reminder that is due for each record, once. Returns how many notices were new."""
    today = timezone.localdate(now)
    pages = (
        CaseStudyPage.objects.current()
        .filter(review_by__lte=today + FIRST, signpost=False)
        .select_related("owner")
    )
    return jobs.each(pages, lambda page: _remind(page, today))


def _remind(page: CaseStudyPage, today: Any) -> int:
    found = review_dates.reminder_due(page.review_state, today)
    if found is None or page.review_by is None:
        return 0
    sent = notifications.send_letter(
        to=owners_of(page),
        kind="case_study.review",
        key=f"case_study.{page.pk}.{found.key}",
        letter="casestudies/email/still_true.txt",
        context={"page": page, "late": found.days_left < 0},
        url=reverse("casestudies:keep", args=[page.pk]),
    )
    return len(sent)
