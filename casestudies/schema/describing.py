"""How a field of a case study is described: what each part of the site does with it.

A part of a case study (`Part`) is a pydantic model. Beside the type of each field stands one
`Uses`, from which import, publishing, the editor, the short form, search, the API and the document
of the fields are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import chain
from typing import Any, ClassVar, Final, get_args

from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError

from casestudies.schema.values import OWN_WORDS, OneOf, ReadBy, Text, story

SAME_NAME: Final = "="
# Rules of ours that a file broke: the message is what to do.
OWN_RULE = "own_rule"


class Group(StrEnum):
    """The tabs of the editor, in their order; then what only a file holds."""

    IDENTITY = "Identity"
    CLASSIFY = "Classify"
    STORY = "Story"
    NUMBERS = "Numbers"
    COPYING = "Copying it"
    PEOPLE = "People"
    SIGNPOST = "Signpost"
    FILE = "Only in a file"


class SearchText(StrEnum):
    """The texts of a search document, heaviest first (`search.indexing.rows`)."""

    TITLE = "title"
    RESULT = "result"
    CONTEXT = "context"
    BODY = "body"
    BLUEPRINT = "blueprint"


@dataclass(frozen=True)
class Requirement:
    """What publishing asks of a field.

    `do` says what to do (no full stop), `why` what it does for a reader. `applies` tells whether
    these facts of a record need it; `met` whether they have it, None for anything in the field.
    """

    do: str
    why: str
    applies: Callable[[Any], bool]
    met: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class Question:
    """How the short form asks for a field, with an answer to follow and one to avoid."""

    label: str
    hint: str = ""
    good: str = ""
    poor: str = ""
    rows: int = 0
    # The first choice of a list, which chooses nothing.
    first: str = ""
    # Asked only where a document gave an answer: not one of the ten questions.
    longer: bool = False
    # Where it stands among the questions about a line, if not in the order of the schema.
    place: int = 0


@dataclass(frozen=True)
class Public:
    """How the API tells a field: its name and type there, and in which object of the record."""

    name: str = SAME_NAME
    type: Any = str
    description: str = ""
    inside: str = ""


@dataclass(frozen=True, kw_only=True)
class Uses:
    """What the site does with a field.

    `label` is its name in the page's words, by default that of the model's field; `help` stands
    beside it in the editor. `column` is the model's field, None where there is none of that kind.
    `in_file` is False for what a file may not set. `row` joins fields to one row of the editor;
    None keeps the field out of it, and so out of the comparison of two versions; `heading` stands
    above the row. `facet` is the filter of the search that takes its values. `looked_through` says
    that its words are searched for what may be a patient's.
    """

    label: str = ""
    help: str = ""
    group: Group | None = None
    column: str | None = SAME_NAME
    required: bool = False
    in_file: bool = True
    publishing: tuple[Requirement, ...] = ()
    question: Question | None = None
    search: SearchText | None = None
    facet: str = ""
    public: Public | None = None
    row: str | None = ""
    heading: str = ""
    side_by_side: str = ""
    looked_through: bool = False


class Part(BaseModel):
    """A case study, or a kind of line of one. Reads what a file gives, and names every fault."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

    # The Django model that keeps it, and what a line is called.
    model: ClassVar[str] = ""
    label: ClassVar[str] = ""
    group: ClassVar[Group | None] = None
    keys: ClassVar[frozenset[str]] = frozenset()
    keys_of_the_editor: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def faults_between(cls, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """The key and the fault of each rule between fields, whatever else is wrong."""
        yield from ()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        for field in cls.model_fields.values():
            uses = uses_of(field)
            if uses.group is None:
                uses = replace(uses, group=cls.group)
                field.metadata = [uses if isinstance(one, Uses) else one for one in field.metadata]
            if not uses.required:
                field.default = None
        cls.keys = frozenset(cls.model_fields)
        cls.keys_of_the_editor = frozenset(
            name for name, field in cls.model_fields.items() if not uses_of(field).in_file
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Built when first used: by then the models, which state the lengths, are there."""
        for name, field in cls.model_fields.items():
            field.metadata = [
                _with_limits(cls, name, one) if isinstance(one, Text) else one
                for one in field.metadata
            ]
        return handler(source)

    @model_validator(mode="wrap")
    @classmethod
    def _name_every_fault(cls, data: Any, handler: ModelWrapValidatorHandler[Part]) -> Part:
        """Leave out what is not known, and tell of the rules between fields with the rest.

        A null or an empty text says that something is not known: so does leaving it out.
        """
        if not isinstance(data, dict):
            return handler(data)
        given = {
            key: value
            for key, value in data.items()
            if (value is not None and value != "") or key not in cls.keys
        }
        details = [
            InitErrorDetails(
                type=PydanticCustomError(OWN_RULE, "{what}", {"what": what}), loc=(key,), input=None
            )
            for key, what in cls.faults_between(given)
        ]
        for key in sorted(cls.keys_of_the_editor & given.keys()):
            details.append(InitErrorDetails(type="extra_forbidden", loc=(key,), input=given[key]))
            del given[key]
        if not details:
            return handler(given)
        try:
            handler(given)
        except ValidationError as refusal:
            details += map(_again, refusal.errors(include_url=False))
        raise ValidationError.from_exception_data(cls.__name__, details)


def _again(error: Any) -> InitErrorDetails:
    kind: Any = error["type"]
    if kind in (OWN_RULE, OWN_WORDS):
        kind = PydanticCustomError(OWN_RULE, "{what}", {"what": error["msg"]})
    return InitErrorDetails(
        type=kind, loc=error["loc"], input=error["input"], ctx=error.get("ctx", {})
    )


def _with_limits(part: type[Part], name: str, text: Text) -> Text:
    shortest = 1 if fields_of(part)[name].required else 0
    return replace(text, longest=longest_of(part, name), shortest=shortest)


def uses_of(field: FieldInfo) -> Uses:
    """What is done with a field of a part."""
    return next(one for one in field.metadata if isinstance(one, Uses))


@cache
def fields_of(part: type[Part]) -> dict[str, Uses]:
    """Every field of a part, with what is done with it, in the editor's order."""
    return {name: uses_of(field) for name, field in part.model_fields.items()}


@cache
def column_of(part: type[Part], name: str) -> str:
    """The name of the model's field; blank where a field has none of its own."""
    column = fields_of(part)[name].column
    return name if column == SAME_NAME else column or ""


def django_field(part: type[Part], name: str) -> models.Field[Any, Any] | None:
    """The model's field that keeps a field of the schema; None where there is none."""
    column = column_of(part, name)
    if not part.model or not column:
        return None
    model = apps.get_model("casestudies", part.model, require_ready=False)
    field: models.Field[Any, Any] = model._meta.get_field(column)
    return field


def longest_of(part: type[Part], name: str) -> int | None:
    """How many characters a text may have: what the schema says, else what its column takes.

    None for a text of any length, and for what is no text.
    """
    for one in part.model_fields[name].metadata:
        if isinstance(one, Text):
            column = django_field(part, name) if one.longest is None else None
            return one.longest if column is None else getattr(column, "max_length", None)
    return None


def label_of(part: type[Part], name: str) -> str:
    """The name of a field in the page's words."""
    stated = fields_of(part)[name].label
    if stated:
        return stated
    column = django_field(part, name)
    return capfirst(str(column.verbose_name) if column is not None else name)


def help_of(uses: Uses) -> str:
    """What stands beside a field in the editor: by default the hint of the short form."""
    question = uses.question
    if uses.help or question is None or question.longer:
        return uses.help
    examples = (("Good", question.good), ("Poor", question.poor))
    told = [f"{kind}: “{one}”{'' if one.endswith('.') else '.'}" for kind, one in examples if one]
    return " ".join([question.hint, *told]).strip()


def public_name(part: type[Part], name: str) -> str:
    """What the API calls a field; blank for one that it does not tell."""
    public = fields_of(part)[name].public
    if public is None:
        return ""
    return name if public.name == SAME_NAME else public.name


@cache
def choices_of(part: type[Part], name: str) -> type[models.TextChoices] | None:
    """The set from which a field, or each value of its list, is chosen; None for free values."""
    field = part.model_fields[name]
    inside = (getattr(one, "__metadata__", ()) for one in get_args(field.annotation))
    marks = (*field.metadata, *chain.from_iterable(inside))
    sets = [one.choices for one in marks if isinstance(one, OneOf)]
    return sets[0] if sets else None


@cache
def is_rich(part: type[Part], name: str) -> bool:
    """True for text with mark-up."""
    marks = part.model_fields[name].metadata
    return any(isinstance(one, ReadBy) and one.read is story for one in marks)


@cache
def part_in(part: type[Part], name: str) -> type[Part] | None:
    """The part that a field holds, or a list of which; None for a field of plain values."""
    annotation = part.model_fields[name].annotation
    for one in (annotation, *get_args(annotation)):
        if isinstance(one, type) and issubclass(one, Part):
            return one
    return None


def parts_of(part: type[Part]) -> list[type[Part]]:
    """The parts inside a part that a file may give, and theirs, each once."""
    parts: dict[type[Part], None] = {}
    for name, uses in fields_of(part).items():
        inner = part_in(part, name)
        if inner is not None and uses.in_file:
            parts |= dict.fromkeys([inner, *parts_of(inner)])
    return list(parts)
