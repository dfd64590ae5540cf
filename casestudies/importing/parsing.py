"""From a line of the file to a record in our terms. Looks nothing up: the file alone is judged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from casestudies.importing import mapping, schema
from casestudies.importing.schema import Nested
from casestudies.importing.values import Reader
from portal.text.normalising import clean, clean_value

NAMESPACE = uuid5(NAMESPACE_URL, "exemplar:case-study-lines")
LONGEST_LINE = 1_000_000


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
    found: list[Problem] = field(default_factory=list)

    def add(self, key: str, what: str) -> None:
        self.found.append(Problem(self.line, key, what))

    def read(self, key: str, reader: Reader, value: Any) -> Any:
        """The value as read, or None with the fault noted."""
        try:
            return reader(value)
        except (ValueError, TypeError) as fault:
            self.add(key, str(fault))
            return None


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
        parsed.append(Parsed(record, tuple(faults.found)))
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
    for key in data:
        if key not in schema.ALL_KEYS:
            faults.add(key, "is not a key of a case study; take it out (--schema lists them)")
    # A null or an empty text says that something is not known: so does leaving it out.
    data = {key: value for key, value in data.items() if value is not None and value != ""}
    rest = _values(data, schema.REST, faults)
    _check_required(data, faults)
    page = _values(data, schema.PAGE, faults)
    if "year" in rest:
        page["source_year"] = rest["year"]
    if "text_basis" in rest:
        page["source_note"] = rest["text_basis"]
    if "licence" in rest:
        page["licence"], page["licence_note"] = mapping.licence_of(rest["licence"])
    name = rest.get("id") or ""
    lines = {
        key: _list(data.get(key), part, key, faults, of=name) for key, part in schema.LINES.items()
    }
    return Record(
        line=faults.line,
        id=name,
        ods_code=rest.get("ods_code") or "",
        slug=rest.get("slug") or "",
        areas=_areas(rest, faults),
        signpost=rest.get("signpost"),
        page=page,
        lines=lines,
        evidence=_evidence(data.get("evidence"), faults),
        adoptions=_list(data.get("adoptions"), schema.ADOPTION, "adoptions", faults, of=name),
        payback_months=rest.get("payback_months"),
    )


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


def _values(data: dict[str, Any], keys: dict[str, Reader], faults: Faults) -> dict[str, Any]:
    found = {
        key: faults.read(key, reader, data[key]) for key, reader in keys.items() if key in data
    }
    return {key: value for key, value in found.items() if value is not None}


def _check_required(data: dict[str, Any], faults: Faults) -> None:
    if not data.get("id"):
        faults.add("id", "is missing: give each record an id that stays the same")
    if not (data.get("title") or data.get("summary")):
        faults.add("title", "is missing: give a title or a summary")
    if not (data.get("organisation") or data.get("ods_code")):
        faults.add("organisation", "is missing: give an organisation or an ODS code")


def _areas(rest: dict[str, Any], faults: Faults) -> tuple[str, ...]:
    from_topics, unknown = mapping.areas_of(rest.get("topics") or [])
    for word in unknown:
        faults.add("topics", f"“{word}” is not mapped to an area; give areas by their slug instead")
    return tuple(rest.get("areas") or from_topics)


def _evidence(value: Any, faults: Faults) -> dict[str, Any] | None:
    if value is None:
        return None
    read = _nested(value, Nested(schema.EVIDENCE, ("grade", "reason")), "evidence", faults)
    if read and read.get("direction") and not read.get("direction_reason", "").strip():
        faults.add("evidence.direction_reason", "say why it points this way, for readers")
    return read


def _list(value: Any, part: Nested, key: str, faults: Faults, *, of: str) -> list[dict[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list):
        faults.add(key, "give a list in square brackets")
        return []
    found = []
    for place, item in enumerate(value):
        at = f"{key}[{place}]"
        read = _nested(item, part, at, faults, of=of)
        if read is None:
            continue
        if "uuid" in part.keys:
            read["uuid"] = _uuid(read.get("uuid"), at, faults, name=f"{of}/{at}")
        found.append(read)
    names = [item["uuid"] for item in found if "uuid" in item]
    if len(set(names)) < len(names):
        faults.add(key, "two lines have the same uuid: give each its own, or none")
    return found


def _nested(
    value: Any, part: Nested, at: str, faults: Faults, *, of: str = ""
) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        faults.add(at, "give an object in curly brackets")
        return None
    for key in value:
        if key not in part.keys and key not in part.inside:
            faults.add(f"{at}.{key}", "is not a key here; take it out (--schema lists them)")
    given = {key: item for key, item in value.items() if item is not None and item != ""}
    read: dict[str, Any] = {
        key: faults.read(f"{at}.{key}", reader, given[key])
        for key, reader in part.keys.items()
        if key in given
    }
    for key in part.required:
        if key not in given:
            faults.add(f"{at}.{key}", "is missing")
    for key in part.inside:
        if key in given:
            reader = ADOPTER if part is schema.ADOPTION else INSIDE
            read[key] = reader[key](given[key], f"{at}.{key}", faults, of)
    return read


def _sign_off(value: Any, at: str, faults: Faults, of: str) -> dict[str, Any] | None:
    required = ("level", "name", "role", "date")
    read = _nested(value, Nested(schema.SIGN_OFF, ("level",)), at, faults)
    if read and read.get("level") == "estimated":
        return None
    for key in required[1:]:
        if read is not None and key not in read:
            faults.add(f"{at}.{key}", "is missing: a signature needs a name, a role and a date")
    return read


def _adopter_sign_off(value: Any, at: str, faults: Faults, of: str) -> dict[str, Any] | None:
    part = Nested(schema.ADOPTER_SIGN_OFF, tuple(schema.ADOPTER_SIGN_OFF))
    return _nested(value, part, at, faults)


def _inside_list(part: Nested) -> Callable[..., list[dict[str, Any]]]:
    def read(value: Any, at: str, faults: Faults, of: str) -> list[dict[str, Any]]:
        return _list(value, Nested(part.keys, part.required), at, faults, of=of)

    return read


INSIDE: dict[str, Callable[..., Any]] = {
    "sign_off": _sign_off,
    "measures": _inside_list(schema.MEASURES),
    "savings": _inside_list(schema.SAVINGS),
}
ADOPTER = {**INSIDE, "sign_off": _adopter_sign_off}


def _uuid(given: Any, at: str, faults: Faults, *, name: str) -> UUID:
    """The line's own UUID, or one made from the record's id and the line's place."""
    if given:
        try:
            return UUID(given)
        except ValueError:
            faults.add(f"{at}.uuid", "is not a UUID; leave it out to have one made")
    return uuid5(NAMESPACE, name)
