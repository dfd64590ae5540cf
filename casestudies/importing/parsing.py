"""From a line of the file to a record in our terms. Looks nothing up: the file alone is judged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from uuid import NAMESPACE_URL, uuid5

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from casestudies.importing import mapping
from casestudies.importing.fields import LISTS_OF_LINES, NAMED_LINES, PAGE_COLUMNS
from casestudies.schema import CaseStudy
from casestudies.schema.faults import faults_of
from portal.text.normalising import clean, clean_value

NAMESPACE = uuid5(NAMESPACE_URL, "exemplar:case-study-lines")
LONGEST_LINE = 1_000_000
# Built here, once: the models, which state the lengths, are there by now.
CaseStudy.model_rebuild(force=True)
# What says which record, trust and areas are meant: each read by itself where others have faults.
MEANING = ("id", "title", "summary", "source_url", "ods_code", "organisation", "areas", "topics")


def _reader(field: FieldInfo) -> TypeAdapter[Any]:
    annotated: Any = Annotated[(field.annotation, *field.metadata)]
    return TypeAdapter(annotated)


ALONE = {name: _reader(CaseStudy.model_fields[name]) for name in MEANING}


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, and what to do."""

    line: int
    key: str
    what: str

    def __str__(self) -> str:
        return f"Line {self.line}, {self.key}: {self.what}."


class ImportProblems(Exception):
    """The file cannot be loaded. `problems` lists every fault, in the order of the file."""

    def __init__(self, problems: list[Problem]):
        super().__init__(f"{len(problems)} faults")
        self.problems = problems


@dataclass(frozen=True)
class Record:
    """One case study of the file. `signpost` is None where the file leaves it to the gate."""

    line: int
    id: str
    ods_code: str
    slug: str
    areas: tuple[str, ...]
    signpost: bool | None
    page: dict[str, Any]
    lines: dict[str, list[dict[str, Any]]]
    evidence: dict[str, Any] | None
    adoptions: list[dict[str, Any]]
    payback_months: int | None = None


@dataclass
class Faults:
    """Collects the problems of one line."""

    line: int
    problems: list[Problem] = field(default_factory=list)

    def add(self, key: str, what: str) -> None:
        self.problems.append(Problem(self.line, key, what))


@dataclass(frozen=True)
class Parsed:
    """One line of the file: its record as far as it can be read, and what is wrong with it.

    Without faults there is a record, and it is whole.
    """

    record: Record | None
    problems: tuple[Problem, ...]


def parse_file(path: Path) -> list[Parsed]:
    """Every line of the file that is not blank. Raises OSError where it cannot be read."""
    parsed: list[Parsed] = []
    seen: dict[str, int] = {}
    works: dict[tuple[str, ...], int] = {}
    for number, raw in _lines(path):
        faults = Faults(number)
        record = _record(raw, faults)
        if record and record.id:
            if record.id in seen:
                what = f"“{record.id}” is already on line {seen[record.id]}: give it once"
                faults.add("id", what)
            seen.setdefault(record.id, number)
        work = _work(record) if record else None
        if work in works:
            what = f"is the same record as line {works[work]}, under another id: keep one"
            faults.add("source_url", what)
        if work:
            works.setdefault(work, number)
        parsed.append(Parsed(record, tuple(faults.problems)))
    return parsed


def _work(record: Record) -> tuple[str, ...] | None:
    """What makes two records of a source one: a page may tell of several, each by its own title.

    None for a record without a source.
    """
    source = record.page.get("source_url")
    told = record.page.get("title") or record.page.get("summary") or ""
    return (source, " ".join(told.casefold().split())) if source else None


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    for number, raw in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if raw.strip():
            yield number, raw


def _record(raw: bytes, faults: Faults) -> Record | None:
    data = _object(raw, faults)
    if data is None:
        return None
    try:
        values = CaseStudy.model_validate(data).model_dump(exclude_unset=True)
    except ValidationError as refusal:
        for key, what in faults_of(refusal):
            faults.add(key, what)
        values = _readable(data)
    name = values.get("id", "")
    for key in NAMED_LINES:
        _name_lines(values.get(key, ()), f"{name}/{key}")
    for place, adoption in enumerate(values.get("adoptions", ())):
        for key in NAMED_LINES:
            _name_lines(adoption.get(key, ()), f"{name}/adoptions[{place}].{key}")
    return Record(
        line=faults.line,
        id=name,
        ods_code=values.get("ods_code", ""),
        slug=values.get("slug", ""),
        areas=_areas(values, faults),
        signpost=values.get("signpost"),
        page=_page(values),
        lines={key: values.get(key, []) for key in LISTS_OF_LINES},
        evidence=values.get("evidence"),
        adoptions=values.get("adoptions", []),
        payback_months=values.get("payback_months"),
    )


def _page(values: dict[str, Any]) -> dict[str, Any]:
    """What a record gives of the page's own fields, by their columns."""
    page = {column: values[name] for name, column in PAGE_COLUMNS.items() if name in values}
    if "licence" in page:
        page["licence"], page["licence_note"] = mapping.licence_of(page["licence"])
    return page


def _readable(data: dict[str, Any]) -> dict[str, Any]:
    """What of a record with faults says which records, trusts and areas it means.

    With it the faults that only the register shows are told at once with the others.
    """
    values = {name: _read(name, data.get(name)) for name in ALONE}
    for name in ("partners", "adoptions"):
        items = data.get(name)
        values[name] = [
            {"ods_code": _read("ods_code", one.get("ods_code")) or ""}
            for one in (items if isinstance(items, list) else ())
            if isinstance(one, dict)
        ]
    return {name: value for name, value in values.items() if value is not None}


def _read(name: str, value: Any) -> Any:
    """One value of a record as its field reads it; None where it is not known or has a fault."""
    if value is None or value == "":
        return None
    try:
        return ALONE[name].validate_python(value)
    except ValidationError:
        return None


def _object(raw: bytes, faults: Faults) -> dict[str, Any] | None:
    if len(raw) > LONGEST_LINE:
        faults.add("line", "is longer than a million bytes: split the record")
        return None
    try:
        data = json.loads(
            raw.decode(), parse_constant=_no_constant, object_pairs_hook=_unrepeated(faults)
        )
    except UnicodeDecodeError:
        faults.add("line", "is not UTF-8: save the file as UTF-8")
    except (ValueError, RecursionError) as fault:
        faults.add("line", f"is not JSON: {fault}")
    else:
        if isinstance(data, dict):
            return dict(clean_value(data, _clean))
        faults.add("line", "must hold one object in curly brackets")
    return None


def _clean(text: str) -> str:
    """Through the gate, but for a null character: the reader of the key says what to do then."""
    return text if "\x00" in text else clean(text)


def _unrepeated(faults: Faults) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    """Builds each object, and notes a key given twice: JSON would keep the last in silence."""

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        counted = Counter(key for key, _ in pairs)
        for key in (key for key, number in counted.items() if number > 1):
            faults.add(key, f"is given {counted[key]} times in one object: keep one")
        return dict(pairs)

    return build


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _areas(values: dict[str, Any], faults: Faults) -> tuple[str, ...]:
    from_topics, unknown = mapping.areas_of(values.get("topics") or [])
    for word in unknown:
        faults.add("topics", f"“{word}” is not mapped to an area; give areas by their slug instead")
    return tuple(values.get("areas") or from_topics)


def _name_lines(lines: Iterable[dict[str, Any]], name: str) -> None:
    """Give each line of figures without a UUID one, made from the record and the line's place."""
    for place, line in enumerate(lines):
        line.setdefault("uuid", uuid5(NAMESPACE, f"{name}[{place}]"))
