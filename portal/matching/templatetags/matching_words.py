"""Words of matching for templates."""

from __future__ import annotations

from django import template

from portal.matching import reply_clock
from portal.matching.matches import progress
from portal.matching.models import Match
from portal.trusts.models import Trust

register = template.Library()


@register.filter
def kind_of_help(kind: str) -> str:
    """What is asked for, where the choice's own label says what is offered."""
    return progress.kind_of_help(kind)


@register.filter
def trust_of(match: Match, side: str) -> Trust:
    """The trust on one side of a pair."""
    return match.trust_of(side)


@register.simple_tag
def working_days_to_reply() -> int:
    """How many working days there are to answer a proposal or a request."""
    return reply_clock.WORKING_DAYS_TO_REPLY


@register.simple_tag
def working_days_until_flagged() -> int:
    """After how many of them what waits is flagged."""
    return reply_clock.FLAGGED_AFTER_WORKING_DAYS
