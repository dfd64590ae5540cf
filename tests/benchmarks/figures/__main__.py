"""`uv run python -m tests.benchmarks.figures [--only code,pages] [--json FILE]`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import django

from tests.benchmarks.figures import code, loops, pages, ranking, search_times, type_errors
from tests.benchmarks.figures.rows import Row, as_dict, as_table
from tests.benchmarks.figures.sites import temporary_sites

ROOT = Path(__file__).resolve().parents[3]
FAMILIES = ("code", "types", "pages", "import", "ranking", "search", "loops")
SIZES = [1_000, 10_000]
TRUST = (
    "Times are of the processor unless they say wall: other work on the machine lengthens the "
    "clock's far more."
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the chosen families, and print them."""
    chosen = _parser().parse_args(arguments)
    about, rows = about_this_run(ROOT), []
    with temporary_sites(ROOT) as sites:
        works: dict[str, Callable[[], list[Row]]] = {
            "code": lambda: code.measure(ROOT),
            "types": lambda: type_errors.measure(ROOT),
            "pages": lambda: pages.measure(ROOT, sites),
            "import": lambda: pages.measure_imports(ROOT, sites),
            "ranking": lambda: ranking.measure(ROOT, sites),
            "search": lambda: search_times.measure(ROOT, sites, _sizes(chosen)),
            "loops": lambda: loops.measure(ROOT, runs=chosen.loops, given=chosen.loops_from),
        }
        for family in FAMILIES:
            if family in chosen.only:
                sys.stderr.write(f"{family} ...\n")
                rows += works[family]()
    as_json = json.dumps(as_dict(about, rows), indent=2)
    sys.stdout.write(as_table(about, rows) + "\n")
    if chosen.json:
        chosen.json.write_text(as_json + "\n")
    else:
        sys.stdout.write(f"\n{as_json}\n")


def about_this_run(root: Path) -> dict[str, Any]:
    """When, where and of what: figures mean nothing without it."""
    return {
        "date": datetime.now().astimezone().isoformat(timespec="seconds"),
        "commit": _git(root, "rev-parse", "--short", "HEAD") or "not in git",
        "changed files": len(_git(root, "status", "--porcelain", "-uno").splitlines()),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "django": django.get_version(),
        "database": "SQLite",
        "note": TRUST,
    }


def _git(root: Path, *arguments: str) -> str:
    process = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    return process.stdout.strip()


def _sizes(chosen: argparse.Namespace) -> list[int]:
    return [size for size in chosen.sizes if not chosen.quick or size < max(SIZES)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.figures", description=__doc__)
    parser.add_argument(
        "--only", type=_families, default=list(FAMILIES), help="These families, by commas."
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="Where the JSON goes.")
    parser.add_argument("--sizes", type=_numbers, default=SIZES, help="Records to search among.")
    parser.add_argument("--quick", action="store_true", help="Leave the largest size out.")
    parser.add_argument("--loops", action="store_true", help="Run both loops: it takes an hour.")
    parser.add_argument(
        "--loops-from", type=Path, metavar="FILE", help="Figures of loops that were run before."
    )
    return parser


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _families(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(FAMILIES):
        raise argparse.ArgumentTypeError(
            f"There is no family {', '.join(sorted(unknown))}. Choose from: {', '.join(FAMILIES)}."
        )
    return names


if __name__ == "__main__":
    main()
