"""Sets of places: a whole number with one bit a place to count with, flags to calculate with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import numpy.typing as npt

Bits = int
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]


def any_of(sets: Iterable[Bits]) -> Bits:
    """What is in one of the sets at least."""
    return reduce(or_, sets, 0)


def bits_of(places: Iterable[int]) -> Bits:
    """The set of these places."""
    found = np.fromiter(places, np.int64)
    if not len(found):
        return 0
    flags = np.zeros(int(found.max()) + 1, np.bool_)
    flags[found] = True
    return bits_where(flags)


def bits_where(flags: Flags) -> Bits:
    """The set of the places whose flag is up."""
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def flags_of(bits: Bits, size: int) -> Flags:
    """A flag for each of `size` places: up if the place is in the set."""
    held = np.frombuffer(bits.to_bytes((size + 7) // 8, "little"), np.uint8)
    return np.unpackbits(held, count=size, bitorder="little").view(np.bool_)
