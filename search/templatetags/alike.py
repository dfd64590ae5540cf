"""More like this, for the page of a case study."""

from __future__ import annotations

from typing import Any

from django import template

from portal.accounts.permissions import Action, can
from search.similarity import alike

register = template.Library()
SHOWN = 3


@register.simple_tag(takes_context=True)
def more_like(context: dict[str, Any], page: Any) -> list[Any]:
    """The few case studies most like this one that the reader may see."""
    if not page.live:
        return []
    user = context["request"].user
    return alike(page.pk, sees_network=can(user, Action.CASE_STUDY_READ_NETWORK), limit=SHOWN)
