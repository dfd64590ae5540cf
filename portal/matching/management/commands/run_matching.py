"""`run_matching PROGRAMME [--dry-run] [--trial N] [--seed N] --json`: one allocation round."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portal.matching.models import Programme
from portal.matching.rounds import inputs, storing, trial
from portal.matching.rounds import services as round_services
from portal.matching.rounds.inputs import Gathered
from portal.matching.rounds.results import compute
from portal.matching.rounds.values import digest

NO_PROGRAMMES = "None has been loaded. Run: uv run manage.py setup"


class Command(BaseCommand):
    help = (
        "Allocates one round of a programme: pairs, who gets nobody and why, and the proof that "
        "no pair would rather have each other. The run is kept as a draft that a programme "
        "manager looks at and sends; nothing is sent from here."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("programme", metavar="PROGRAMME", help="its slug")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument(
            "--trial", type=int, metavar="N", help="on N generated requests, which are never sent"
        )
        parser.add_argument("--seed", type=int, default=1, help="of the generated requests")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = _programme(options["programme"])
        try:
            answer = _dry(programme, options) if options["dry_run"] else _kept(programme, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except ValueError as error:
            raise CommandError(f"The weights of the programme cannot be used. {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self._print(answer)

    def _print(self, answer: dict[str, Any]) -> None:
        for pair in answer["pairs"]:
            self.stdout.write(
                f"{pair['trust']} ({pair['area']}) with {pair['exemplar']} ({pair['offer_area']}): "
                f"choice {pair['choice']} of {pair['choices']}, score {pair['score']:.3f}, "
                f"priority {pair['priority']:.3f}"
            )
        for one in answer["unmatched"]:
            self.stdout.write(f"{one['trust']} ({one['area']}) with nobody: {one['reason']}")
        proof = len(answer["blocking_pairs"])
        self.stdout.write(
            f"{len(answer['pairs'])} pairs, {len(answer['unmatched'])} with nobody, "
            f"{proof or 'no'} blocking pair{'s' * (proof > 1)}, {answer['seconds']:.2f} s"
        )


def _dry(programme: Programme, options: dict[str, Any]) -> dict[str, Any]:
    gathered = _gathered(programme, options)
    result = storing.as_json(compute(gathered.inputs), gathered.inputs, gathered.scores)
    return _answer(programme, result, digest(gathered.inputs), run=None, trial=options["trial"])


def _gathered(programme: Programme, options: dict[str, Any]) -> Gathered:
    if options["trial"] is not None:
        return trial.gather(programme=programme, requests=options["trial"], seed=options["seed"])
    return inputs.gather(programme, closes_on=round_services.closing_day(programme))


def _kept(programme: Programme, options: dict[str, Any]) -> dict[str, Any]:
    if options["trial"] is not None:
        run = trial.run(
            programme=programme, by=None, requests=options["trial"], seed=options["seed"]
        )
    else:
        run = round_services.run(programme=programme, by=None)
    return _answer(programme, run.result, run.inputs_hash, run=run.pk, trial=options["trial"])


def _answer(
    programme: Programme, result: dict[str, Any], inputs_hash: str, *, run: int | None, trial: Any
) -> dict[str, Any]:
    return {
        "programme": programme.slug,
        "run": run,
        "dry_run": run is None,
        "trial": trial is not None,
        "inputs_hash": inputs_hash,
        "pairs": result["pairs"],
        "unmatched": result["unmatched"],
        "blocking_pairs": result["blocking_pairs"],
        "held_back": result["held_back"],
        "max_fit": result["max_fit"],
        "seconds": result["seconds"],
    }


def _programme(slug: str) -> Programme:
    programme = Programme.objects.filter(slug=slug.strip().lower()).first()
    if programme is None:
        known = ", ".join(Programme.objects.order_by("slug").values_list("slug", flat=True))
        there = (
            f"There are: {known}." if known else "None has been loaded. Run: uv run manage.py setup"
        )
        raise CommandError(f"No programme has the slug '{slug}'. {there}")
    return programme
