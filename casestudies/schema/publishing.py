"""When publishing asks for a field, and when it has it: rules over the facts of a record.

The facts (`casestudies.publishing.requirements.Facts`) have an attribute for each field: a text
without mark-up, a number of lines or choices, or whether there is something.
"""

from __future__ import annotations

from typing import Any

from casestudies.choices import Stage

LONGEST_TITLE = 100
MOST_AREAS = 3
CONTACTS = 2
EMPTY_STARTS = ("initiative to", "project to", "programme to", "a project", "an initiative")


def always(facts: Any) -> bool:
    return True


def whole(facts: Any) -> bool:
    """A case study proper, not a signpost to one elsewhere."""
    return not facts.signpost


def signpost(facts: Any) -> bool:
    return bool(facts.signpost)


def begun(facts: Any) -> bool:
    return whole(facts) and facts.stage != Stage.PLANNED


def measurable(facts: Any) -> bool:
    return whole(facts) and facts.stage not in (Stage.PLANNED, Stage.STOPPED)


def worth_copying(facts: Any) -> bool:
    return whole(facts) and facts.stage != Stage.STOPPED


def title_says_what_to_do(facts: Any) -> bool:
    short = len(facts.title) <= LONGEST_TITLE
    return short and not str(facts.title).lower().startswith(EMPTY_STARTS)


def few_areas(facts: Any) -> bool:
    return bool(1 <= facts.areas <= MOST_AREAS)


def cash_is_told(facts: Any) -> bool:
    return bool(facts.savings or facts.no_cash_effect)


def cash_is_told_one_way(facts: Any) -> bool:
    return not (facts.savings and facts.no_cash_effect)


def enough_contacts(facts: Any) -> bool:
    return bool(facts.contacts >= CONTACTS)


def organisation_known(facts: Any) -> bool:
    return bool(facts.has_trust or facts.organisation)
