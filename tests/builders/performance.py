"""Builders of performance figures."""

from __future__ import annotations

from portal.performance.models import PerformanceFigure, Publication
from tests.builders.trusts import make_trust


def make_publication(key="a-publication", **fields):
    values = {"publisher": "NHS England", "title": "A publication", **fields}
    return Publication.objects.get_or_create(key=key, defaults=values)[0]


def make_national_figure(trust, measure, value, year="2024/25", **fields):
    """A figure of a trust in a national publication."""
    values = {"trust_type": trust.type, "publication": make_publication(), **fields}
    return PerformanceFigure.objects.create(
        ods_code=trust.ods_code, trust=trust, measure=measure, year=year, value=value, **values
    )


def make_population(measure, values, year="2024/25", **fields):
    """A trust for each value, with the figure."""
    trusts = [make_trust(**{"type": "acute", **fields}) for _ in values]
    for trust, value in zip(trusts, values, strict=True):
        make_national_figure(trust, measure, value, year=year)
    return trusts
