"""From a record to unsaved model objects, with every value checked by the models themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from casestudies.adoptions.services import check_lasts, check_started
from casestudies.choices import SignOffLevel
from casestudies.importing.fields import LISTS_OF_LINES, PAGE_COLUMNS
from casestudies.importing.parsing import Problem, Record
from casestudies.models import AdoptionMeasure, AdoptionSaving, CaseStudyPage, EfficiencyArea
from casestudies.schema import AdopterSaving, Part, column_of
from casestudies.schema.publishing import LONGEST_TITLE
from portal.trusts import succession
from portal.trusts.former_trusts import TrustNames
from portal.trusts.models import Trust, succession_links

# The columns that a record sets on its page, with the note on a licence that its words give.
PAGE_FIELDS = (*PAGE_COLUMNS.values(), "licence_note")
MODELS: dict[str, type[models.Model]] = {
    name: CaseStudyPage._meta.get_field(name).related_model for name in LISTS_OF_LINES
}
# What stands with an adopter's saving in the file and is no column of it.
NOT_KEPT = {name for name in AdopterSaving.model_fields if not column_of(AdopterSaving, name)}


@dataclass(frozen=True)
class Built:
    """A record with what it refers to, ready to be written."""

    record: Record
    trust: Trust | None
    areas: list[EfficiencyArea]
    values: dict[str, Any]
    children: dict[str, list[Any]]
    adoptions: list[tuple[Trust, dict[str, Any]]]


@dataclass(frozen=True)
class Register:
    """The trusts and areas that records refer to, read once."""

    names: TrustNames
    areas: dict[str, EfficiencyArea]

    links: dict[int, set[int]]

    @classmethod
    def read(cls) -> Register:
        return cls(
            names=TrustNames.read(),
            areas={area.slug: area for area in EfficiencyArea.objects.all()},
            links=succession_links(),
        )

    def is_one_story(self, one: Trust, other: Trust) -> bool:
        """True for the same trust, and for two of which one came of the other."""
        return (
            one == other
            or other.pk in succession.everything_after(self.links, [one.pk])
            or one.pk in succession.everything_after(self.links, [other.pk])
        )


@dataclass(frozen=True)
class Referred:
    """What a record refers to; None for a trust that it does not name or nobody knows."""

    trust: Trust | None
    areas: list[EfficiencyArea]
    partners: list[Trust | None]
    adopters: list[Trust | None]


def refer(record: Record, register: Register) -> tuple[Referred, list[Problem]]:
    """The trusts and areas of a record, and every fault that only the register can see."""
    problems: list[Problem] = []

    def trust_of(code: str, key: str) -> Trust | None:
        trust = register.names.coded(code)
        if code and trust is None:
            what = f"“{code}” is not in the trust register; mend the code, or leave it out"
            problems.append(Problem(record.line, key, what))
        return trust

    trust = trust_of(record.ods_code, "ods_code")
    named, unclear = _named(record, register.names)
    if unclear and not record.ods_code:
        problems.append(Problem(record.line, "organisation", unclear))
    if trust is not None and named is not None and not register.is_one_story(trust, named):
        what = (
            f"“{record.ods_code}” is {trust.name}, but the organisation is {named.name} "
            f"({named.ods_code}); mend one of them"
        )
        problems.append(Problem(record.line, "ods_code", what))
    for slug in record.areas:
        if slug not in register.areas:
            what = f"“{slug}” is not the slug of an area"
            problems.append(Problem(record.line, "areas", what))
    referred = Referred(
        trust=trust if record.ods_code else named,
        areas=[register.areas[slug] for slug in record.areas if slug in register.areas],
        partners=[
            trust_of(item.get("ods_code") or "", f"partners[{place}].ods_code")
            for place, item in enumerate(record.lines["partners"])
        ],
        adopters=[
            trust_of(item.get("ods_code") or "", f"adoptions[{place}].ods_code")
            for place, item in enumerate(record.adoptions)
        ],
    )
    return referred, problems


def build(record: Record, register: Register) -> tuple[Built, list[Problem]]:
    """The record's objects, and every fault that only the register or the models can see."""
    referred, problems = refer(record, register)
    values = _page_values(record)
    problems += _faults(CaseStudyPage(**values), "", record.line, only=PAGE_FIELDS)
    children: dict[str, list[Any]] = {name: [] for name in LISTS_OF_LINES}
    for name, items in record.lines.items():
        for place, item in enumerate(items):
            values_of_line = _columns(LISTS_OF_LINES[name], item)
            if name == "partners":
                values_of_line["trust"] = referred.partners[place]
            line = MODELS[name](**values_of_line)
            problems += _faults(line, f"{name}[{place}].", record.line)
            children[name].append(line)
    problems += _unconfirmed(record)
    adoptions = []
    for place, (item, adopter) in enumerate(zip(record.adoptions, referred.adopters, strict=True)):
        at = f"adoptions[{place}]"
        for key, model in (("measures", AdoptionMeasure), ("savings", AdoptionSaving)):
            for number, line in enumerate(item.get(key, ())):
                for field in NOT_KEPT & set(line):
                    del line[field]
                problems += _faults(model(**line), f"{at}.{key}[{number}].", record.line)
        problems += _adoption_faults(item, adopter, referred.trust, at, record.line)
        if adopter:
            adoptions.append((adopter, item))
    return Built(record, referred.trust, referred.areas, values, children, adoptions), problems


def _columns(part: type[Part], item: dict[str, Any]) -> dict[str, Any]:
    """The values of a line by their columns, without what is kept elsewhere."""
    return {column: item[key] for key in item if (column := column_of(part, key))}


def _named(record: Record, names: TrustNames) -> tuple[Trust | None, str]:
    """The trust that the organisation's name means, if it means one; or why it cannot be told."""
    text = record.page.get("organisation") or ""
    trusts = names.named(text)
    if len(trusts) < 2:
        return (trusts[0] if trusts else None), ""
    shown = " or ".join(f"{trust.name} ({trust.ods_code})" for trust in trusts)
    return None, f"“{text}” may be {shown}; give the ods_code too"


def _page_values(record: Record) -> dict[str, Any]:
    """Every field that the file rules: one that a record leaves out goes back to its default."""
    values = {
        name: record.page.get(name, CaseStudyPage._meta.get_field(name).get_default())
        for name in PAGE_FIELDS
    }
    values["title"] = values["title"] or title_from(values["summary"])
    return values


def title_from(summary: str, limit: int = LONGEST_TITLE) -> str:
    """A title for a record that has none: the summary's first sentence, cut at a word."""
    first = summary.split(". ")[0].split("; ")[0].strip().rstrip(".")
    if len(first) <= limit:
        return first
    return first[: limit - 1].rsplit(" ", 1)[0].rstrip(",:;") + "…"


def _faults(
    instance: models.Model, prefix: str, line: int, only: Iterable[str] | None = None
) -> list[Problem]:
    """What the model refuses. Parents, which are not there yet, are left out."""
    names = {field.name for field in instance._meta.fields}
    exclude = names - set(only) if only is not None else names & {"page", "adoption", "trust"}
    try:
        instance.clean_fields(exclude=exclude)
        if only is None:
            instance.clean()
    except ValidationError as refusal:
        return [
            Problem(line, f"{prefix}{key}", " ".join(texts).rstrip("."))
            for key, texts in refusal.message_dict.items()
        ]
    return []


def _unconfirmed(record: Record) -> list[Problem]:
    """Savings said to be confirmed by an adopter, of which none has signed money of its own."""
    if any(one.get("savings") and one.get("sign_off") for one in record.adoptions):
        return []
    what = (
        "“adopter” needs an adoption in this record with savings and the sign_off of its own "
        "trust’s finance; add it, or give another level"
    )
    return [
        Problem(record.line, f"savings[{place}].sign_off.level", what)
        for place, item in enumerate(record.lines["savings"])
        if (item.get("sign_off") or {}).get("level") == SignOffLevel.ADOPTER
    ]


def _adoption_faults(
    item: dict[str, Any], adopter: Trust | None, origin: Trust | None, at: str, line: int
) -> list[Problem]:
    problems = []
    stopped = item.get("status") == "stopped"
    if stopped != bool(item.get("stopped_reason")):
        what = "give a reason with the status stopped, and with no other"
        problems.append(Problem(line, f"{at}.stopped_reason", what))
    told = item.get("confirmed")
    if item.get("started") and told:
        try:
            check_lasts(item.get("status", ""), item["started"], today=told)
        except ValidationError as refusal:
            problems.append(Problem(line, f"{at}.status", " ".join(refusal.messages).rstrip(".")))
    try:
        check_started(item.get("status", ""), item.get("started"))
    except ValidationError as refusal:
        problems.append(Problem(line, f"{at}.started", " ".join(refusal.messages).rstrip(".")))
    if origin is None:
        what = "a record without a trust in the register has no adoptions; take them out"
        problems.append(Problem(line, at, what))
    elif adopter and adopter.pk == origin.pk:
        what = "a trust does not adopt its own case study"
        problems.append(Problem(line, f"{at}.ods_code", what))
    elif adopter and adopter.illustrative != origin.illustrative:
        what = "illustrative and real trusts are not mixed"
        problems.append(Problem(line, f"{at}.ods_code", what))
    return problems
