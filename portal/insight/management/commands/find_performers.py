"""`find_performers [--area SLUG] [--measure KEY] [--type TYPE] [--limit N] [--json]`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.insight.performance.proof import PortalProof
from portal.insight.performance.queries import (
    NamedPerformer,
    PerformersOfMeasure,
    measures_in,
    top_performers,
)
from portal.performance.measures import (
    Measure,
    UnknownMeasure,
    measure_of_key,
    value_in_words,
)
from portal.performance.models import PerformanceFigure
from portal.trusts.models import Trust


class Command(BaseCommand):
    help = (
        "Trusts that stood in the best quarter among those most like them in each of the last "
        "three whole years with figures, with no balancing measure in the worst quarter."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", default="", metavar="SLUG", help="measures of this area")
        parser.add_argument("--measure", default="", metavar="KEY", help="this measure alone")
        parser.add_argument(
            "--type", default="", choices=["", *Trust.Type.values], help="trusts of this type"
        )
        parser.add_argument("--limit", type=int, help="at most so many of each measure")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["limit"] is not None and options["limit"] < 1:
            raise CommandError("--limit must be 1 or more.")
        measures = _measures(options["area"], options["measure"])
        if not PerformanceFigure.objects.national().exists():
            raise CommandError("There are no figures yet. Run: uv run manage.py setup")
        found = top_performers(measures, trust_type=options["type"], limit=options["limit"])
        if options["json"]:
            told = [_as_json(one) for one in found]
            answer = told[0] if options["measure"] else told
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for one in found:
            self._print(one)

    def _print(self, one: PerformersOfMeasure) -> None:
        years = ", ".join(one.found.years) or "no whole year"
        self.stdout.write(f"{one.measure.name} ({one.measure.key}): {years}")
        if not one.performers:
            self.stdout.write(f"  {_why_none(one)}")
        for place, row in enumerate(one.performers, 1):
            performer = row.performer
            self.stdout.write(
                f"  {place:3}. {performer.ods_code} {row.name} ({performer.confidence.value})"
            )
            for year in performer.years:
                value = value_in_words(one.measure, year.value)
                self.stdout.write(
                    f"       {year.year}: {value}, {year.position} of {year.peers + 1}"
                )
            for doubt in performer.against:
                self.stdout.write(f"       but: {doubt}")


def _measures(area: str, key: str) -> list[Measure]:
    try:
        named = [measure_of_key(key)] if key else []
    except UnknownMeasure as error:
        raise CommandError(str(error)) from error
    inside = measures_in(area)
    if not inside:
        raise CommandError(f"No measure belongs to an area called “{area[:60]}”.")
    if named and named[0] not in inside:
        raise CommandError(f"“{key}” does not belong to the area “{area[:60]}”.")
    return named or inside


def _why_none(one: PerformersOfMeasure) -> str:
    if not one.measure.makes_performers:
        return "A measure of context: neither way is better by itself, so it makes no performer."
    if len(one.found.years) < 3:
        return "Fewer than three whole years: one or two make no performer."
    return "Nobody stood in the best quarter in each of these years."


def _as_json(one: PerformersOfMeasure) -> dict[str, Any]:
    return {
        "measure": one.measure.key,
        "years": list(one.found.years),
        "performers": [_row(row) for row in one.performers],
    }


def _row(row: NamedPerformer) -> dict[str, Any]:
    performer = row.performer
    return {
        "ods_code": performer.ods_code,
        "name": row.name,
        "type": performer.trust_type,
        "years": [
            {
                "year": year.year,
                "value": year.value,
                "position": year.position,
                "peers": year.peers,
                "whole_type": year.is_whole_type,
            }
            for year in performer.years
        ],
        "balanced": performer.is_balanced,
        "proof": (row.proof or PortalProof()).as_json(),
        "confidence": performer.confidence.value,
        "against": list(performer.against),
    }
