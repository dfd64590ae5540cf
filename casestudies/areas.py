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
    """Make or update the shipped areas, by slug. Returns how many were made or changed.

    An area that editors added stays; one that is shipped gets its shipped words back.
    """
    return sum(_load(json.loads(path.read_text(encoding="utf-8")), parent=None))


def _load(nodes: Iterable[dict[str, Any]], *, parent: EfficiencyArea | None) -> Iterable[bool]:
    for position, node in enumerate(nodes):
        renamed = EfficiencyArea.objects.filter(former_slugs__slug=node["slug"]).first()
        if renamed is not None:
            # Editors renamed or merged it: their tree stands.
            yield from _load(node.get("children", ()), parent=renamed)
            continue
        values = {
            "name": node["name"],
            "description": node["description"],
            "synonyms": node["synonyms"],
            "parent_id": parent.pk if parent else None,
            "position": position,
        }
        area = EfficiencyArea.objects.filter(slug=node["slug"]).first()
        changed = area is None or any(getattr(area, k) != v for k, v in values.items())
        if changed:
            area = area or EfficiencyArea(slug=node["slug"])
            for name, value in values.items():
                setattr(area, name, value)
            area.full_clean()
            area.save()
        yield changed
        yield from _load(node.get("children", ()), parent=area)


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


def with_descendants(slugs: Iterable[str]) -> set[int]:
    """The ids of these areas and of everything below them."""
    chosen = list(EfficiencyArea.objects.filter(slug__in=list(slugs)))
    return {area.pk for area in chosen} | {
        below.pk for area in chosen for below in descendants_of(area)
    }


def choices_by_parent() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every area as a choice of a form, by slug, under the name of its top area. One query."""
    return [
        (top.name, [(area.slug, area.name) for area in [top, *descendants]])
        for top, descendants in tree()
    ]
