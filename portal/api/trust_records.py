"""A trust as plain values: what its page shows to anyone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects
from django.urls import reverse

from casestudies.evidence import GradeShown
from casestudies.models import Adoption, CaseStudyPage
from casestudies.savings import queries as savings_queries
from casestudies.savings.ledger import LedgerLine
from portal.api import records
from portal.matching.designations.exchange import Exchange, Standing, exchange_of
from portal.trusts.likeness.queries import starting_position
from portal.trusts.models import Trust
from portal.trusts.queries import history_of
from search import exports


def line(trust: Trust, *, site: str) -> dict[str, Any]:
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


def whole(trust: Trust, *, site: str) -> dict[str, Any]:
    """One trust. A fixed number of queries, whatever it gave."""
    history = history_of(trust)
    exchange = exchange_of(trust, reader=AnonymousUser())
    return {
        **line(trust, site=site),
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
        records.line(
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
        "case_study": records.address_of(adoption.case_study_id, site=site),
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
