"""The words that a round sends. Pairs hear of it as of any proposal: `notices.tell_proposed`."""

from __future__ import annotations

from portal.accounts import notices
from portal.matching.asking import next_rounds
from portal.matching.models import AllocationRun, Need
from portal.matching.notices import request_path
from portal.matching.people import team


def tell_nobody(need: Need, run: AllocationRun, *, reason: str) -> None:
    """A round found nobody for a need: why, and that it stays open."""
    request = need.help_request
    notices.send_letter(
        to=team([request.trust, *request.members.all()]),
        kind="round.nobody",
        key=f"need.{need.pk}.run.{run.pk}.nobody",
        letter="matching/email/round_found_nobody.txt",
        context={
            "need": need,
            "run": run,
            "reason": reason,
            "wait": next_rounds.wait_of(need),
        },
        url=request_path(request),
    )
