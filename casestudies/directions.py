"""Which way the evidence points, beside how far it carries: worked, failed, mixed. Pure.

A grade says how well a result was measured, and nothing of what the result was. EMMIE (Johnson,
Tilley and Bowers, 2015), which the What Works Centre for Crime Reduction publishes by, and the
toolkits of the other What Works centres rate the effect and its direction apart from the strength
of the evidence. So do we: a well-measured failure is strong evidence that something does not work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from casestudies.choices import Design, Direction, Grade, Stage

# A change by less than this share of the value before is no clear change.
CLEAR_CHANGE = Decimal("0.05")
# A result line that says so outweighs measures that improved by themselves.
SAYS_NO_EFFECT = re.compile(r"\b(did not work|made no difference|no better than)\b", re.IGNORECASE)

# In the words of the page that explains the grades. `direction_of` is the same, in code.
RULE = (
    (Direction.WORKS, "The measures got better, by 5% or more, and none got worse."),
    (Direction.MIXED, "Some measures got better and others worse; or the trust stopped it "
     "although they got better."),
    (Direction.NO_CLEAR_EFFECT, "No measure changed by 5% or more."),
    (Direction.DOES_NOT_WORK, "The trust stopped it, and the measures did not all get better."),
    (Direction.MADE_WORSE, "The measures got worse, and none got better."),
    (Direction.NOT_MEASURED, "It is planned, or described without measures. A saving alone does "
     "not show that nothing else got worse."),
)  # fmt: skip
_STATEMENTS = {
    Direction.WORKS: "{grade} that it works",
    Direction.MIXED: "{grade} of mixed results",
    Direction.NO_CLEAR_EFFECT: "{grade} of no clear effect",
    Direction.DOES_NOT_WORK: "{grade} that it does not work",
    Direction.MADE_WORSE: "{grade} that it made things worse",
    Direction.NOT_MEASURED: "{grade}: its effect was not measured",
}
# Results that nobody should copy, and results that a list of what works may hold.
FAILED = (Direction.DOES_NOT_WORK, Direction.MADE_WORSE)
MAY_WORK = (Direction.WORKS, Direction.MIXED)


@dataclass(frozen=True)
class Change:
    """One measure: its values before and after, and which way is better."""

    before: Decimal
    after: Decimal
    lower_is_better: bool = True

    @property
    def sign(self) -> int:
        """1 for clearly better, -1 for clearly worse, 0 for neither."""
        gain = self.before - self.after if self.lower_is_better else self.after - self.before
        if not gain or abs(gain) < CLEAR_CHANGE * abs(self.before):
            return 0
        return 1 if gain > 0 else -1


def direction_of(
    changes: Iterable[Change], *, stage: str = "", design: str = "", result: str = ""
) -> Direction:
    """Which way these measures point.

    A measure that was zero before the change, such as the use of the new thing itself, can go one
    way only: it counts where no other was taken.
    """
    every = list(changes)
    if not every or stage == Stage.PLANNED or design == Design.DESCRIPTION:
        return Direction.NOT_MEASURED
    signs = {one.sign for one in [one for one in every if one.before] or every}
    better, worse = 1 in signs, -1 in signs
    if stage == Stage.STOPPED:
        if worse and not better:
            return Direction.MADE_WORSE
        return Direction.MIXED if signs == {1} else Direction.DOES_NOT_WORK
    if better and worse:
        return Direction.MIXED
    if worse:
        return Direction.MADE_WORSE
    if not better:
        return Direction.NO_CLEAR_EFFECT
    return Direction.MIXED if SAYS_NO_EFFECT.search(result) else Direction.WORKS


def direction_of_page(page: Any) -> Direction:
    """The direction of a case study or a draft, from what it says."""
    changes = [
        Change(line.baseline, line.after, line.lower_is_better) for line in page.measures.all()
    ]
    return direction_of(changes, stage=page.stage, design=page.design, result=page.result)


def statement(grade: str, direction: str) -> str:
    """The grade with its direction: “Strong evidence that it does not work”."""
    return _STATEMENTS[Direction(direction)].format(grade=Grade(grade).label)


def tone(direction: str) -> str:
    """How the statement is coloured: good, warn or bad. The words say the same without it."""
    if direction == Direction.WORKS:
        return "good"
    return "bad" if direction in FAILED else "warn"
