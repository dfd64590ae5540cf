"""The publish gate: what a record needs before anyone is asked to read it.

Pure: the rules look at `Facts`, taken from a page, a revision or a form, and at nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags

from casestudies.choices import Stage
from casestudies.figure_questions import FigureQuestion, open_questions_of

TITLE_LENGTH = 100
MOST_AREAS = 3
CONTACTS = 2
EMPTY_STARTS = ("initiative to", "project to", "programme to", "a project", "an initiative")
IDENTITY, CLASSIFY, STORY = "Identity", "Classify", "Story"
NUMBERS, COPYING, PEOPLE, SIGNPOST = "Numbers", "Copying it", "People", "Signpost"
GROUPS = (IDENTITY, CLASSIFY, STORY, NUMBERS, COPYING, PEOPLE, SIGNPOST)


@dataclass(frozen=True)
class Facts:
    """What the gate looks at. Texts are without markup; lists are counted."""

    signpost: bool = False
    has_trust: bool = False
    organisation: str = ""
    title: str = ""
    result: str = ""
    started: bool = False
    measured: bool = False
    stage: str = ""
    kind: str = ""
    areas: int = 0
    care_settings: int = 0
    trust_types: int = 0
    problem: str = ""
    done: str = ""
    happened: str = ""
    did_not_work: str = ""
    measures: int = 0
    savings: int = 0
    no_cash_effect: bool = False
    costs: int = 0
    must_have: int = 0
    not_where: str = ""
    contacts: int = 0
    help_offered: int = 0
    licence: str = ""
    summary: str = ""
    source_url: str = ""
    questions: tuple[FigureQuestion, ...] = ()


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
    """`met` says whether the facts have it; `applies` whether this record needs it."""

    field: str
    label: str
    why: str
    group: str
    met: Callable[[Facts], bool]
    applies: Callable[[Facts], bool] = lambda facts: not facts.signpost


def _has(name: str) -> Callable[[Facts], bool]:
    return lambda facts: bool(getattr(facts, name))


def _measurable(facts: Facts) -> bool:
    return not facts.signpost and facts.stage not in (Stage.PLANNED, Stage.STOPPED)


def _begun(facts: Facts) -> bool:
    return not facts.signpost and facts.stage != Stage.PLANNED


def _worth_copying(facts: Facts) -> bool:
    return not facts.signpost and facts.stage != Stage.STOPPED


def _title_fits(facts: Facts) -> bool:
    return len(facts.title) <= TITLE_LENGTH and not facts.title.lower().startswith(EMPTY_STARTS)


def _cash_is_said(facts: Facts) -> bool:
    return bool(facts.savings) or facts.no_cash_effect


def _cash_is_said_once(facts: Facts) -> bool:
    return not (facts.savings and facts.no_cash_effect)


def _always(facts: Facts) -> bool:
    return True


def _signpost(facts: Facts) -> bool:
    return facts.signpost


# Field, what to do, what it does for a reader, group, when it is met, and when it is asked for.
_RULES: tuple[tuple[Any, ...], ...] = (
    ("title", "Give the case study a title", "It is what people see in a list of results.",
     IDENTITY, _has("title"), _always),
    ("title", f"Start the title with a verb, in at most {TITLE_LENGTH} characters",
     "“Plan rosters eight weeks ahead” says what to do; “Project to…” does not.",
     IDENTITY, _title_fits, _always),
    ("trust", "Put the case study on its trust's shelf",
     "Readers look for trusts like theirs.", IDENTITY, _has("has_trust")),
    ("result", "Say the result in one line",
     "Most readers decide on this line whether to read on.", IDENTITY, _has("result")),
    ("started", "Say in which month it started",
     "Readers see how long the change has had to settle.", IDENTITY, _has("started"), _begun),
    ("measured", "Say in which month the results were measured",
     "A result without a date cannot be compared.", IDENTITY, _has("measured"), _measurable),
    ("stage", "Choose a stage", "Readers see whether it is a plan, a habit, or was stopped.",
     IDENTITY, _has("stage")),
    ("kind", "Choose the kind of efficiency", "It is the first filter that people use.",
     CLASSIFY, _has("kind")),
    ("areas", f"Choose 1 to {MOST_AREAS} areas", "The areas put the case study on their hubs.",
     CLASSIFY, lambda facts: 1 <= facts.areas <= MOST_AREAS),
    ("care_settings", "Choose at least one care setting",
     "Ward, clinic or home: it decides whether a reader can use it.",
     CLASSIFY, _has("care_settings")),
    ("trust_types", "Choose at least one trust type",
     "Readers filter by the type of their own trust.", CLASSIFY, _has("trust_types")),
    ("problem", "Describe the problem and where you started",
     "Readers recognise their own problem, or see that theirs differs.", STORY, _has("problem")),
    ("done", "Say what was done", "It is what others will try.", STORY, _has("done")),
    ("happened", "Say what happened", "A change without a result is a plan.",
     STORY, _has("happened"), _begun),
    ("did_not_work", "Say what did not work",
     "It saves the next trust the same mistake, and makes the rest believable.",
     STORY, _has("did_not_work"), _begun),
    ("measures", "Add at least one measure, before and after",
     "One number before and after says more than a page.",
     NUMBERS, _has("measures"), _measurable),
    ("savings", "Add a saving, or tick “no cash effect claimed”",
     "Finance teams read this first. “None” is an honest answer.",
     NUMBERS, _cash_is_said, _measurable),
    ("no_cash_effect", "Untick “no cash effect claimed”, or remove the savings",
     "Both together contradict each other.", NUMBERS, _cash_is_said_once),
    ("costs", "Add what it cost: pounds, or days of staff time",
     "A saving without its cost cannot go into a business case.",
     NUMBERS, _has("costs"), _begun),
    ("must_have", "Name at least one must-have condition",
     "Readers check first whether they have what it takes.",
     COPYING, _has("must_have"), _worth_copying),
    ("not_where", "Say where it should not be copied, and why",
     "Some differences are right. It keeps others from a change that would not suit them.",
     COPYING, _has("not_where")),
    ("contacts", "Name two contacts who are still at the trust",
     "What makes others succeed is talking to the people who did it.",
     PEOPLE, lambda facts: facts.contacts >= CONTACTS),
    ("help_offered", "Offer at least one kind of help",
     "Answering a question is enough.", PEOPLE, _has("help_offered")),
    ("licence", "Choose a licence", "Others need to know what they may copy.",
     PEOPLE, _has("licence")),
    ("summary", "Say in a few sentences what the source says",
     "Readers decide whether to follow the link.", SIGNPOST, _has("summary"), _signpost),
    ("source_url", "Give the link to the source", "A signpost leads somewhere.",
     SIGNPOST, _has("source_url"), _signpost),
    ("organisation", "Name the organisation",
     "Readers need to know whose case it is.", SIGNPOST,
     lambda facts: facts.has_trust or bool(facts.organisation), _signpost),
)  # fmt: skip
RULES = tuple(Rule(*rule) for rule in _RULES)


def missing_from(facts: Facts) -> list[Missing]:
    """What these facts lack, in the order of the editor's tabs, then the questions left open."""
    gaps = [
        Missing(rule.field, rule.label, rule.why, rule.group)
        for rule in RULES
        if rule.applies(facts) and not rule.met(facts)
    ]
    return [*gaps, *(_asked(one) for one in _questions_of(facts))]


def _questions_of(facts: Facts) -> tuple[FigureQuestion, ...]:
    """A signpost's figures are not ours to ask about."""
    return () if facts.signpost else facts.questions


def _asked(one: FigureQuestion) -> Missing:
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
    return Facts(
        has_trust=page.trust_id is not None,
        areas=len(page.areas.all()),
        measures=len(page.measures.all()),
        savings=len(page.savings.all()),
        costs=len(page.costs.all()),
        contacts=sum(not contact.left for contact in page.contacts.all()),
        questions=open_questions_of(page),
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
    return Facts(
        has_trust=has_trust,
        areas=len(values.get("areas") or ()),
        measures=len(lines.get("measures", ())),
        savings=len(lines.get("savings", ())),
        costs=len(lines.get("costs", ())),
        contacts=sum(not line.get("left") for line in lines.get("contacts", ())),
        questions=questions,
        **_plain(values.get),
    )


TEXTS = ("organisation", "title", "result", "stage", "kind", "problem", "done", "happened",
         "did_not_work", "not_where", "licence", "summary", "source_url")  # fmt: skip
TICKS = ("signpost", "started", "measured", "no_cash_effect")
LISTS = ("care_settings", "trust_types", "must_have", "help_offered")


def _plain(read: Callable[[str], Any]) -> dict[str, Any]:
    texts = {name: strip_tags(str(read(name) or "")).strip() for name in TEXTS}
    ticks = {name: bool(read(name)) for name in TICKS}
    lists = {name: len(read(name) or ()) for name in LISTS}
    return texts | ticks | lists


def by_group(gaps: Iterable[Missing]) -> dict[str, list[Missing]]:
    """The gaps by the editor's tabs, without the tabs that have none."""
    gaps = list(gaps)
    found = {group: [gap for gap in gaps if gap.group == group] for group in GROUPS}
    return {group: found[group] for group in GROUPS if found[group]}
