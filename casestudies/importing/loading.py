"""A file of case studies into the site: staged unseen, then made visible all at once.

An import of thousands of records takes minutes. In one transaction, everybody else who writes
waits for it: on SQLite all of them, on PostgreSQL those whose change is to be found by search. So
it goes in three steps, and each is a row of short transactions between which others have their
turn:

1. **Staging.** New records become pages that are not live, with all their lines, signatures and
   adoptions, and with their search entries worked out. `ImportedRecord.is_shown` says that they
   belong to an import: no list of drafts has them, and nobody can change them. An update of a
   record that is there is only checked: its page, its versions, its figures stay as they are.
2. **Showing.** One transaction of a few statements makes every new page live, adds them all to
   search, and moves the run on. It is the one moment at which anything becomes visible. Writing
   pages here, as publishing does, would take a second for each twenty.
3. **Updating.** Known records that the file changes get their new version, each whole, in its own
   moment. That cannot be one short step: the live lines of a page are rows of ten tables. It
   begins only when the whole file is in, and goes on until it is done, whoever does it.

An import that ends in between, even by `kill -9`, leaves nothing visible in step 1, and nothing
lost in steps 2 and 3: the next import of the same file goes on where it ended; one of another file
first takes away what was staged, or finishes the updates. Only one import is under way at a time
(`runs`). A record that is the same as at its last import, and that nobody changed since, is left
alone, so that loading a file again costs next to nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from casestudies.importing import runs, showing
from casestudies.importing.building import Built, Register, build, refer
from casestudies.importing.parsing import ImportProblems, Problem, parse_file
from casestudies.importing.runs import State
from casestudies.importing.steps import Import, Loaded, Progress, UpdatesFailed
from casestudies.models import ImportRun
from portal.accounts.models import User

logger = logging.getLogger(__name__)


def load(
    path: Path | str,
    *,
    publish: bool = True,
    by: User | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    pause: float = 0,
) -> Loaded:
    """Load a file of case studies, all or nothing; safe to run again. See above for how.

    `pause` is how many seconds to leave to others after each batch. Raises ImportProblems that
    names every fault of every line, before anything is written, OSError where the file cannot be
    read, ImportUnderWay beside another import, and UpdatesFailed. Nobody is told by notice: the
    file holds the past.
    """
    path = Path(path)
    built = read(path)
    if dry_run:
        return Import(built, publish=publish, by=by, progress=progress, pause=pause).trial()
    run = _run_of(path.read_text("utf-8"), path.name, built, publish=publish, by=by)
    try:
        return carry_out(run, built, progress=progress, pause=pause)
    except runs.ImportUnderWay:
        # Another began at the same moment, and this one will not be gone on with.
        ImportRun.objects.filter(pk=run.pk, state=State.WAITING).delete()
        raise


def go_on(run: ImportRun, *, progress: Progress | None = None, pause: float = 0) -> Loaded:
    """Do a run that waits, or that ended in the middle. Raises as `load`; a file with faults, as
    the site may have changed since it was read, makes the run fail.
    """
    try:
        built = _read_again(run.content)
    except ImportProblems as refusal:
        with runs.turn(run):
            showing.take_away(run)
            runs.finish(run, State.FAILED, faults=[str(one) for one in refusal.problems])
        raise
    if run.state == State.WAITING:
        _make_room(runs.under_way())
    return carry_out(run, built, progress=progress, pause=pause)


def carry_out(
    run: ImportRun, built: Sequence[Built], *, progress: Progress | None = None, pause: float = 0
) -> Loaded:
    """All steps of a run that are left. Raises ImportUnderWay, UpdatesFailed, and whatever made
    staging fail: then nothing of it is left.
    """
    with runs.turn(run) as mine:
        work = Import(
            built, publish=mine.publish, by=mine.by, progress=progress, pause=pause, run=mine
        )
        return work.carry_out()


def read(path: Path) -> list[Built]:
    """The records of a file. Raises ImportProblems with every fault of every line, those that the
    file alone shows and those that only the register or the models can see.
    """
    register = Register.read()
    built: list[Built] = []
    problems: list[Problem] = []
    for line in parse_file(path):
        problems += line.problems
        if line.record is None:
            continue
        if line.problems:
            # What could not be read is missing from it: the models would complain of that again.
            problems += refer(line.record, register)[1]
        else:
            one, faults = build(line.record, register)
            built.append(one)
            problems += faults
    if problems:
        raise ImportProblems(problems)
    return built


def _read_again(content: str) -> list[Built]:
    with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8", newline="") as file:
        file.write(content)
        file.flush()
        return read(Path(file.name))


def _run_of(
    content: str, file_name: str, built: Sequence[Built], *, publish: bool, by: User | None
) -> ImportRun:
    """The run of this file that ended in the middle, or a new one."""
    held = runs.under_way()
    if held is not None and (held.digest, held.publish) == (runs.digest_of(content), publish):
        return held
    _make_room(held)
    return runs.new(content, file_name=file_name, total=len(built), publish=publish, by=by)


def _make_room(held: ImportRun | None) -> None:
    """See to what an import left behind that ended in the middle, before another begins."""
    if held is None:
        return
    if runs.is_alive(held):
        raise runs.ImportUnderWay(held)
    if held.state == State.PUBLISHING:
        # Everybody sees a part of it: there is no way but on.
        try:
            go_on(held)
        except (UpdatesFailed, ImportProblems):
            logger.exception("The import %s was finished with faults.", held.pk)
        return
    with runs.turn(held):
        showing.take_away(held)
        what = "It ended before all was written, and another file was imported after it."
        runs.finish(held, State.FAILED, faults=[what])
