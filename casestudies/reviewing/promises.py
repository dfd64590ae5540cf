"""How long each step of the review may take. The author sees the promise; the clocks keep it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.accounts import working_days


class Step(StrEnum):
    """The steps of the review, in their order."""

    FINANCE = "finance"
    PEER = "peer"
    EDITOR = "editor"


@dataclass(frozen=True)
class Promise:
    """A step in words, and the working days in which it is promised.

    The times are this service's own choice: five days to look at a page of figures, ten to find a
    peer and an hour of theirs, five for an editor. In all four weeks from submission.
    """

    step: Step
    label: str
    does: str
    working_days: int

    def due(self, started: date) -> date:
        """The last day on which the step is done as promised."""
        return working_days.after(started, self.working_days)

    def half_way(self, started: date) -> date:
        """The day of the one reminder before the last day."""
        return working_days.after(started, self.working_days // 2)


PROMISES = {
    promise.step: promise
    for promise in (
        Promise(
            Step.FINANCE,
            "Trust finance signs the figures",
            "The finance approver of your trust looks at the figures and their sources.",
            5,
        ),
        Promise(
            Step.PEER,
            "A peer checks it",
            "Somebody from another trust reads it against the published criteria.",
            10,
        ),
        Promise(
            Step.EDITOR,
            "An editor grades the evidence",
            "An editor gives the grade with a reason, and publishes.",
            5,
        ),
    )
}
