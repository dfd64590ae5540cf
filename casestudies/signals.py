"""What case studies announce. Sent inside the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.dispatch import Signal

# case_study_id: int. Its page, lines, sign-offs, grade or adoptions changed, or it is gone.
case_study_changed = Signal()

# case_study_ids: Sequence[int]. The same of all that changed together, for who takes them at once.
case_studies_changed = Signal()

# case_study_ids: Sequence[int]. New case studies were written by an import, which nobody may see
# yet. Who lists them answers with what it needs to do so at once, as JSON by id.
case_studies_staged = Signal()

# case_study_ids: Sequence[int], prepared: Mapping[int, Any]. They are visible now. `prepared` is
# what was answered to `case_studies_staged`, by id.
case_studies_shown = Signal()

# area_id: int. An area's name, words or place in the tree changed, or it is gone.
area_changed = Signal()

# gone_id, into_id: int. An area is merged into another: move what you hold of it, or raise
# ValidationError with what to do first. The area that is gone still exists at that moment.
area_merging = Signal()

# adoption_id: int. A person of the adopter said that it is kept up (sustained, with or without
# changes), where until now it was not.
adoption_kept = Signal()

_gathered: ContextVar[dict[int, None] | None] = ContextVar("gathered", default=None)


def announce(case_study_id: int) -> None:
    """Say that a case study changed: now, or once at the end of a bulk change."""
    held = _gathered.get()
    if held is None:
        _send([case_study_id])
    else:
        held[case_study_id] = None


def _send(case_study_ids: Sequence[int]) -> None:
    case_studies_changed.send(sender=None, case_study_ids=case_study_ids)
    for case_study_id in case_study_ids:
        case_study_changed.send(sender=None, case_study_id=case_study_id)


@contextmanager
def unannounced() -> Iterator[None]:
    """Announce nothing of what is written inside: nobody may see it yet."""
    token = _gathered.set({})
    try:
        yield
    finally:
        _gathered.reset(token)


@contextmanager
def gathered() -> Iterator[None]:
    """Hold the announcements of a bulk change back, and make each of them once at its end.

    Use it inside the transaction of the change. A change that fails announces nothing.
    """
    held: dict[int, None] = {}
    token = _gathered.set(held)
    try:
        yield
    finally:
        _gathered.reset(token)
    outer = _gathered.get()
    if outer is not None:
        outer.update(held)
    elif held:
        _send(list(held))
