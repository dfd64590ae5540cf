"""`suggest_exemplars --trust ODS --area SLUG [--programme SLUG] [--need TEXT] [--limit N]`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casestudies.models import EfficiencyArea
from portal.matching.models import Programme
from portal.matching.suggestions import candidates
from portal.matching.suggestions.candidates import Candidate
from portal.trusts import queries as trust_queries
from portal.trusts.models import Trust

NO_AREAS = "No area has been loaded. Run: uv run manage.py setup"
NO_PROGRAMMES = "None has been loaded. Run: uv run manage.py setup"


class Command(BaseCommand):
    help = (
        "The exemplars that could help a trust in an area, best first, with each part of the "
        "score and its reason. Without --programme: live offers with places; with it: all of a "
        "programme's designations, past ones too."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trust", required=True, metavar="ODS", help="who needs help")
        parser.add_argument("--area", required=True, metavar="SLUG", help="such as digital")
        parser.add_argument("--programme", metavar="SLUG", help="rank its designations")
        parser.add_argument("--need", default="", metavar="TEXT", help="the problem in words")
        parser.add_argument("--limit", type=int, help="how many; all unless told")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["limit"] is not None and options["limit"] < 1:
            raise CommandError("--limit must be 1 or more.")
        trust = _trust(options["trust"])
        area = _area(options["area"])
        programme = _programme(options["programme"]) if options["programme"] else None
        if programme is not None and programme.illustrative != trust.illustrative:
            raise CommandError("Illustrative and real trusts are not mixed.")
        try:
            found = candidates.for_need(
                trust,
                area,
                text=options["need"],
                programme=programme,
                limit=options["limit"],
            )
        except ValueError as error:
            raise CommandError(f"The weights of the programme cannot be used. {error}") from error
        self._print(trust, area, found, as_json=options["json"])

    def _print(
        self, trust: Trust, area: EfficiencyArea, found: list[Candidate], *, as_json: bool
    ) -> None:
        if as_json:
            answer = {
                "trust": trust.ods_code,
                "area": area.slug,
                "candidates": [_shown(one) for one in found],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        if not found:
            self.stdout.write(f"No exemplar has a place for {area.name}.")
        for one in found:
            score = one.score
            self.stdout.write(
                f"{score.value:.3f}  {one.trust.ods_code}  {one.name}  "
                f"(confidence {score.confidence:.0%})"
                f"{'  below the floor of fit' if one.below_floor else ''}"
            )
            for part in score.parts:
                known = "" if part.known else "  (not known)"
                self.stdout.write(
                    f"    {part.value:.2f} x {part.weight:.2f}  {part.label}: {part.reason}{known}"
                )


def _shown(one: Candidate) -> dict[str, object]:
    return {
        "ods_code": one.trust.ods_code,
        "name": one.name,
        "score": round(one.score.value, 6),
        "confidence": round(one.score.confidence, 6),
        "below_floor": one.below_floor,
        "parts": [
            {
                "name": part.name,
                "value": round(part.value, 6),
                "weight": round(part.weight, 6),
                "reason": part.reason,
                "known": part.known,
            }
            for part in one.score.parts
        ],
    }


def _trust(code: str) -> Trust:
    try:
        return trust_queries.trust_of_code(code)
    except trust_queries.NoSuchTrust as error:
        raise CommandError(str(error)) from error


def _area(slug: str) -> EfficiencyArea:
    area = EfficiencyArea.objects.filter(slug=slug.strip().lower()).first()
    if area is None:
        tops = EfficiencyArea.objects.filter(parent=None).values_list("slug", flat=True)
        known = f"The top areas are: {', '.join(tops)}." if tops else NO_AREAS
        raise CommandError(f"No area has the slug '{slug}'. {known}")
    return area


def _programme(slug: str) -> Programme:
    programme = Programme.objects.filter(slug=slug.strip().lower()).first()
    if programme is None:
        known = ", ".join(Programme.objects.order_by("slug").values_list("slug", flat=True))
        there = f"There are: {known}." if known else NO_PROGRAMMES
        raise CommandError(f"No programme has the slug '{slug}'. {there}")
    return programme
