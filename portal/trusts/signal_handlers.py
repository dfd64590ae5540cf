"""What the register refuses wherever it comes from: a circle of successors."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from portal.trusts.models import Trust, check_no_circle, succession_links


@receiver(m2m_changed, sender=Trust.successors.through)
def refuse_circles(
    *, instance: Trust, action: str, reverse: bool, pk_set: set[int] | None, **_: Any
) -> None:
    """Stands in for a constraint, which no database could hold over several rows.

    Raises ValidationError before anything is written, from either end of the link.
    """
    if action != "pre_add" or not pk_set:
        return
    links = succession_links()
    for pk in pk_set:
        before, after = (pk, instance.pk) if reverse else (instance.pk, pk)
        links.setdefault(before, set()).add(after)
    check_no_circle(links, instance.pk)
