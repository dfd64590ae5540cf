"""How hard Hypothesis tries, by the run: `--hypothesis-profile=full` or the default.

The machine that runs the tests is busy with other tests, so no example has a deadline, and a slow
generation of examples is no failure.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

DEFAULT, FULL = "busy", "full"
BUSY_MACHINE = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    DEFAULT, deadline=None, suppress_health_check=BUSY_MACHINE, print_blob=True
)
settings.register_profile(FULL, parent=settings.get_profile(DEFAULT), max_examples=500)


def examples(usual: int, *, full: int) -> int:
    """How many examples a test of its own tries: `usual` in each run, `full` in the long one."""
    return full if current() == FULL else usual


def current() -> str:
    """The name of the profile of this run."""
    return settings.get_current_profile_name()


settings.load_profile(DEFAULT)
