"""Authors follow a merger: Wagtail's groups say who may write where, and know no dates."""

from __future__ import annotations

from datetime import datetime

from casestudies import shelves
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.background import jobs
from portal.trusts.former_trusts import passed_on_links


def register() -> None:
    """Add the clock to those that `send_due` runs: a trust may have closed since yesterday."""
    jobs.register(
        "casestudies-mergers", clock, label="Move authors and shelves of trusts that merged"
    )


def clock(now: datetime) -> int:
    """Put the authors of trusts that merged in their groups. Returns how many changed."""
    links = passed_on_links()
    merged = {*links, *(after for afters in links.values() for after in afters)}
    authors = User.objects.filter(
        role_assignments__role=Role.AUTHOR.value, role_assignments__trust__in=merged
    ).distinct()
    return jobs.each(authors.order_by("pk"), shelves.place_author)
