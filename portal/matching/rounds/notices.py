"""The words that a round sends. Pairs hear of it as of any proposal: `notices.tell_proposed`."""

from __future__ import annotations

from portal.accounts import notices
from portal.matching.asking import next_rounds
from portal.matching.models import AllocationRun, Need
from portal.matching.notices import request_path
from portal.matching.people import team
from portal.text.dates import day_in_words


def tell_nobody(need: Need, run: AllocationRun, *, reason: str) -> None:
    """A round found nobody for a need: why, and that it stays open."""
    request = need.help_request
    notices.send(
        to=team([request.trust, *request.members.all()]),
        kind="round.nobody",
        key=f"need.{need.pk}.run.{run.pk}.nobody",
        subject=f"No partner for {need.area} in this round of {run.programme}",
        body=f"{reason} {_next(need)} The page of the request says what you can do meanwhile.",
        url=request_path(request),
    )


def _next(need: Need) -> str:
    """Which round it waits for now; a date only where one is planned."""
    wait = next_rounds.wait_of(need)
    if wait.coming is not None:
        return (
            f"Your request stays open for the next round, on {day_in_words(wait.coming.held_on)}."
        )
    return "Your request stays open. No next round is planned yet."
