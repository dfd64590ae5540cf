"""The one scale of likeness: where a trust stands among the trusts most like another. Pure.

A distance by our method says little by itself: the nearest trust to an unusual one is far away.
So the number is a place, counted among the open trusts of the same type that can be compared,
and the word follows from the place alone. Every page says the same of the same pair.

| place                  | word                           |
| ---------------------- | ------------------------------ |
| any, of 10 or fewer    | One of only so many to compare |
| 1 to 10                | Among the 10 most alike        |
| 11 to 30               | Among the 30 most alike        |
| after that             | Not among the 30 most alike    |
"""

from __future__ import annotations

from dataclasses import dataclass

NEAR, MID = 10, 30
NOT_RANKED = "Not ranked: only open trusts of the same type are"


@dataclass(frozen=True)
class Place:
    """The place of a trust on another's list, from 1 for the most alike, `of` so many trusts."""

    number: int
    of: int

    @property
    def word(self) -> str:
        """The word of this place: see the table of the module."""
        if self.of <= NEAR:
            return f"One of only {self.of} to compare"
        if self.number <= NEAR:
            return f"Among the {NEAR} most alike"
        among = "Among" if self.number <= MID else "Not among"
        return f"{among} the {MID} most alike"

    @property
    def counted(self) -> str:
        """`number 3 of 121`."""
        return f"number {self.number} of {self.of}"

    def __str__(self) -> str:
        counted = f"number {self.number}" if self.of <= NEAR else self.counted
        return f"{self.word}: {counted}"


def said(place: Place | None) -> str:
    """`Among the 10 most alike: number 3 of 121`, or why there is no place."""
    return NOT_RANKED if place is None else str(place)
