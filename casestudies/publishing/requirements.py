"""The publish gate: what a record needs before anyone is asked to read it.

Pure: the rules, which stand with each field in `casestudies.schema`, look at `Facts`, taken from a
page, a revision or a form, and at nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, make_dataclass
from typing import TYPE_CHECKING, Any, get_origin
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags

from casestudies.savings.questions import FigureQuestion, open_questions_of
from casestudies.schema import CaseStudy, Group, Requirement, column_of, fields_of, part_in

GROUPS = tuple(str(group) for group in Group if group is not Group.FILE)
NUMBERS = str(Group.NUMBERS)


def _kind_of(name: str) -> type:
    """What is known of a field: its text, how many it has, or whether there is something."""
    annotation = CaseStudy.model_fields[name].annotation
    if get_origin(annotation) is list:
        return int
    return str if annotation is str else bool


# What is looked at: each field that publishing asks for, and whether it is a signpost at all. The
# trust comes from the shelf, not from the record.
KINDS = {
    name: _kind_of(name)
    for name, uses in fields_of(CaseStudy).items()
    if (uses.publishing and name != "ods_code") or name == "signpost"
}
# Areas and kinds of lines are rows of their own.
ROWS = {name for name in KINDS if name == "areas" or part_in(CaseStudy, name)}

if TYPE_CHECKING:

    class Facts:
        """What the gate looks at, an attribute for each field."""

        def __init__(self, **known: Any) -> None: ...

        def __getattr__(self, name: str) -> Any: ...

else:
    Facts = make_dataclass(
        "Facts",
        [
            ("has_trust", bool, False),
            ("questions", tuple[FigureQuestion, ...], ()),
            *((name, kind, kind()) for name, kind in KINDS.items()),
        ],
        frozen=True,
    )


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: where, in what words, and what it would do for a reader.

    `line` is the UUID of the saving that a question is about; None for a part of the record.
    """

    field: str
    label: str
    why: str
    group: str
    line: UUID | None = None


@dataclass(frozen=True)
class Rule:
    """A requirement of the schema at its field."""

    field: str
    group: str
    requirement: Requirement

    def applies(self, facts: Facts) -> bool:
        """Whether this record needs it."""
        return self.requirement.applies(facts)

    def met(self, facts: Facts) -> bool:
        """Whether the record has it."""
        met = self.requirement.met
        return bool(met(facts) if met else getattr(facts, self.field))


RULES = tuple(
    Rule(column_of(CaseStudy, name) or name, str(uses.group), requirement)
    for name, uses in fields_of(CaseStudy).items()
    for requirement in uses.publishing
)


def missing_from(facts: Facts) -> list[Missing]:
    """What these facts lack, in the order of the editor's tabs, then the questions left open."""
    gaps = [
        Missing(rule.field, rule.requirement.do, rule.requirement.why, rule.group)
        for rule in RULES
        if rule.applies(facts) and not rule.met(facts)
    ]
    return [*gaps, *(_open_question(one) for one in _questions_of(facts))]


def _questions_of(facts: Facts) -> tuple[FigureQuestion, ...]:
    """A signpost's figures are not ours to ask about."""
    return () if facts.signpost else facts.questions


def _open_question(one: FigureQuestion) -> Missing:
    return Missing("savings", one.text, one.why, NUMBERS, line=one.line)


def needed_of(facts: Facts) -> int:
    """How many things a record like this needs, to say how far a draft has come."""
    return sum(rule.applies(facts) for rule in RULES) + len(_questions_of(facts))


def missing(page: Any) -> list[Missing]:
    """What a case study page, or a draft of one, lacks for publishing."""
    return missing_from(facts_of(page))


def check(page: Any, *, questions: bool = True) -> None:
    """Raise ValidationError that names all that is missing, by field.

    Without `questions`, as for a record that was published before they were asked, what is open
    about its figures holds nothing up.
    """
    gaps = [gap for gap in missing(page) if questions or gap.line is None]
    if gaps:
        raise ValidationError(
            [f"{gap.label} ({gap.group.lower()})." for gap in gaps], code="not_ready"
        )


def facts_of(page: Any) -> Facts:
    """The facts of a page as it stands in memory, children that are not saved included."""
    rows = {name: _here(getattr(page, name).all()) for name in ROWS}
    return Facts(
        has_trust=page.trust_id is not None,
        questions=open_questions_of(page),
        **rows,
        **_plain(lambda name: getattr(page, name)),
    )


def facts_of_values(
    values: dict[str, Any],
    *,
    lines: dict[str, list[dict[str, Any]]],
    has_trust: bool,
    questions: tuple[FigureQuestion, ...] = (),
) -> Facts:
    """The facts of a form: its cleaned values, the cleaned values of its lines, what is open."""
    rows = {name: _here(lines.get(name, values.get(name)) or ()) for name in ROWS}
    return Facts(has_trust=has_trust, questions=questions, **rows, **_plain(values.get))


def _here(rows: Iterable[Any]) -> int:
    """How many there are, without the contacts who have left."""
    return sum(
        not (row.get("left") if isinstance(row, dict) else getattr(row, "left", False))
        for row in rows
    )


def _plain(read: Callable[[str], Any]) -> dict[str, Any]:
    """The facts of the fields of the record itself."""
    return {name: _fact(kind, read(name)) for name, kind in KINDS.items() if name not in ROWS}


def _fact(kind: type, value: Any) -> Any:
    if kind is str:
        return strip_tags(str(value or "")).strip()
    return len(value or ()) if kind is int else bool(value)


def by_group(gaps: Iterable[Missing]) -> dict[str, list[Missing]]:
    """The gaps by the editor's tabs, without the tabs that have none."""
    gaps = list(gaps)
    gaps_by_group = {group: [gap for gap in gaps if gap.group == group] for group in GROUPS}
    return {group: gaps_by_group[group] for group in GROUPS if gaps_by_group[group]}
