"""The floor of fit: a pair that scores less is for the broker alone. Pure.

The standard is measured, on the demonstration and on every trust of the register beside each of
the Global Digital Exemplars. Between trusts of one type none of 2,561 pairs scores below 51 of
100; of pairs of unlike types 94 in 100 score below 48; and every trust keeps an exemplar at 48 or
above. A floor of 48 keeps out what only a person should bring together, and nobody altogether.
"""

from __future__ import annotations

STANDARD = 48


def is_below(value: float, floor: int) -> bool:
    """True if a score from 0 to 1 lies below a floor out of 100, as both are written."""
    # Compared as whole numbers: a page must not say that 48 is below 48.
    return round(100 * value) < floor


def why(value: float, floor: int) -> str:
    """Why a pair is not proposed by itself, in a sentence for the broker."""
    return f"It fits at {round(100 * value)} of 100, below the floor of {floor}."
