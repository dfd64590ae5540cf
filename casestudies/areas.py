"""The tree of efficiency areas: loading the one that is shipped, and reading up and down."""

from __future__ import annotations

import json
from collections import defaultdict
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


class AreaTree:
    """All efficiency areas, read once in one query, and walked up and down in memory.

    Why not treebeard, which Wagtail's pages use: its adjacency list asks a query for each node
    with children, and its paths would put three columns beside `parent` for editors, the API and
    imports to keep in step. Pages here ask for dozens of areas at once, of some fifty in all.
    """

    def __init__(self, areas: Iterable[EfficiencyArea] | None = None) -> None:
        """`areas` are those of the tree in their order, where somebody has read them already."""
        known = EfficiencyArea.objects.all() if areas is None else areas
        self.areas = {area.pk: area for area in known}
        self._children: dict[int | None, list[EfficiencyArea]] = defaultdict(list)
        for area in self.areas.values():
            self._children[area.parent_id].append(area)

    @property
    def tops(self) -> list[EfficiencyArea]:
        """The areas that are part of no other, in the editors' order."""
        return self._children[None]

    def children_of(self, area_id: int) -> list[EfficiencyArea]:
        """The areas right below one."""
        return self._children[area_id]

    def below(self, area_id: int) -> list[EfficiencyArea]:
        """All areas below one, at any depth, nearest first."""
        found = list(self._children[area_id])
        # The list grows while it is read. What is found twice is a ring, and ends there.
        for area in found:
            found += [child for child in self._children[area.pk] if child not in found]
        return found

    def ids_within(self, area_id: int) -> set[int]:
        """The ids of an area and of all below it."""
        return {area_id, *(area.pk for area in self.below(area_id))}

    def path(self, area_id: int) -> list[EfficiencyArea]:
        """From the top area down to this one."""
        found: list[EfficiencyArea] = []
        area = self.areas.get(area_id)
        while area is not None and area not in found:
            found.insert(0, area)
            area = None if area.parent_id is None else self.areas.get(area.parent_id)
        return found

    def slugs_to(self, area_id: int) -> tuple[str, ...]:
        """The slugs from the top area down to this one."""
        return tuple(area.slug for area in self.path(area_id))

    def in_order(self, area_id: int | None = None) -> list[EfficiencyArea]:
        """Everything below an area, or every area: each one before those that are part of it."""
        found: list[EfficiencyArea] = []
        for child in self._children[area_id]:
            found += [child, *self.in_order(child.pk)]
        return found


def descendants_of(area: EfficiencyArea) -> list[EfficiencyArea]:
    """All areas below this one, at any depth, nearest first. One query."""
    return AreaTree().below(area.pk)


def ancestors_of(area: EfficiencyArea) -> list[EfficiencyArea]:
    """The areas above this one, from the top down. No query where its parents are read."""
    return area.ancestors()


def find(slug: str) -> EfficiencyArea | None:
    """The area that has this slug now, or had it before it was renamed or merged."""
    return (
        EfficiencyArea.objects.filter(slug=slug).first()
        or EfficiencyArea.objects.filter(former_slugs__slug=slug).first()
    )


def choices_by_parent() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every area as a choice of a form, by slug, under the name of its top area. One query."""
    tree = AreaTree()
    return [
        (top.name, [(area.slug, area.name) for area in [top, *tree.children_of(top.pk)]])
        for top in tree.tops
    ]
