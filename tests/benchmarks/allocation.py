"""How long a round takes to allocate and to prove, and how that grows.

    uv run python -m tests.benchmarks.allocation

Needs have 50 candidates each, and there are four places for five needs. `a proposal` is the time
of the allocation over the proposals it took: if it stays, the work grows as the proposals do.
"""

from __future__ import annotations

import sys
import time

from portal.matching.allocation import allocate, blocking_pairs
from tests.builders.markets import CANDIDATES, make_market

SIZES = ((1_000, 200), (10_000, 1_000), (100_000, 5_000))


def measure(needs, offers):
    """Seconds of the processor to allocate and to prove, and how many proposals it took."""
    market = make_market(needs, offers)
    begun = time.process_time()
    found = allocate(market)
    allocated = time.process_time()
    blocking = blocking_pairs(market, found.pairs)
    proved = time.process_time()
    proposals = len(found.pairs) + sum(map(len, found.refused.values()))
    return {
        "allocate": allocated - begun,
        "prove": proved - allocated,
        "proposals": proposals,
        "pairs": len(found.pairs),
        "blocking": len(blocking),
    }


def main() -> None:
    sys.stdout.write(
        f"{'needs':>8} {'offers':>7} {'proposals':>10} {'pairs':>7} {'blocking':>9} "
        f"{'allocate s':>11} {'prove s':>8} {'µs a proposal':>14} {'ratio':>6}\n"
    )
    before = None
    for needs, offers in SIZES:
        row = measure(needs, offers)
        each = 1e6 * row["allocate"] / row["proposals"]
        sys.stdout.write(
            f"{needs:>8} {offers:>7} {row['proposals']:>10} {row['pairs']:>7} "
            f"{row['blocking']:>9} {row['allocate']:>11.2f} {row['prove']:>8.2f} {each:>14.2f} "
            f"{'' if before is None else f'{each / before:.2f}':>6}\n"
        )
        before = each
    sys.stdout.write(f"{CANDIDATES} candidates a need. Every round is proved: no blocking pair.\n")


if __name__ == "__main__":
    main()
