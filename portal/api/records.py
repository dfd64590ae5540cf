"""Case studies and trusts as plain values: what their pages show to anyone, and no more."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from casestudies import reading
from casestudies.choices import CostKind
from casestudies.evidence import GradeShown
from casestudies.models import Adoption, CaseStudyPage
from casestudies.reading import CaseStudyShown, FigureLine, MeasureShown
from casestudies.savings import queries as savings_queries
from casestudies.savings.ledger import LedgerLine
from casestudies.savings.sign_offs import LineStatus
from casestudies.schema import (
    CaseStudy,
    Contact,
    Cost,
    Measure,
    Part,
    Resource,
    Risk,
    Saving,
    Step,
    choices_of,
    column_of,
    django_field,
    fields_of,
    public_name,
)
from portal.matching.designations.exchange import Exchange, Standing, exchange_of
from portal.trusts.likeness.queries import starting_position
from portal.trusts.models import Trust
from portal.trusts.queries import history_of
from search import exports
from search.analysis import plain

PARAGRAPH_ENDS = re.compile(r"</(?:p|li)>|<br ?/?>")


def line(record: dict[str, Any], *, site: str) -> dict[str, Any]:
    """A record of the export, with where the whole of it is."""
    return {**record, "record": address_of(record["id"], site=site)}


def address_of(page_id: int, *, site: str) -> str:
    """Where a case study is in the API."""
    return f"{site}{reverse('api:case_study', args=[page_id])}"


def whole(page: CaseStudyPage, *, site: str) -> dict[str, Any]:
    """Everything of one case study. A fixed number of queries."""
    shown = reading.show(page)
    basis = basis_of(page, shown, site)
    return {
        **told(page, CaseStudy),
        **line(basis, site=site),
        "area_slugs": [area.slug for area in page.areas.all()],
        "partners": [str(partner) for partner in page.partners.select_related("trust")],
        "published": _day(page.first_published_at),
        "changed": _day(page.last_published_at),
        "stale": shown.stale,
        "story": [
            {"name": one.name, "heading": one.heading, "text": _paragraphs(one.text)}
            for one in shown.story
        ],
        "headline": _headline(shown, basis),
        "savings": _savings(page, shown),
        "costs": [_cost(one) for one in shown.costs],
        "payback_months": shown.payback.months,
        "payback": shown.payback.text,
        "payback_basis": shown.payback.basis,
        "measures": [_measure(one) for one in shown.measures],
        "grading": None if page.signpost else _grading(page, shown),
        "blueprint": _blueprint(page, site),
        "take_up": _take_up(shown),
        "contacts": [told(one, Contact) for one in shown.contacts],
        "help_offered": shown.help_kinds if shown.contacts else [],
        "ask": f"{site}{reverse('matching:new')}?case_study={page.pk}",
        "source": told(page, CaseStudy, inside="source") if page.signpost else None,
    }


def basis_of(page: CaseStudyPage, shown: CaseStudyShown, site: str) -> dict[str, Any]:
    """The record of the export for a page that no search has found."""
    return exports.record(
        page,
        [savings_queries.ledger_line(one.line, one.status.level) for one in shown.savings],
        address=f"{site}{page.get_url() or ''}",
        areas=[area.name for area in page.areas.all()],
        evidence="" if page.signpost else shown.grade.label,
        direction="" if page.signpost else shown.grade.direction_label,
        start="" if page.signpost else shown.start,
        adopters=shown.take_up.taken_up,
    )


def _headline(shown: CaseStudyShown, basis: dict[str, Any]) -> dict[str, Any] | None:
    headline = shown.headline
    if headline is None:
        return None
    return {
        "pounds_a_year": int(headline.amount),
        "financial_year": headline.year,
        "effect": "Cash-releasing",
        "recurrence": "Recurrent",
        "sign_off": headline.level_label,
        "kind": basis["kind"],
        "evidence": basis["evidence"],
        "evidence_direction": basis["evidence_direction"],
        "starting_position": basis["starting_position"],
    }


def _savings(page: CaseStudyPage, shown: CaseStudyShown) -> list[dict[str, Any]]:
    return [
        {
            **told(one.line, Saving),
            **exports.saving(savings_queries.ledger_line(one.line, one.status.level)),
            "signed_on": _signed_on(one.status),
            "signature_void": one.status.void,
        }
        for one in shown.savings
    ]


def _signed_on(status: LineStatus) -> date | None:
    if status.void or status.signed_at is None:
        return None
    return timezone.localdate(status.signed_at)


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


def _cost(one: FigureLine) -> dict[str, Any]:
    days = one.line.kind == CostKind.STAFF_DAYS
    return {
        **told(one.line, Cost),
        "unit": "days" if days else "pounds",
        "sign_off": one.status.label,
    }


def _measure(one: MeasureShown) -> dict[str, Any]:
    return {**told(one.line, Measure), "change": one.change, "sign_off": one.status.label}


def _grading(page: CaseStudyPage, shown: CaseStudyShown) -> dict[str, Any]:
    return {
        "grade": shown.grade.label,
        "set_by_an_editor": shown.grade.by_editor,
        "reason": shown.grade.reason,
        "direction": shown.grade.direction_label,
        "direction_reason": shown.grade.direction_reason,
        "statement": shown.grade.statement,
        **told(page, CaseStudy, inside="grading"),
    }


def _blueprint(page: CaseStudyPage, site: str) -> dict[str, Any]:
    return {
        **told(page, CaseStudy, inside="blueprint"),
        "steps": [told(one, Step) for one in page.steps.all()],
        "risks": [told(one, Risk) for one in page.risks.all()],
        "resources": [
            {
                **told(one, Resource),
                "address": one.url or (f"{site}{one.document.url}" if one.document else ""),
            }
            for one in page.resources.select_related("document")
        ],
    }


def _take_up(shown: CaseStudyShown) -> dict[str, Any]:
    return {
        "taken_up": shown.take_up.taken_up,
        "sustained": shown.take_up.sustained,
        "stopped_without_a_name": shown.take_up.unnamed_stopped,
        "trusts": [one.trust.ods_code for one in shown.take_up.named],
    }


def _paragraphs(html: str) -> str:
    """Rich text as plain text, each paragraph and item of a list on a line of its own."""
    return "\n".join(filter(None, map(plain, PARAGRAPH_ENDS.split(html))))


def told(record: Any, part: type[Part], *, inside: str = "") -> dict[str, Any]:
    """What the API tells of a page or a line by itself, by the names that it has there.

    Lists of lines, and what belongs to the trust, are told apart.
    """
    return {
        public_name(part, name): _value(record, part, name)
        for name, uses in fields_of(part).items()
        if uses.public and uses.public.inside == inside and _is_plain(part, name)
    }


def _is_plain(part: type[Part], name: str) -> bool:
    column = django_field(part, name)
    return column is not None and column.concrete and not column.is_relation


def _value(record: Any, part: type[Part], name: str) -> Any:
    """As the API writes it: the label of a choice, a plain number of a decimal."""
    value = getattr(record, column_of(part, name))
    if isinstance(value, list):
        choices = choices_of(part, name)
        return value if choices is None else reading.labels(choices, value)
    column = django_field(part, name)
    if column is not None and column.choices:
        return getattr(record, f"get_{column.name}_display")()
    if isinstance(value, Decimal):
        public = fields_of(part)[name].public
        return int(value) if public and public.type is int else float(value)
    return value


def trust_line(trust: Trust, *, site: str) -> dict[str, Any]:
    """A trust in a list."""
    place = trust.latitude is not None and trust.longitude is not None
    return {
        "ods_code": trust.ods_code,
        "name": trust.name,
        "type": trust.type,
        "type_label": trust.type_label,
        "region": trust.get_region_display(),
        "icb": trust.icb,
        "icb_code": trust.icb_code,
        "town": trust.town,
        "postcode": trust.postcode,
        "latitude": float(trust.latitude) if place else None,
        "longitude": float(trust.longitude) if place else None,
        "opened": trust.opened,
        "closed": trust.closed,
        "open": trust.is_open,
        "illustrative": trust.illustrative,
        "record": f"{site}{reverse('api:trust', args=[trust.ods_code])}",
        "address": f"{site}/trusts/{trust.ods_code}/",
    }


def whole_trust(trust: Trust, *, site: str) -> dict[str, Any]:
    """One trust. A fixed number of queries, whatever it gave."""
    history = history_of(trust)
    exchange = exchange_of(trust, reader=AnonymousUser())
    return {
        **trust_line(trust, site=site),
        "former_name": history.former_name,
        "predecessors": [one.ods_code for one in history.predecessors],
        "successors": [one.ods_code for one in history.successors],
        "facts": [fact.__dict__ for fact in starting_position(trust)],
        "gave": _gave(exchange, site),
        "took_up": [_took_up(one, site) for one in exchange.adoptions],
        "standings": [_standing(one) for one in exchange.standings],
        "similar": f"{site}{reverse('api:similar', args=[trust.ods_code])}",
    }


def _gave(exchange: Exchange, site: str) -> list[dict[str, Any]]:
    """Case studies, then signposts, as records of the export."""
    prefetch_related_objects(exchange.signposts, "trust", "areas")
    lines = savings_queries.lines_of_many(card.page for card in exchange.case_studies)
    told: list[tuple[CaseStudyPage, list[LedgerLine], GradeShown | None, str, int]] = [
        (card.page, lines[card.page.pk], card.grade, card.start, card.adopters)
        for card in exchange.case_studies
    ]
    told += [(page, [], None, "", 0) for page in exchange.signposts]
    return [
        line(
            exports.record(
                page,
                saved,
                address=_page(page, site),
                areas=[area.name for area in page.areas.all()],
                evidence=grade.label if grade else "",
                direction=grade.direction_label if grade else "",
                start=start,
                adopters=adopters,
            ),
            site=site,
        )
        for page, saved, grade, start, adopters in told
    ]


def _took_up(adoption: Adoption, site: str) -> dict[str, Any]:
    return {
        "case_study": address_of(adoption.case_study_id, site=site),
        "title": adoption.case_study.title,
        "from_trust": adoption.case_study.organisation_name,
        "status": adoption.get_status_display(),
        "result": adoption.money.result,
        "last_confirmed": adoption.last_confirmed,
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "programme": standing.programme,
        "status": standing.status,
        "name_then": standing.name_then,
        "group": standing.group,
        "source": standing.source,
        "offers": [
            {
                "area": offer.area,
                "area_slug": offer.area_slug,
                "kinds_of_help": offer.kinds,
                "places_left": offer.places_left,
                "note": offer.note,
            }
            for offer in standing.offers
        ],
    }


def _page(page: CaseStudyPage, site: str) -> str:
    return f"{site}{page.get_url() or ''}"
