"""How well the search ranks on the public collections, by the site's own command."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.benchmarks.figures.rows import NotMeasurable, Number, Row, row_of
from tests.benchmarks.figures.sites import Sites, run

FAMILY = "ranking"
FOLDER = "EXEMPLAR_DATA_DIR"
COLLECTIONS = ("cranfield", "cisi")


def measure(root: Path, sites: Sites) -> list[Row]:
    """`evaluate_search` on each collection below the folder that the environment names."""
    return [row_of(FAMILY, name, _scores, root, sites, name) for name in COLLECTIONS]


def _scores(root: Path, sites: Sites, name: str) -> dict[str, Number]:
    if not os.environ.get(FOLDER):
        raise NotMeasurable(f"{FOLDER} is not set: it is the folder with retrieval/{name} in it")
    collection = Path(os.environ[FOLDER]) / "retrieval" / name
    if not collection.is_dir():
        raise NotMeasurable(f"there is no retrieval/{name} in the folder that {FOLDER} names")
    with sites.empty.copied() as data:
        printed = run(root, ["manage.py", "evaluate_search", str(collection), "--json"], data)
    scores = json.loads(printed)
    return {key: value for key, value in scores.items() if isinstance(value, (int, float))}
