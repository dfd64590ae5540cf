"""The next round that a need takes part in."""

from __future__ import annotations

from portal.matching import policies
from portal.matching.choices import BROKERED_HELP
from portal.matching.models import Need
from portal.matching.round_calendar import BROKER_LOOKS, NextRound, RoundCalendar, Wait

__all__ = ["NextRound", "for_need", "wait_of"]


def for_need(need: Need) -> NextRound | None:
    """The earliest round still to come that this need takes part in; never one that is past.

    A planned round counts for requests asked by its closing day, and until it has been sent.
    """
    return wait_of(need).coming


def wait_of(need: Need, calendar: RoundCalendar | None = None) -> Wait:
    """What a need waits for; the broker, where no round takes it because it is served or over."""
    request = need.help_request
    waits = request.help_kind in BROKERED_HELP and request.status in policies.WAITING
    if not waits or any(match.status in policies.SERVED for match in need.matches.all()):
        return BROKER_LOOKS
    return (calendar or RoundCalendar()).wait_of(need)
