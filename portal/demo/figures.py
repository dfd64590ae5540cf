"""Invented performance figures of the invented trusts: starting positions can be compared."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from portal.performance.models import PerformanceFigure, Publication
from portal.performance.services import save_national
from portal.trusts.models import Trust

PUBLICATION = "invented-figures"


def ensure_figures(path: Path) -> str:
    """Load them from a CSV file of measure, year, ODS code and value; twice changes nothing."""
    publication, _ = Publication.objects.get_or_create(
        key=PUBLICATION,
        defaults={
            "publisher": "Invented figures",
            "title": "Invented figures for this demonstration",
        },
    )
    trusts = {trust.ods_code: trust for trust in Trust.objects.illustrative()}
    with path.open(encoding="utf-8", newline="") as file:
        figures = [
            PerformanceFigure(
                ods_code=row["ods_code"],
                trust=trusts[row["ods_code"]],
                trust_type=trusts[row["ods_code"]].type,
                measure=row["measure"],
                year=row["year"],
                value=Decimal(row["value"]),
                publication=publication,
            )
            for row in csv.DictReader(file)
        ]
    save_national(figures)
    return f"{len(figures)} invented figures of {len({one.ods_code for one in figures})} trusts"
