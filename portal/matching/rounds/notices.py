"""The words that a round sends. Pairs hear of it as of any proposal: `notices.tell_proposed`."""

from __future__ import annotations

from portal.accounts import notices
from portal.matching.models import AllocationRun, Need
from portal.matching.notices import request_path
from portal.matching.people import team


def tell_nobody(need: Need, run: AllocationRun, *, reason: str) -> None:
    """A round found nobody for a need: why, and that it stays open."""
    request = need.help_request
    notices.send(
        to=team([request.trust, *request.members.all()]),
        kind="round.nobody",
        key=f"need.{need.pk}.run.{run.pk}.nobody",
        subject=f"No partner for {need.area} in this round of {run.programme}",
        body=(
            f"{reason} Your request stays open for the next round. "
            "The page of the request says what you can do meanwhile."
        ),
        url=request_path(request),
    )
