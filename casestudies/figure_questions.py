"""What is to be asked of a record's savings before readers meet them, and is not answered yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.text import capfirst

from casestudies import plausibility, same_money
from portal.trusts.models import Trust

SAME_MONEY, UNUSUAL = "same-money", "unusual"
WHY_SAME = "The same pounds under two descriptions would be counted twice."
WHY_UNUSUAL = "Readers and trust finance will ask the same."


@dataclass(frozen=True)
class FigureQuestion:
    """One open question: at which line, what to do (no full stop), and what it does for readers."""

    kind: str
    line: UUID
    text: str
    why: str


def open_questions_of(page: Any) -> tuple[FigureQuestion, ...]:
    """The open questions of a page or a draft. No query where nothing looks odd."""
    return questions_about(
        page.pk, page.savings.all(), trust=lambda: page.trust, started=page.started
    )


def questions_about(
    page_id: int | None,
    lines: Iterable[Any],
    *,
    trust: Callable[[], Trust | None],
    started: date | None,
) -> tuple[FigureQuestion, ...]:
    """As `open_questions_of`, for lines that a form holds."""
    lines = list(lines)
    alike = [
        FigureQuestion(SAME_MONEY, pair.second.uuid, pair.question, WHY_SAME)
        for pair in same_money.look_alikes(page_id, lines)
        if pair.open
    ]
    doubts = plausibility.doubts_of(lines, trust=trust, started=started)
    unusual = [
        FigureQuestion(
            UNUSUAL,
            line.uuid,
            f"{capfirst(same_money.name_of(line))}: {' '.join(doubts[line.uuid])} "
            "Say how it comes to that",
            WHY_UNUSUAL,
        )
        for line in lines
        if line.uuid in doubts and not line.explanation.strip()
    ]
    return (*alike, *unusual)
