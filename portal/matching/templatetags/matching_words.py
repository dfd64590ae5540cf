"""Words of matching for templates."""

from __future__ import annotations

from django import template

from portal.matching.reads import progress

register = template.Library()


@register.filter
def kind_of_help(kind: str) -> str:
    """What is asked for, where the choice's own label says what is offered."""
    return progress.kind_of_help(kind)
