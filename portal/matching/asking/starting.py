"""The asking trust's own figure in the register for an area: suggested, never filled in alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.validators import slug_re

from casestudies.areas import ancestors_of
from casestudies.models import EfficiencyArea
from portal.matching.standings import LESS_IS_BETTER
from portal.trusts.measures import MEASURES, in_words
from portal.trusts.models import Trust, TrustFigure


@dataclass(frozen=True)
class Suggestion:
    """A figure for "where you start", with its year and its source."""

    measure: str
    value: str
    year: str
    source: str

    @property
    def text(self) -> str:
        """As it goes into the form, such as "Sickness absence 5.2% (2018/19, trust register)"."""
        return f"{self.measure} {self.value} ({self.year}, trust register)"


def suggested(trust: Trust, slug: str) -> Suggestion | None:
    """The latest figure the register has of this trust for this area, or None.

    A top area's figure serves the areas below it that have none of their own.
    """
    # What is typed over the list is no slug: PostgreSQL would not even look up a NUL byte.
    area = EfficiencyArea.objects.filter(slug=slug).first() if slug_re.fullmatch(slug) else None
    path = [area, *reversed(ancestors_of(area))] if area else []
    key = next((LESS_IS_BETTER[one.slug] for one in path if one.slug in LESS_IS_BETTER), None)
    if key is None:
        return None
    figures = TrustFigure.objects.filter(trust=trust, measure=key, value__isnull=False)
    figure = figures.order_by("-year").first()
    if figure is None:
        return None
    measure = MEASURES[key]
    value = in_words(measure, float(figure.value or 0))
    return Suggestion(measure.name, value, figure.year, figure.source)
