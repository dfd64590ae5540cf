"""Loading performance figures. Safe to run again: what is there and the same is left alone."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from portal.performance.models import PerformanceFigure, Publication
from portal.trusts.models import Trust

SHIPPED = Path(__file__).parent / "data"
BATCH = 2_000


@dataclass(frozen=True)
class Loaded:
    """How many figures a load added, and how many it changed."""

    added: int
    changed: int


@transaction.atomic
def load_shipped() -> Loaded:
    """Load the national figures that come with the portal. Needs the register of trusts."""
    publications = {
        row["key"]: Publication.objects.update_or_create(
            key=row["key"],
            defaults={name: row[name] for name in ("publisher", "title", "licence")},
        )[0]
        for row in _rows("publications.csv")
    }
    trusts = {trust.ods_code: trust for trust in Trust.objects.real()}
    former = {row["ods_code"]: row["trust_type"] for row in _rows("former_reporters.csv")}
    figures = [
        _figure(row, publications, trusts.get(row["ods_code"]), former)
        for row in _rows("figures.csv")
    ]
    return save_national(figures)


def save_national(figures: list[PerformanceFigure]) -> Loaded:
    """Keep national figures: new ones are added, those whose value changed are corrected.

    A dispute that a trust has entered stays with its figure.
    """
    there = {
        (one.ods_code, one.measure, one.year): one for one in PerformanceFigure.objects.national()
    }
    new, changed = [], []
    for figure in figures:
        known = there.get((figure.ods_code, figure.measure, figure.year))
        if known is None:
            new.append(figure)
        elif _differs(known, figure):
            known.value, known.is_part_year = figure.value, figure.is_part_year
            known.publication_id, known.trust_id = figure.publication_id, figure.trust_id
            known.trust_type = figure.trust_type
            changed.append(known)
    PerformanceFigure.objects.bulk_create(new, batch_size=BATCH)
    PerformanceFigure.objects.bulk_update(
        changed,
        ["value", "is_part_year", "publication", "trust", "trust_type"],
        batch_size=BATCH // 10,
    )
    return Loaded(added=len(new), changed=len(changed))


def _differs(known: PerformanceFigure, figure: PerformanceFigure) -> bool:
    return any(
        getattr(known, name) != getattr(figure, name)
        for name in ("value", "is_part_year", "publication_id", "trust_id", "trust_type")
    )


def _figure(
    row: dict[str, str],
    publications: dict[str, Publication],
    trust: Trust | None,
    former: dict[str, str],
) -> PerformanceFigure:
    return PerformanceFigure(
        ods_code=row["ods_code"],
        trust=trust,
        trust_type=trust.type if trust else former.get(row["ods_code"], ""),
        measure=row["measure"],
        year=row["year"],
        value=Decimal(row["value"]),
        is_part_year=row["part_year"] == "yes",
        publication=publications[row["publication"]],
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
