"""What a case study is filed under: its values for each facet of the search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify

from casestudies import figures, payback
from casestudies.choices import HelpKind
from casestudies.evidence import GradeShown
from casestudies.ledger import LedgerLine
from casestudies.models import CaseStudyPage
from casestudies.schema import CaseStudy, column_of, fields_of
from search.bands import capital, cost_band, payback_band, saving_band
from search.query import CHECKED, SIGNPOST

# Filled under the very values of a field; what else is filtered by is worked out from several.
OF_A_FIELD = {
    uses.facet: column_of(CaseStudy, name)
    for name, uses in fields_of(CaseStudy).items()
    if uses.facet in ("kind", "stage", "care_setting")
}
# Added for a team that has a place to follow free now.
PLACE = "place"


def facets_of(
    page: CaseStudyPage,
    areas: Iterable[Any],
    graded: GradeShown | None,
    lines: list[LedgerLine],
) -> dict[str, list[str]]:
    """The values by facet; `lines` holds effect/recurrence/sign-off/band/pounds of each saving.

    A facet about which nothing is known is left out. A signpost tells no cost and no help.
    """
    trust = page.trust
    costs = figures.cost_lines(page)
    months = payback.payback(lines, costs, stage=page.stage).months
    facets = {
        **{facet: _values(getattr(page, column)) for facet, column in OF_A_FIELD.items()},
        "record": [SIGNPOST if page.signpost else CHECKED],
        "illustrative": ["yes" if page.illustrative else "no"],
        "area": [area.slug for area in areas],
        "trust_type": sorted({trust.type if trust else "", *page.trust_types}),
        "region": [trust.region if trust else ""],
        "icb": [board_value(trust.icb, trust.icb_code) if trust else ""],
        "grade": [graded.grade if graded else ""],
        "direction": [graded.direction if graded else ""],
        "cost": [cost_band(costs)],
        "capital": [capital(costs)],
        "payback": [payback_band(months)],
        "supplier": sorted(suppliers(page)),
        "help": help_now(page),
        "year": [year_of(page)],
        "lines": sorted({_line(line) for line in lines}),
    }
    filled = {name: [value for value in values if value] for name, values in facets.items()}
    return {name: values for name, values in filled.items() if values}


def _values(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else [value]


def board_value(name: str, code: str) -> str:
    """An integrated care board as it stands in an address: its code, or its name."""
    return (code or slugify(name)).lower()


def suppliers(page: CaseStudyPage) -> dict[str, str]:
    """The systems and suppliers that it names, by how they stand in an address."""
    return {slug: name for name in page.systems if (slug := slugify(name)[:60])}


def help_now(page: CaseStudyPage) -> list[str]:
    """The kinds of help that somebody who can be reached offers, lightest first."""
    if not any(not contact.left for contact in page.contacts.all()):
        return []
    return [kind for kind in HelpKind.values if kind in page.help_offered]


def year_of(page: CaseStudyPage) -> str:
    """The calendar year of the results; of a signpost, that of its source."""
    if page.measured:
        return str(page.measured.year)
    return str(page.source_year or "")


def _line(line: LedgerLine) -> str:
    worth = line.full_year_value
    return f"{line.effect}/{line.recurrence}/{line.level}/{saving_band(worth)}/{int(worth)}"
