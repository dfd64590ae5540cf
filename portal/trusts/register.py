"""Commands of the register: load or update trusts and their figures, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from portal.trusts import ods_codes, register_csv, succession
from portal.trusts.models import Trust, TrustFigure, succession_links
from portal.trusts.register_csv import FIGURE_COLUMNS, TRUST_COLUMNS, FigureRow, RegisterError, Rows
from portal.trusts.signals import register_changed

DATA = Path(__file__).resolve().parent / "data"
SHIPPED = DATA / "trusts.csv"
SHIPPED_FIGURES = DATA / "trust_figures.csv"
SHIPPED_PEER_VARIABLES = DATA / "peer_variables_2018_19.csv"
PEER_YEAR = "2018/19"
PEER_SOURCE = "NHS Digital Trust Peer Finder, Appendix A, 24 December 2019"
INVENTED = "Invented for the demonstration"
FIGURE_FIELDS = ["value", "text", "source"]
BATCH = 500

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    created: int
    updated: int
    unchanged: int
    figures: int


def load(
    *,
    trusts: Path,
    figures: Iterable[Path] = (),
    progress: Progress | None = None,
) -> Loaded:
    """Load or update real trusts, and figures, from files. Raises `RegisterError` with all faults.

    A column that the file leaves out is left as it is; a blank cell means not known. Trusts and
    figures that the files do not name stay.
    """
    if trusts.resolve() == SHIPPED:
        return load_shipped(progress=progress, more_figures=figures)
    rows = register_csv.read(trusts, TRUST_COLUMNS, ("ods_code", "name"))
    return _load(rows, _figure_files(figures), illustrative=False, progress=progress)


def load_shipped(*, progress: Progress | None = None, more_figures: Iterable[Path] = ()) -> Loaded:
    """Load or update the register that comes with the portal, with all its figures."""
    peers = register_csv.figures_of_wide_file(
        SHIPPED_PEER_VARIABLES, year=PEER_YEAR, source=PEER_SOURCE
    )
    files = [
        *_figure_files([SHIPPED_FIGURES, *more_figures]),
        register_csv.from_mappings(SHIPPED_PEER_VARIABLES.name, peers, FIGURE_COLUMNS),
    ]
    rows = register_csv.read(SHIPPED, TRUST_COLUMNS, ("ods_code", "name"))
    return _load(rows, files, illustrative=False, progress=progress)


def load_illustrative(
    rows: Iterable[Mapping[str, object]],
    figures: Iterable[Mapping[str, object]] = (),
    *,
    progress: Progress | None = None,
) -> Loaded:
    """Load or update invented trusts (codes ZZ…) of the demo, under the same checks.

    `rows` have the columns of `trusts.csv`, `figures` those of `trust_figures.csv`; the source
    may be left out: it is that they are invented.
    """
    rows = [{"type_source": INVENTED, **row} for row in rows]
    figures = [{"source": INVENTED, **figure} for figure in figures]
    return _load(
        register_csv.from_mappings("illustrative trusts", rows, TRUST_COLUMNS),
        [register_csv.from_mappings("illustrative figures", figures, FIGURE_COLUMNS)],
        illustrative=True,
        progress=progress,
    )


def _figure_files(paths: Iterable[Path]) -> list[Rows]:
    return [register_csv.read(path, FIGURE_COLUMNS, FIGURE_COLUMNS) for path in paths]


def _load(
    rows: Rows, files: list[Rows], *, illustrative: bool, progress: Progress | None
) -> Loaded:
    existing = {trust.ods_code: trust for trust in Trust.objects.all()}
    trusts = _checked_trusts(rows, existing, illustrative=illustrative)
    codes = set(trusts) | {c for c, t in existing.items() if t.illustrative == illustrative}
    figures = _checked_figures(files, codes)
    problems = [*rows.problems, *(problem for file in files for problem in file.problems)]
    if problems:
        raise RegisterError(problems)
    with transaction.atomic():
        loaded, changed = _write_trusts(rows, trusts, existing)
        if progress:
            progress(f"{len(trusts)} trusts: {loaded.created} new, {loaded.updated} changed")
        _write_figures(figures)
        if progress and figures:
            progress(f"{len(figures)} figures")
        changed |= {figure.ods_code for figure in figures}
        register_changed.send(Trust, ods_codes=frozenset(changed))
    return Loaded(loaded.created, loaded.updated, loaded.unchanged, len(figures))


def _checked_trusts(
    rows: Rows, existing: Mapping[str, Trust], *, illustrative: bool
) -> dict[str, Trust]:
    trusts: dict[str, Trust] = {}
    lines: dict[str, int] = {}
    for line, cells in rows.lines:
        trust = register_csv.trust_from(
            cells, lambda message, line=line: rows.fault(line, message), illustrative=illustrative
        )
        if trust.ods_code in lines:
            rows.fault(line, f"{trust.ods_code} is on line {lines[trust.ods_code]} too. Keep one.")
        lines.setdefault(trust.ods_code, line)
        trusts[trust.ods_code] = trust
        before = existing.get(trust.ods_code)
        start = before.opened if before and "opened" not in cells else None
        if start and trust.closed and trust.closed < start:
            rows.fault(line, f"closed is before {start}, when it opened. Mend it.")
    _check_successors(rows, trusts, existing)
    return trusts


def _check_successors(
    rows: Rows, trusts: Mapping[str, Trust], existing: Mapping[str, Trust]
) -> None:
    """Every successor is known, and none leads back to the trust it succeeds."""
    known = trusts.keys() | existing.keys()
    links = _links_by_code(existing)
    named: dict[str, list[str]] = {}
    for line, cells in rows.lines:
        code = ods_codes.normalised(cells["ods_code"])
        named[code] = []
        for text in _successors(cells):
            successor = register_csv.code_from(
                "successors", text, lambda message, line=line: rows.fault(line, message)
            )
            if successor == code:
                rows.fault(line, f"successors names the trust itself ({code}). Remove it.")
            elif successor in known:
                named[code].append(successor)
            elif ods_codes.is_code(successor):
                rows.fault(line, f"successor {successor} is not in the register. Add its row.")
    if "successors" in rows.columns:
        links |= named
    for line, cells in rows.lines:
        if way := succession.circle_from(links, ods_codes.normalised(cells["ods_code"])):
            rows.fault(
                line,
                f"successors go round in a circle: {' → '.join(way)}. Remove one of them.",
            )


def _links_by_code(existing: Mapping[str, Trust]) -> dict[str, list[str]]:
    codes = {trust.pk: code for code, trust in existing.items()}
    return {
        codes[before]: [codes[after] for after in afters]
        for before, afters in succession_links().items()
    }


def _successors(cells: Mapping[str, str]) -> list[str]:
    """What the cell names, as it stands there."""
    return [text for text in cells.get("successors", "").split(";") if text.strip()]


def _checked_figures(files: list[Rows], codes: set[str]) -> list[FigureRow]:
    figures: dict[tuple[str, str, str], FigureRow] = {}
    for file in files:
        seen: dict[tuple[str, str, str], int] = {}
        for line, cells in file.lines:
            figure = register_csv.figure_from(
                cells, lambda message, file=file, line=line: file.fault(line, message)
            )
            if figure.ods_code not in codes:
                file.fault(line, f"{figure.ods_code} is not in the register. Import it first.")
            if figure.key in seen:
                file.fault(line, f"repeats line {seen[figure.key]}: same trust, year, measure.")
            seen.setdefault(figure.key, line)
            figures[figure.key] = figure
    return list(figures.values())


def _write_trusts(
    rows: Rows, trusts: Mapping[str, Trust], existing: Mapping[str, Trust]
) -> tuple[Loaded, set[str]]:
    fields = [column for column in rows.columns if column not in {"ods_code", "successors"}]
    created = {code for code in trusts if code not in existing}
    updated = {
        code
        for code, trust in trusts.items()
        if code in existing
        and any(getattr(trust, name) != getattr(existing[code], name) for name in fields)
    }
    Trust.objects.bulk_create(
        [trusts[code] for code in sorted(created | updated)],
        update_conflicts=True,
        unique_fields=["ods_code"],
        update_fields=fields,
        batch_size=BATCH,
    )
    relinked = _write_successors(rows) if "successors" in rows.columns else set()
    unchanged = len(trusts) - len(created) - len(updated)
    return Loaded(len(created), len(updated), unchanged, 0), created | updated | relinked


def _write_successors(rows: Rows) -> set[str]:
    """Bring the links of these trusts up to date. Returns the codes at both ends of each change."""
    ids = dict(Trust.objects.values_list("ods_code", "pk"))
    link = Trust.successors.through
    named = {
        ods_codes.normalised(cells["ods_code"]): {
            ods_codes.normalised(text) for text in _successors(cells)
        }
        for _, cells in rows.lines
    }
    held = link.objects.filter(from_trust_id__in=[ids[code] for code in named])
    before = set(held.values_list("from_trust__ods_code", "to_trust__ods_code"))
    after = {(code, successor) for code, afters in named.items() for successor in afters}
    gone = [(ids[code], ids[successor]) for code, successor in before - after]
    for from_id, to_id in gone:
        link.objects.filter(from_trust_id=from_id, to_trust_id=to_id).delete()
    link.objects.bulk_create(
        link(from_trust_id=ids[code], to_trust_id=ids[successor])
        for code, successor in sorted(after - before)
    )
    return {code for pair in before ^ after for code in pair}


def _write_figures(figures: Iterable[FigureRow]) -> None:
    ids = dict(Trust.objects.values_list("ods_code", "pk"))
    TrustFigure.objects.bulk_create(
        [
            TrustFigure(
                trust_id=ids[figure.ods_code],
                year=figure.year,
                measure=figure.measure,
                value=figure.value,
                text=figure.text,
                source=figure.source,
            )
            for figure in figures
        ],
        update_conflicts=True,
        unique_fields=["trust", "measure", "year"],
        update_fields=FIGURE_FIELDS,
        batch_size=BATCH,
    )
