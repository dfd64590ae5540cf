"""Measure the ranking on a judged collection in BEIR layout."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from search.engines.contract import NoSuchEngine
from search.evaluation import Ablation, BadCollection, Collection, ablate, evaluate, read_collection
from search.site_engine import Engine, get_engine

NO_TABLES = "The database has no tables yet. Run: uv run manage.py migrate"


class Command(BaseCommand):
    help = "Measure the ranking on a collection: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--engine", default="", help="database (the site's by default)")
        parser.add_argument("--split", default="test", help="test by default")
        parser.add_argument("--json", action="store_true", help="one line of JSON and no more")
        parser.add_argument(
            "--ablate",
            action="store_true",
            help="also measure what each part of the search gains, by a paired bootstrap",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            engine = get_engine(options["engine"])
            collection = read_collection(options["folder"], options["split"])
            found, parts = self._measured(collection, engine, ablates=options["ablate"])
        except (NoSuchEngine, BadCollection) as error:
            raise CommandError(str(error)) from error
        except ProgrammingError as error:
            raise CommandError(NO_TABLES) from error
        except OperationalError as error:
            if "no such table" in str(error):
                raise CommandError(NO_TABLES) from error
            raise
        if options["json"]:
            told = {"ablation": [part.as_dict() for part in parts]} if parts else {}
            self.stdout.write(json.dumps(found | told))
            return
        for name, value in found.items():
            self.stdout.write(f"{name:12} {value}")
        for part in parts:
            self.stdout.write(part.words)

    @staticmethod
    def _measured(
        collection: Collection, engine: Engine, *, ablates: bool
    ) -> tuple[dict[str, Any], list[Ablation]]:
        if not ablates:
            return evaluate(collection, engine).as_dict(engine.name), []
        scores, parts = ablate(collection, engine)
        return scores.as_dict(engine.name), parts
