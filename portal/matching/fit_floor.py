"""The floor of fit: a pair that scores less is for the broker alone. Pure.

The standard is measured. Of the pairs that one could make between trusts of one type, none scores
below 51 of 100: neither in the demonstration nor between any trust and a Global Digital Exemplar.
Of pairs of types that do not go together, nine in ten score below 45. A floor of 45 therefore
keeps out what only a person should bring together, and nothing that the programme was made for.
"""

from __future__ import annotations

STANDARD = 45


def is_below(value: float, floor: int) -> bool:
    """True if a score from 0 to 1 lies below a floor out of 100, as both are written."""
    # Compared as whole numbers: a page must not say that 45 is below 45.
    return round(100 * value) < floor


def why(value: float, floor: int) -> str:
    """Why a pair is not proposed by itself, in a sentence for the broker."""
    return f"It fits at {round(100 * value)} of 100, below the floor of {floor}."
