"""Scheduled publishing: versions whose hour has come, and pages whose time is over.

Wagtail's own command `publish_scheduled` does the same from outside; here it is one of the jobs
that `send_due` runs, so that nobody has to set up a second one.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from wagtail.models import Page, PageLogEntry, Revision

from casestudies.review.readiness import Hindrance
from portal.accounts import audit, notifications
from portal.accounts.models import User
from portal.background import jobs

logger = logging.getLogger(__name__)
# What Wagtail calls it in its log, and by which a page tells it from a person's publishing.
SCHEDULED = "wagtail.publish.scheduled"
EXPIRED = "wagtail.unpublish.scheduled"


def register() -> None:
    """Add this job to those that `send_due` runs, before the reminders."""
    jobs.register(
        "casestudies-0-publishing",
        run,
        label="Publish and unpublish what is scheduled",
        every=timedelta(minutes=5),
    )


def run(now: datetime) -> int:
    """Unpublish what has expired and publish what is due. Returns how many pages changed.

    Each in a transaction of its own, so that one that fails does not hold up the others.
    """
    return jobs.all_of(
        lambda: jobs.each(expired(now), _expire),
        lambda: jobs.each(waiting(now), _publish),
    )


def expired(now: datetime) -> list[Page]:
    """Live pages whose time is over."""
    return list(Page.objects.filter(live=True, expire_at__lt=now).specific().order_by("expire_at"))


def waiting(now: datetime) -> list[Revision]:
    """Approved versions whose hour has come, the oldest first."""
    due_now = Revision.page_revisions.filter(approved_go_live_at__lt=now)
    return list(due_now.order_by("approved_go_live_at", "pk"))


def _expire(page: Page) -> bool:
    page.unpublish(set_expired=True, log_action=EXPIRED)
    return True


def _publish(revision: Revision) -> bool:
    revision.publish(log_action=SCHEDULED)
    page = Page.objects.get(pk=revision.object_id)
    return page.live_revision_id == revision.pk


@transaction.atomic
def give_up(*, page: Any, revision: Revision, hindrances: Sequence[Hindrance]) -> None:
    """Take the schedule off a version and tell who made it what is in the way."""
    page.revisions.filter(pk=revision.pk).update(approved_go_live_at=None)
    logger.warning("Scheduled version %s of page %s may not go out.", revision.pk, page.pk)
    audit.record(
        by=None,
        action="case_study.schedule_dropped",
        subject=page,
        trust=page.trust,
        missing=[one.kind.value for one in hindrances],
    )
    notifications.send_letter(
        to=_people(page, revision),
        kind="case_study.not_published",
        key=f"case_study.not_published.{revision.pk}",
        letter="casestudies/email/not_published.txt",
        context={"page": page, "hindrances": hindrances},
        url=f"/cms/pages/{page.pk}/edit/",
    )


def _people(page: Any, revision: Revision) -> list[User]:
    """Who wrote the version, who owns the page, and the editor who set the schedule."""
    schedule = PageLogEntry.objects.filter(revision=revision, action="wagtail.publish.schedule")
    set_by = [entry.user for entry in schedule.select_related("user")]
    return [one for one in (revision.user, page.owner, *set_by) if isinstance(one, User)]
