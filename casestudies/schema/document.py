"""The table of a case study's fields for the documentation, written from the schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

from casestudies.schema import values
from casestudies.schema.case_study import CaseStudy
from casestudies.schema.describing import (
    Group,
    Part,
    Uses,
    choices_of,
    fields_of,
    help_of,
    is_rich,
    label_of,
    longest_of,
    part_in,
    parts_of,
    public_name,
)
from casestudies.schema.lines import Picture
from casestudies.schema.values import ReadBy, Text

PATH = Path("portal/docs/case-study-fields.md")
INTRODUCTION = """# The fields of a case study

Written by `uv run manage.py describe_fields --write` from `casestudies/schema`, where each field
stands once: do not edit it here. A test fails while this page and the schema differ.

- **Key**: its name in a file for `import_casestudies`. *Required* keys may not be left out; a null
  or an empty text says that something is not known. A record needs a title or a summary, and an
  organisation or an ODS code.
- **Publishing asks**: what a case study, or a signpost to one elsewhere, needs to be published.
- **Search**: the text of the search document that holds it, heaviest first: title, result,
  context, body, blueprint.
- **Filter**: the parameter of the search that takes its values, or what is worked out from them.
- **API**: its name in the record of `/api/v1/case-studies/<id>/`, and the object that holds it.
- **Versions**: it is in the editor, and so in the comparison of two versions.
- **Side by side**: its row where up to four case studies are compared.
- **Short form**: how the short form asks for it.
"""
HEAD = (
    "Key", "What it is", "What it takes", "Publishing asks", "Search", "Filter", "API", "Versions",
    "Side by side", "Short form",
)  # fmt: skip


def field_document() -> str:
    """The whole page, in Markdown."""
    blocks = [INTRODUCTION]
    for group in Group:
        blocks.append(f"## {group}\n\n{_table(CaseStudy, group)}\n")
    parts: list[type[Part]] = [*parts_of(CaseStudy), Picture]
    for part in parts:
        name = _heading(part)
        said = " ".join((part.__doc__ or "").split())
        blocks.append(f"## {name}\n\n{said}\n\n{_fields(part, parts)}\n")
    return "\n".join(blocks)


def _fields(part: type[Part], parts: list[type[Part]]) -> str:
    """The table of a part; of one that another goes on from, how they differ."""
    for other in parts:
        if other is not part and issubclass(other, part):
            more = [name for name in other.model_fields if name not in part.model_fields]
            listed = ", ".join(f"`{name}`" for name in more)
            return f"The keys of `{other.__name__}`, without {listed}. It stands in an adoption."
    return _table(part)


def _heading(part: type[Part]) -> str:
    return f"{part.label}: `{part.__name__}`"


def _table(part: type[Part], group: Group | None = None) -> str:
    rows = [_row(part, name, uses) for name, uses in _of_group(part, group)]
    lines = [HEAD, ["---"] * len(HEAD), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _of_group(part: type[Part], group: Group | None) -> Iterator[tuple[str, Uses]]:
    return ((n, uses) for n, uses in fields_of(part).items() if uses.group == group)


def _cell(text: Any) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def _row(part: type[Part], name: str, uses: Uses) -> list[str]:
    key = f"`{name}`" if uses.in_file else f"`{name}` (not in a file)"
    public = public_name(part, name)
    inside = uses.public.inside if uses.public else ""
    about = ". ".join(one.rstrip(".") for one in (label_of(part, name), help_of(uses)) if one)
    return [
        f"{key}, required" if uses.required else key,
        about,
        _takes(part, name),
        "; ".join(one.do for one in uses.publishing),
        str(uses.search or ""),
        f"`{uses.facet}`" if uses.facet else "",
        f"`{inside}.{public}`" if inside else f"`{public}`" if public else "",
        "yes" if uses.row is not None else "",
        uses.side_by_side,
        uses.question.label if uses.question else "",
    ]


def _takes(part: type[Part], name: str) -> str:
    """The type of a field and its limits, in words."""
    annotation = part.model_fields[name].annotation
    inner = part_in(part, name)
    several = getattr(annotation, "__origin__", None) is list
    if inner is not None:
        return f"{'list of ' if several else ''}{inner.__name__}"
    choices = choices_of(part, name)
    if choices is not None:
        listed = ", ".join(f"`{value}`" for value in choices.values)
        return f"{'any' if several else 'one'} of {listed}"
    if is_rich(part, name):
        return "text, or simple HTML"
    marks = part.model_fields[name].metadata
    read = next((one.read for one in marks if isinstance(one, ReadBy)), None)
    if read is not None:
        return READ[read]
    if several:
        return f"list of {_text(_inner_longest(part, name))}"
    if annotation is str:
        return _text(longest_of(part, name))
    return "true or false" if annotation is bool else "a file of the site"


def _text(longest: int | None) -> str:
    return f"text of at most {longest:,} characters" if longest else "text"


def _inner_longest(part: type[Part], name: str) -> int | None:
    """How long each text of a list may be."""
    (inner,) = get_args(part.model_fields[name].annotation)
    return next((one.longest for one in inner.__metadata__ if isinstance(one, Text)), None)


# What the functions of ours read.
READ: dict[Callable[[Any], Any], str] = {
    values.financial_year: "financial year, such as 2023/24",
    values.line_uuid: "UUID; made where it is left out",
    values.month: "month or day, such as 2023-04",
    values.number: "number",
    values.ods_code: "ODS code of a trust",
    values.past: "month or day until today",
    values.pounds: "whole number from 0",
    values.series: "list of pairs of a month and a number",
    values.whole: "whole number from 0",
    values.year: f"year from {values.FIRST_YEAR}",
}
