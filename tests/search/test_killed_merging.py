"""A process that is killed while tantivy merges parts of its index loses nothing."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from search.engines.contract import Position
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import IndexFolder, OpenIndex
from search.indexing.rows import Change
from tests.builders.search import make_row

pytestmark = [pytest.mark.full, pytest.mark.slow]

# More, and the largest part would be merged with none of the small ones; fewer take no time.
RECORDS = 6_000
ROUNDS = 8
# tantivy merges as many parts as this.
PARTS = 8
# Writes one change after the other, and tells each that is committed.
WRITE = """
import sys, time
from pathlib import Path
import django
django.setup()
from search.engines.embedded import index
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.index import IndexFolder
from search.engines.contract import Position
from search.indexing.rows import Change
from tests.builders.search import make_row
index.SMALL_INDEX = index.PATIENCE = 0
engine = EmbeddedEngine(IndexFolder(Path(sys.argv[1])))
number = engine.position().version
while True:
    with engine.writing() as is_ours:
        if is_ours:
            number += 1
            row = make_row("Share hoists", id=number)
            engine.write([Change(number, number, row)], Position(number, 0))
            print(number, engine.index().searcher.num_segments, flush=True)
    time.sleep(0.001)
"""


def test_a_process_that_is_killed_at_merging_loses_no_change(tmp_path):
    folder = IndexFolder(tmp_path / "index")
    engine = EmbeddedEngine(folder)
    rows = (make_row("Share wheelchairs", id=number) for number in range(1, RECORDS + 1))
    start = (Change(row.id, 0, row) for row in rows)
    engine.swap(engine.build(start, Position(0, 0)))
    killed_at_merging = 0

    for turn in range(ROUNDS):
        told = _write_until_killed_at_merging(folder, after=turn * 0.006)

        left = OpenIndex.open(folder.live())
        killed_at_merging += left.searcher.num_segments >= PARTS
        # What it committed last it may not have told yet.
        assert left.position in {Position(told, 0), Position(told + 1, 0)}
        assert left.searcher.doc_freq("spellings", "hoists") >= told
        assert EmbeddedEngine(folder).count() == RECORDS
        with EmbeddedEngine(folder).writing() as is_ours:
            assert is_ours

    assert killed_at_merging > 0


def _write_until_killed_at_merging(folder, *, after):
    """Kill a process so many seconds after it began to merge. Returns its last change."""
    command = [sys.executable, "-c", WRITE, str(folder.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        for line in other.stdout:
            if int(line.split()[1]) >= PARTS:
                break
        time.sleep(after)
        other.kill()
        rest = other.stdout.read()
    return int((rest.splitlines() or [line])[-1].split()[0])
