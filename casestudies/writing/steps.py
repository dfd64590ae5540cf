"""The steps of a draft, so that each can be undone: what was there before it, and after it."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from casestudies.models import WritingDraft

MOST = 30
# What is typed into one answer without a longer pause is one step.
PAUSE = timedelta(minutes=2)
PARTS = ("remainder", "suggestions")
State = dict[str, Any]


def state_of(draft: WritingDraft) -> State:
    """All of a draft that a step can change."""
    return deepcopy(
        {
            **{f"values.{name}": value for name, value in draft.values.items()},
            **{part: getattr(draft, part) for part in PARTS},
        }
    )


def add(draft: WritingDraft, before: State, label: str, *, typed: bool = False) -> None:
    """Note in memory what changed since `before`. What had been undone cannot come back now."""
    after = state_of(draft)
    changed = [
        name
        for name in sorted({*before, *after})
        if (before.get(name) or "") != (after.get(name) or "")
    ]
    if not changed:
        return
    step = {
        "label": label,
        "at": timezone.now().isoformat(),
        "typed": typed,
        "before": {name: before.get(name) for name in changed},
        "after": {name: after.get(name) for name in changed},
    }
    last = draft.steps[-1] if draft.steps else None
    if last and typed and last["typed"] and _goes_on(last, step):
        step["before"] = last["before"]
        draft.steps = [*draft.steps[:-1], step]
    else:
        draft.steps = [*draft.steps, step][-MOST:]
    draft.undone = []


def undo(draft: WritingDraft) -> str:
    """Take back the last step, in memory. Returns its label, empty if there is none."""
    return _move(draft, "steps", "undone", "before")


def redo(draft: WritingDraft) -> str:
    """Do again what was undone last, in memory. Returns its label, empty if there is none."""
    return _move(draft, "undone", "steps", "after")


def _move(draft: WritingDraft, source: str, target: str, side: str) -> str:
    steps = getattr(draft, source)
    if not steps:
        return ""
    step = steps[-1]
    setattr(draft, source, steps[:-1])
    setattr(draft, target, [*getattr(draft, target), step])
    for name, value in step[side].items():
        if name in PARTS:
            setattr(draft, name, deepcopy(value))
        elif value is None:
            draft.values.pop(name.removeprefix("values."), None)
        else:
            draft.values[name.removeprefix("values.")] = deepcopy(value)
    return str(step["label"])


def _goes_on(last: dict[str, Any], step: dict[str, Any]) -> bool:
    since = parse_datetime(last["at"])
    soon = since is not None and timezone.now() - since < PAUSE
    return soon and set(last["before"]) == set(step["before"])
