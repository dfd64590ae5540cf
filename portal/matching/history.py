"""Programmes of the past, kept to be read and to try the scoring on real trusts."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from casestudies import areas
from casestudies.models import EfficiencyArea
from portal.accounts import audit
from portal.matching.choices import DesignationStatus
from portal.matching.models import ExemplarDesignation, Offer, Programme
from portal.trusts.models import Trust

DATA = Path(__file__).resolve().parent / "data"
GLOBAL_DIGITAL_EXEMPLARS = DATA / "global_digital_exemplars.csv"
SLUG = "global-digital-exemplars"
AREA = "digital"
PROGRAMME = {
    "name": "Global Digital Exemplars",
    "description": (
        "NHS England’s programme of digitally advanced trusts, each paired with a fast follower. "
        "It was funded from 2016/17 to 2020/21 and is kept here as history: nobody can be matched."
    ),
    # The first trusts were named in September 2016; the money ran to the end of 2020/21.
    "starts": date(2016, 9, 1),
    "ends": date(2021, 3, 31),
    "illustrative": False,
    "source": (
        "https://transform.england.nhs.uk/key-tools-and-info/"
        "independent-evaluation-of-the-global-digital-exemplar-programme/"
    ),
}


@transaction.atomic
def load_global_digital_exemplars(path: Path = GLOBAL_DIGITAL_EXEMPLARS) -> int:
    """The 26 exemplars as ended designations without places. Safe to run again.

    Of the day a trust was named only the month is sourced: it stands as the first of it. What is
    there already stays as its managers made it. Returns how many designations were made. Raises
    ValidationError, with nothing written, if the register lacks a trust or the tree its area.
    """
    rows = _rows(path)
    trusts = Trust.objects.real().in_bulk([row["ods_code"] for row in rows], field_name="ods_code")
    missing = sorted({row["ods_code"] for row in rows} - set(trusts))
    if missing:
        raise ValidationError(
            f"The register lacks {', '.join(missing)}. Run import_trusts, then load_programmes; "
            "or setup, which does both where the register is empty."
        )
    # Editors may have renamed it, or merged it into another.
    area = areas.find(AREA)
    if area is None:
        raise ValidationError(
            f"There is no efficiency area “{AREA}”. Run setup, which loads the areas. If it was "
            "removed, add it again, then run load_programmes."
        )
    programme, is_new = Programme.objects.get_or_create(slug=SLUG, defaults=PROGRAMME)
    if is_new:
        programme.areas.set([area])
        audit.record(by=None, action="programme.loaded", subject=programme)
    return sum(_load(programme, area, trusts[row["ods_code"]], row) for row in rows)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _load(programme: Programme, area: EfficiencyArea, trust: Trust, row: dict[str, str]) -> bool:
    designation, is_new = ExemplarDesignation.objects.get_or_create(
        programme=programme,
        trust=trust,
        defaults={
            "status": DesignationStatus.ENDED,
            "ceiling": 0,
            "name_then": row["name_then"],
            "group": row["group"],
            "source": row["source"],
            "designated_on": date.fromisoformat(f"{row['named_in']}-01"),
            "ended_on": programme.ends,
        },
    )
    if is_new:
        Offer.objects.create(designation=designation, area=area, places=0)
        audit.record(by=None, action="designation.loaded", subject=designation, trust=trust)
    return is_new
