"""The content of the demonstration, read once for the tests."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from portal.demo import __file__ as demo_file

CONTENT = Path(demo_file).parent / "content"
ROOT = CONTENT.parents[2]
AREAS = json.loads((ROOT / "casestudies" / "data" / "areas.json").read_text())
TRUSTS = json.loads((CONTENT / "trusts.json").read_text())


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def walk(nodes, top=None):
    for node in nodes:
        yield node, top or node["slug"]
        yield from walk(node.get("children", []), top or node["slug"])


CASE_FILES = sorted((CONTENT / "case_studies").glob("*.jsonl"))
CASES = [case for path in CASE_FILES for case in lines(path)]
SIGNPOSTS = lines(CONTENT / "signposts.jsonl")
QUERIES = lines(CONTENT / "queries.jsonl")
TOP_OF = {node["slug"]: top for node, top in walk(AREAS)}
CODES = {trust["ods_code"]: trust for trust in TRUSTS["trusts"]}
BY_ID = {case["id"]: case for case in CASES}


def month(text: str) -> date:
    return date.fromisoformat(text if len(text) == 10 else f"{text}-01")
