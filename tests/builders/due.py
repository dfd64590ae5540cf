"""The scheduled jobs as a test runs them: one that fails is the test's failure."""

from __future__ import annotations

from portal.accounts import delivery
from portal.background import jobs


def run_due(now):
    """Run every job but the post. Returns what each did, by name."""
    outcomes = [jobs.run(name, now) for name in jobs.names() if name != delivery.JOB]
    assert [str(one) for one in outcomes if one.error] == []
    return {one.name: one.done for one in outcomes}
