"""Reminders 60, 30 and 0 days before a record is to be looked at again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from casestudies import review_clock
from casestudies.keeping.owners import owners_of
from casestudies.models import CaseStudyPage
from portal.accounts import notices
from portal.background import jobs
from portal.text.dates import day_in_words

FIRST = timedelta(days=max(review_clock.REMIND_BEFORE))


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
    found = review_clock.reminder_due(page.review_state, today)
    if found is None or page.review_by is None:
        return 0
    by = day_in_words(page.review_by)
    late = found.days_left < 0
    body = (
        f"Readers see that it may be out of date: it was to be looked at by {by}."
        if late
        else f"It is to be looked at by {by}. One press says that it is still true."
    )
    sent = notices.send(
        to=owners_of(page),
        kind="case_study.review",
        key=f"case_study.{page.pk}.{found.key}",
        subject=f"Is it still true? {page.title}",
        body=body,
        url=reverse("casestudies:keep", args=[page.pk]),
    )
    return len(sent)
