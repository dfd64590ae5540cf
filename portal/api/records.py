"""A whole case study as plain values: what its page shows to anyone, and no more."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from casestudies import figures, reading
from casestudies.choices import CostKind, OneOffReason
from casestudies.models import CaseStudyPage
from casestudies.reading import CaseStudyShown, FigureLine, MeasureShown
from casestudies.sign_offs import LineStatus
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
        **line(basis, site=site),
        "area_slugs": [area.slug for area in page.areas.all()],
        "care_settings": shown.care_settings,
        "trust_types_where_used": shown.trust_types,
        "national_programme": page.national_programme,
        "systems": page.systems,
        "partners": [str(partner) for partner in page.partners.select_related("trust")],
        "started": page.started,
        "measured": page.measured,
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
        "contacts": [{"name": one.name, "role": one.role} for one in shown.contacts],
        "help_offered": shown.help_kinds if shown.contacts else [],
        "ask": f"{site}{reverse('matching:new')}?case_study={page.pk}",
        "licence": page.get_licence_display(),
        "licence_note": page.licence_note,
        "source": _source(page) if page.signpost else None,
    }


def basis_of(page: CaseStudyPage, shown: CaseStudyShown, site: str) -> dict[str, Any]:
    """The record of the export for a page that no search has found."""
    return exports.record(
        page,
        [figures.ledger_line(one.line, one.status.level) for one in shown.savings],
        address=f"{site}{page.get_url() or ''}",
        areas=[area.name for area in page.areas.all()],
        evidence="" if page.signpost else shown.grade.label,
        direction="" if page.signpost else shown.grade.direction_label,
        start="" if page.signpost else shown.start,
        adopters=shown.take_up.taken_up,
    )


def _headline(shown: CaseStudyShown, basis: dict[str, Any]) -> dict[str, Any] | None:
    found = shown.headline
    if found is None:
        return None
    return {
        "pounds_a_year": int(found.amount),
        "financial_year": found.year,
        "effect": "Cash-releasing",
        "recurrence": "Recurrent",
        "sign_off": found.level_label,
        "kind": basis["kind"],
        "evidence": basis["evidence"],
        "evidence_direction": basis["evidence_direction"],
        "starting_position": basis["starting_position"],
    }


def _savings(page: CaseStudyPage, shown: CaseStudyShown) -> list[dict[str, Any]]:
    return [
        {
            **exports.saving(figures.ledger_line(one.line, one.status.level)),
            "one_off_reason": _label(OneOffReason, one.line.one_off_reason),
            "overlap_group": one.line.overlap_group,
            "source": one.line.source,
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
        "kind": one.line.get_kind_display(),
        "amount": int(one.line.amount),
        "unit": "days" if days else "pounds",
        "financial_year": one.line.financial_year,
        "recurrence": one.line.get_recurrence_display(),
        "already_taken_off_the_saving": one.line.netted,
        "description": one.line.description,
        "source": one.line.source,
        "sign_off": one.status.label,
    }


def _measure(one: MeasureShown) -> dict[str, Any]:
    measure = one.line
    return {
        "name": measure.name,
        "unit": measure.unit,
        "before": float(measure.baseline),
        "before_on": measure.baseline_date,
        "after": float(measure.after),
        "after_on": measure.after_date,
        "change": one.change,
        "lower_is_better": measure.lower_is_better,
        "series": [(str(month), float(value)) for month, value in measure.series],
        "source": measure.source,
        "sign_off": one.status.label,
    }


def _grading(page: CaseStudyPage, shown: CaseStudyShown) -> dict[str, Any]:
    return {
        "grade": shown.grade.label,
        "set_by_an_editor": shown.grade.by_editor,
        "reason": shown.grade.reason,
        "direction": shown.grade.direction_label,
        "direction_reason": shown.grade.direction_reason,
        "statement": shown.grade.statement,
        "how_measured": page.get_design_display(),
        "measured_by": page.get_independence_display(),
        "follow_up_months": page.follow_up_months,
    }


def _blueprint(page: CaseStudyPage, site: str) -> dict[str, Any]:
    return {
        "must_have": page.must_have,
        "not_where": page.not_where,
        "steps": [
            {"title": one.title, "weeks": one.weeks, "led_by": one.role, "detail": one.detail}
            for one in page.steps.all()
        ],
        "risks": [{"risk": one.risk, "mitigation": one.mitigation} for one in page.risks.all()],
        "resources": [
            {
                "title": one.title,
                "kind": one.get_kind_display(),
                "address": one.url or (f"{site}{one.document.url}" if one.document else ""),
                "note": one.note,
            }
            for one in page.resources.select_related("document")
        ],
        "readiness_questions": page.readiness,
    }


def _take_up(shown: CaseStudyShown) -> dict[str, Any]:
    return {
        "taken_up": shown.take_up.taken_up,
        "sustained": shown.take_up.sustained,
        "stopped_without_a_name": shown.take_up.unnamed_stopped,
        "trusts": [one.trust.ods_code for one in shown.take_up.named],
    }


def _source(page: CaseStudyPage) -> dict[str, Any]:
    return {
        "address": page.source_url,
        "publisher": page.publisher,
        "year": page.source_year,
        "note": page.source_note,
    }


def _paragraphs(html: str) -> str:
    """Rich text as plain text, each paragraph and item of a list on a line of its own."""
    return "\n".join(filter(None, map(plain, PARAGRAPH_ENDS.split(html))))


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""
