"""What happens to a scheduled version that may not be published when its time comes."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from wagtail.models import Revision

from casestudies.gate import Missing
from portal.accounts import audit, notices
from portal.accounts.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def give_up(*, page: Any, revision: Revision, gaps: Sequence[Missing]) -> None:
    """Take the schedule off a version and tell who made it what is missing."""
    page.revisions.filter(pk=revision.pk).update(approved_go_live_at=None)
    logger.warning("Scheduled version %s of page %s lacks %s.", revision.pk, page.pk, len(gaps))
    audit.record(
        by=None,
        action="case_study.schedule_dropped",
        subject=page,
        trust=page.trust,
        missing=[gap.field for gap in gaps],
    )
    people = [person for person in (revision.user, page.owner) if isinstance(person, User)]
    listed = "\n".join(f"- {gap.label}" for gap in gaps)
    notices.send(
        to=people,
        kind="case_study.not_published",
        key=f"case_study.not_published.{revision.pk}",
        subject=f"Not published: {page.draft_title or page.title}",
        body=f"This case study was due to be published, but parts are missing:\n\n{listed}",
        url=f"/cms/pages/{page.pk}/edit/",
    )
