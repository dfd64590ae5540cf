"""What the places of an offer go by. Published with the programme. Pure."""

from __future__ import annotations

# A starting position that is not known is taken for the middle.
UNKNOWN = 0.5


def of(fit: float, weakness: float | None, weight: float) -> float:
    """Fit plus `weight` times weakness: the share of like trusts that do better, 0 to 1."""
    return fit + weight * (UNKNOWN if weakness is None else weakness)
