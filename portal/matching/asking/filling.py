"""Filling in part of the form at one press: nothing is sent, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from portal.matching.asking import places_asking, starting
from portal.matching.choices import PlaceKind
from portal.trusts.models import Trust


class Fill(StrEnum):
    """What a press fills in: the value of the button named `fill`."""

    ICB = "icb"
    """All trusts of our integrated care board ask together."""
    FIGURE = "figure"
    """The register's figure of our trust is where we start."""
    LOOK = "look"
    """Show which figure that would be, and fill in nothing."""
    READY = "ready"
    """Go to the ten questions, and come back to this form."""


def filled(typed: Mapping[str, Any], fill: str, trust: Trust) -> dict[str, Any]:
    """What was typed, with what the press adds for the asking trust."""
    answers = dict(typed)
    if fill == Fill.ICB:
        answers |= _whole_icb(answers, trust)
    suggestion = starting.suggested(trust, str(answers.get("area", "")))
    if fill == Fill.FIGURE and suggestion is not None:
        answers["starting_figure"] = suggestion.text
    return answers


def _whole_icb(answers: Mapping[str, Any], trust: Trust) -> dict[str, Any]:
    """The trusts of the board, below those that were typed before and are none of them."""
    trusts = places_asking.trusts_of_icb(trust)
    if not trusts:
        return {}
    known = {name.lower() for one in trusts for name in (one.name, one.ods_code)}
    typed = [line.strip() for line in str(answers.get("members", "")).splitlines()]
    others = [line for line in typed if line and line.lower() not in known]
    return {
        "members": "\n".join([*others, *(one.name for one in trusts)]),
        "place_kind": PlaceKind.ICB.value,
        "place_name": trust.icb,
    }
