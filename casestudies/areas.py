"""The tree of efficiency areas: loading the one that is shipped, and reading up and down."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction

from casestudies.models import EfficiencyArea

SHIPPED = Path(__file__).resolve().parent / "data" / "areas.json"


@transaction.atomic
def load_shipped_areas(path: Path = SHIPPED) -> int:
    """Make the shipped tree where there is no area at all. Returns how many areas were made.

    From then on it belongs to its editors: what they renamed, moved, merged or removed stays so.
    """
    if EfficiencyArea.objects.exists():
        return 0
    return _make(json.loads(path.read_text(encoding="utf-8")), parent=None)


def _make(nodes: Iterable[dict[str, Any]], *, parent: EfficiencyArea | None) -> int:
    made = 0
    for position, node in enumerate(nodes):
        area = EfficiencyArea(
            slug=node["slug"],
            name=node["name"],
            description=node["description"],
            synonyms=node["synonyms"],
            parent=parent,
            position=position,
        )
        area.full_clean()
        area.save()
        made += 1 + _make(node.get("children", ()), parent=area)
    return made


def tree() -> list[tuple[EfficiencyArea, list[EfficiencyArea]]]:
    """The top areas in order, each with the areas right below it. One query."""
    areas = list(EfficiencyArea.objects.all())
    below: dict[int | None, list[EfficiencyArea]] = {}
    for area in areas:
        below.setdefault(area.parent_id, []).append(area)
    return [(top, below.get(top.pk, [])) for top in below.get(None, [])]


def descendants_of(area: EfficiencyArea) -> list[EfficiencyArea]:
    """All areas below this one, at any depth, nearest first. One query."""
    below: dict[int | None, list[EfficiencyArea]] = {}
    for other in EfficiencyArea.objects.all():
        below.setdefault(other.parent_id, []).append(other)
    found: list[EfficiencyArea] = []
    waiting = list(below.get(area.pk, []))
    while waiting:
        nearest = waiting.pop(0)
        found.append(nearest)
        waiting.extend(below.get(nearest.pk, []))
    return found


def ancestors_of(area: EfficiencyArea) -> list[EfficiencyArea]:
    """The areas above this one, from the top down."""
    found: list[EfficiencyArea] = []
    above = area.parent
    while above is not None and above not in found:
        found.insert(0, above)
        above = above.parent
    return found


def find(slug: str) -> EfficiencyArea | None:
    """The area that has this slug now, or had it before it was renamed or merged."""
    return (
        EfficiencyArea.objects.filter(slug=slug).first()
        or EfficiencyArea.objects.filter(former_slugs__slug=slug).first()
    )


def choices_by_parent() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every area as a choice of a form, by slug, under the name of its top area. One query."""
    return [
        (top.name, [(area.slug, area.name) for area in [top, *descendants]])
        for top, descendants in tree()
    ]
