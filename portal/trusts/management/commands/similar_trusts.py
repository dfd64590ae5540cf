"""`similar_trusts [ODS | --all] [--method national|ours] [--limit 10] --json`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.trusts import queries as trust_queries
from portal.trusts.likeness import queries as likeness_queries
from portal.trusts.likeness.queries import METHODS, Neighbour, NotInPeerFinder
from portal.trusts.models import Trust


class Command(BaseCommand):
    help = (
        "The trusts most like one trust, or like each: smaller distance is nearer. 'ours' "
        "compares open trusts of the same type and the subject; 'national' the 208 of 2018/19."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ods_code", nargs="?", metavar="ODS")
        parser.add_argument("--all", action="store_true", help="every trust the method knows")
        parser.add_argument("--method", choices=METHODS, default="ours")
        parser.add_argument("--limit", type=int, default=10, help="how many; 10 unless told")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        code, everyone, limit = options["ods_code"], options["all"], options["limit"]
        if bool(code) == everyone:
            raise CommandError("Give the ODS code of one trust, such as RGT, or --all.")
        if limit < 1:
            raise CommandError("--limit must be 1 or more.")
        national = options["method"] == "national"
        trusts = _everyone(national=national) if everyone else [_one(code)]
        try:
            found = (
                likeness_queries.national_neighbours(trusts, limit=limit)
                if national
                else likeness_queries.our_neighbours(trusts, limit=limit)
            )
        except NotInPeerFinder as error:
            raise CommandError(
                f"{error} is not among the trusts of the national method (2018/19). "
                "Use --method ours, or load the register with import_trusts."
            ) from error
        self._print(found, as_json=options["json"])

    def _print(self, found: dict[str, list[Neighbour]], *, as_json: bool) -> None:
        if as_json:
            answer = {code: [_shown(one) for one in near] for code, near in found.items()}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for code, near in found.items():
            self.stdout.write(f"{code}:" if near else f"{code}: too little is known to compare it")
            for one in near:
                self.stdout.write(f"  {one.distance:6.3f}  {one.ods_code}  {one.name}")
                for word, reasons in (("like", one.closest_on), ("unlike", one.differs_on)):
                    if reasons:
                        self.stdout.write(f"          {word}: {'; '.join(reasons)}")


def _shown(one: Neighbour) -> dict[str, object]:
    return {
        "ods_code": one.ods_code,
        "name": one.name,
        "distance": round(one.distance, 6),
        "closest_on": list(one.closest_on),
        "differs_on": list(one.differs_on),
    }


def _one(code: str) -> Trust:
    try:
        return trust_queries.trust_of_code(code)
    except trust_queries.NoSuchTrust as error:
        raise CommandError(str(error)) from error


def _everyone(*, national: bool) -> list[Trust]:
    trusts = Trust.objects.real().order_by("ods_code")
    if not trusts.exists():
        raise CommandError(trust_queries.EMPTY)
    if not national:
        return list(trusts.open())
    found = list(trusts.filter(ods_code__in=likeness_queries.codes_in_peer_finder()))
    if not found:
        raise CommandError("The register holds no variables of 2018/19. Run import_trusts first.")
    return found
