"""The way in to all case studies: by area, by kind, by type of trust, by trust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from casestudies import areas
from casestudies.choices import Kind, Stage
from casestudies.models import CaseStudyPage, EfficiencyArea
from casestudies.visibility import visible_to
from portal.trusts.models import Trust


@dataclass(frozen=True)
class Door:
    """A way in: a search that finds `count` case studies."""

    label: str
    url: str
    count: int
    text: str = ""


@dataclass(frozen=True)
class Landing:
    """What the index shows. Counts are of case studies, signposts included in `total` alone."""

    total: int
    signposts: int
    kinds: tuple[Door, ...]
    areas: tuple[Door, ...]
    trust_types: tuple[Door, ...]
    shelves: tuple[Any, ...]
    stopped: int


def landing(user: Any) -> Landing:
    """The doors for this reader. A fixed number of queries, however many case studies."""
    found = list(
        visible_to(user).values_list("pk", "kind", "trust_id", "trust_types", "stage", "signpost")
    )
    ids = {pk for pk, *_ in found}
    return Landing(
        total=len(found),
        signposts=sum(signpost for *_, signpost in found),
        kinds=tuple(
            Door(kind.label, f"/search/?kind={kind.value}", sum(row[1] == kind for row in found))
            for kind in Kind
        ),
        areas=tuple(_area_doors(ids)),
        trust_types=tuple(
            Door(
                type_.label,
                f"/search/?trust_type={type_.value}",
                sum(type_ in row[3] for row in found),
            )
            for type_ in Trust.Type
        ),
        shelves=tuple(_shelves({row[2] for row in found if row[2]})),
        stopped=sum(row[4] == Stage.STOPPED for row in found),
    )


def _area_doors(ids: set[int]) -> list[Door]:
    held: dict[int, set[int]] = {}
    links = CaseStudyPage.areas.through.objects.values_list("efficiencyarea_id", "casestudypage_id")
    for area_id, page_id in links:
        if page_id in ids:
            held.setdefault(area_id, set()).add(page_id)
    doors = []
    for top, below in areas.tree():
        pages = set(held.get(top.pk, set()))
        for area in below:
            pages |= held.get(area.pk, set())
        doors.append(_door(top, len(pages)))
    return doors


def _door(area: EfficiencyArea, count: int) -> Door:
    return Door(area.name, f"/areas/{area.slug}/", count, area.description)


def _shelves(trust_ids: set[int]) -> list[Trust]:
    return list(Trust.objects.filter(pk__in=trust_ids).order_by("name"))
