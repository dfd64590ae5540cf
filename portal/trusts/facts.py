"""The facts a reader judges a trust by, in words, each with its year and source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.trusts.measures import MEASURES, in_words
from portal.trusts.models import Trust, TrustFigure

REGISTER_SOURCE = "NHS Organisation Data Service, December 2025"
INVENTED = "Invented for the demonstration"
SHOWN = (
    "staff_fte",
    "beds",
    "operating_expenses_m",
    "patients",
    "catchment_population",
    "deprivation_score",
    "urban_share",
    "record_system",
    "records_kept",
)


@dataclass(frozen=True)
class Fact:
    """Something known about a trust, in words, with its year ("" for a standing fact)."""

    label: str
    value: str
    year: str
    source: str


def starting_position(trust: Trust, *, year: str | None = None) -> list[Fact]:
    """What a reader judges a trust by: type, place, then the figures that are known.

    Each figure is the latest, or with `year` (2018/19 or 2018) the latest that starts no later.
    What is not known is left out.
    """
    facts = [
        Fact("Type", trust.type_label if trust.type else "", "", trust.type_source),
        Fact("Region", trust.get_region_display(), "", _register_source(trust)),
        Fact("Integrated care board", trust.icb, "", _register_source(trust)),
    ]
    latest = _latest(trust.figures.filter(measure__in=SHOWN).order_by("year"), until=year)
    for key in SHOWN:
        if key in latest:
            figure = latest[key]
            value = figure.text or in_words(MEASURES[key], float(figure.value or 0))
            facts.append(Fact(MEASURES[key].name, value, figure.year, figure.source))
    return [fact for fact in facts if fact.value]


def _register_source(trust: Trust) -> str:
    return INVENTED if trust.illustrative else REGISTER_SOURCE


def _latest(figures: Iterable[TrustFigure], *, until: str | None) -> dict[str, TrustFigure]:
    return {
        figure.measure: figure
        for figure in figures
        if until is None or figure.year[:4] <= until[:4]
    }


def former_name(trust: Trust) -> str:
    """The name the trust had in September 2018 where it was another, else blank."""
    return _word(trust, "former_name")


def left_out_of_a_later_list(trust: Trust) -> bool:
    """True if a later list no longer names the trust, though no closing date is known."""
    return trust.is_open and bool(_word(trust, "listing"))


def _word(trust: Trust, measure: str) -> str:
    figure = trust.figures.filter(measure=measure).first()
    return figure.text if figure else ""
