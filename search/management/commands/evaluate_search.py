"""Measure the ranking on a judged collection in BEIR layout."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines import NoSuchEngine, get_engine
from search.evaluation import BadCollection, evaluate, read_collection


class Command(BaseCommand):
    help = "Measure the ranking on a collection: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--engine", default="", help="database (the site's by default)")
        parser.add_argument("--split", default="test", help="test by default")
        parser.add_argument("--json", action="store_true", help="one line of JSON and no more")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            engine = get_engine(options["engine"])
            collection = read_collection(options["folder"], options["split"])
            found = evaluate(collection, engine).as_dict(engine.name)
        except (NoSuchEngine, BadCollection) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            for name, value in found.items():
                self.stdout.write(f"{name:12} {value}")
