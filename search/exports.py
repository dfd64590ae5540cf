"""A search as a table and as data: every saving with its kind, effect, recurrence, signature and
starting position, as on the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from casestudies.choices import Effect, Recurrence, SignOffLevel
from casestudies.models import CaseStudyPage
from casestudies.savings import queries as savings_queries
from casestudies.savings.ledger import LedgerLine
from portal.accounts.audit import cell_text
from search.hits import draw
from search.query import SearchQuery
from search.results import SearchResults
from search.site_engine import get_engine

MOST = 1_000
COLUMNS = (
    "title", "address", "organisation", "ods_code", "trust_type", "region", "kind", "areas",
    "stage", "result", "evidence", "starting_position", "taken_up_by", "financial_year",
    "saving_pounds", "full_year_pounds", "effect", "recurrence", "sign_off", "saving_of",
    "illustrative", "evidence_direction",
)  # fmt: skip
SAVING_COLUMNS = (
    "financial_year", "saving_pounds", "full_year_pounds", "effect", "recurrence", "sign_off",
    "saving_of",
)  # fmt: skip


def records(query: SearchQuery, *, site: str) -> tuple[SearchResults, list[dict[str, Any]]]:
    """What the search finds, and the first thousand described in their order.

    `site` begins each address.
    """
    asked = replace(query, page=1, page_size=MOST)
    found = get_engine().search(asked)
    return found, described(found, asked, site=site)


def described(found: SearchResults, query: SearchQuery, *, site: str) -> list[dict[str, Any]]:
    """The page of results that was asked for, a record for each, in their order."""
    hits, _ = draw(found, query)
    pages = CaseStudyPage.objects.select_related("trust").in_bulk([hit.object_id for hit in hits])
    lines = savings_queries.lines_of_many(pages.values())
    return [
        record(
            pages[hit.object_id],
            lines[hit.object_id],
            address=f"{site}{hit.url}",
            areas=hit.card["areas"],
            evidence=hit.card["grade_label"],
            direction=hit.card.get("direction_label", ""),
            start=hit.card["start"],
            adopters=hit.card["adopters"],
        )
        for hit in hits
        if hit.object_id in pages
    ]


def record(
    page: CaseStudyPage,
    lines: list[LedgerLine],
    *,
    address: str,
    areas: list[str],
    evidence: str,
    direction: str,
    start: str,
    adopters: int,
) -> dict[str, Any]:
    """A case study as data. No saving without what makes it honest."""
    trust = page.trust
    return {
        "id": page.pk,
        "title": page.title,
        "address": address,
        "organisation": page.organisation_name,
        "ods_code": trust.ods_code if trust else "",
        "trust_type": trust.type_label if trust and trust.type else "",
        "region": trust.get_region_display() if trust else "",
        "kind": page.get_kind_display(),
        "areas": areas,
        "stage": page.get_stage_display(),
        "result": page.result or page.summary,
        "evidence": evidence,
        "evidence_direction": direction,
        "starting_position": start,
        "taken_up_by": adopters,
        "no_cash_effect_claimed": page.no_cash_effect,
        "illustrative": page.illustrative,
        "published_elsewhere": page.signpost,
        "savings": [saving(line) for line in lines],
    }


def saving(line: LedgerLine) -> dict[str, Any]:
    """A saving as data."""
    return {
        "financial_year": line.financial_year,
        "saving_pounds": int(line.amount),
        "full_year_pounds": int(line.full_year_value),
        "effect": Effect(line.effect).label,
        "recurrence": Recurrence(line.recurrence).label,
        "sign_off": SignOffLevel(line.level).label,
        "saving_of": line.description,
    }


def table(found: list[dict[str, Any]]) -> Iterator[list[str]]:
    """The head, then a row for each saving; a record without one has one row."""
    yield list(COLUMNS)
    for one in found:
        for line in one["savings"] or [dict.fromkeys(SAVING_COLUMNS, "")]:
            both = {**one, **line, "areas": "; ".join(one["areas"])}
            yield [_cell(both[name]) for name in COLUMNS]


def _cell(value: object) -> str:
    """A text that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(cell_text(value))
