"""The ten questions as a form, and where a visitor's answers wait until a request takes them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.sessions.backends.base import SessionBase

from portal.matching.asking.readiness import QUESTIONS, VERSION, Answer

HELD = "matching_readiness"
CHOICES = [
    (Answer.YES.value, "Yes"),
    (Answer.PARTLY.value, "Partly"),
    (Answer.NO.value, "No"),
]


class ReadinessForm(forms.Form):
    """One choice a question, all needed."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        for place, question in enumerate(QUESTIONS, 1):
            self.fields[question.key] = forms.ChoiceField(
                label=f"{place}. {question.text}",
                choices=CHOICES,
                widget=forms.RadioSelect,
                error_messages={"required": f"Answer question {place}: yes, partly or no."},
            )


def hold(session: SessionBase, answers: dict[str, str]) -> None:
    """Keep a visitor's answers in their own session, through signing in."""
    session[HELD] = {"version": VERSION, "answers": answers}


def held(session: SessionBase) -> dict[str, str] | None:
    """The answers that wait, or None: also where the questions have changed since."""
    kept = session.get(HELD)
    return kept["answers"] if kept and kept["version"] == VERSION else None


def forget(session: SessionBase) -> None:
    """Throw the answers away."""
    session.pop(HELD, None)
