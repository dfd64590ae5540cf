"""In how many pairs both starts are known, on the real register and its national figures.

Exemplars are the best by the national figures of each area that has a measure, one of each type,
each with a case study whose baseline is what it reported four years before.
"""

from datetime import date
from decimal import Decimal

import pytest

from casestudies.areas import load_shipped_areas
from casestudies.models import EfficiencyArea
from portal.matching.rounds import storing, trial
from portal.matching.rounds.results import compute
from portal.performance.measures import MEASURES, Better
from portal.performance.models import PerformanceFigure
from portal.performance.services import load_shipped
from portal.performance.starts import unit_asked_for
from portal.trusts import register
from tests.builders.casestudies import make_case_study
from tests.builders.databases import rows_that_stay
from tests.builders.matching import make_designation, make_offer, make_programme

pytestmark = pytest.mark.django_db
ENOUGH = 0.6
REQUESTS = 150


@pytest.fixture(scope="module", autouse=True)
def programme(django_db_setup, django_db_blocker):
    with rows_that_stay(django_db_blocker):
        register.load_shipped()
        load_shipped_areas()
        load_shipped()
        slugs = list(dict.fromkeys(measure.area for measure in MEASURES.values()))
        areas = {area.slug: area for area in EfficiencyArea.objects.filter(slug__in=slugs)}
        made = make_programme(areas=list(areas.values()))
        for slug, area in areas.items():
            measure = next(one for one in MEASURES.values() if one.area == slug)
            for trust in _best_of_each_type(measure):
                _exemplar(trust, area, measure, made)
        yield made


def _best_of_each_type(measure):
    """The best trust of each type in the last whole year, where it has taken no part yet."""
    last = PerformanceFigure.objects.filter(measure=measure.key, is_part_year=False)
    year = last.order_by("-year").values_list("year", flat=True)[0]
    order = "-value" if measure.better is Better.HIGHER else "value"
    rows = (
        last.filter(year=year, trust__closed=None, value__gt=0, trust__designations=None)
        .exclude(trust__type="")
        .order_by(order, "ods_code")
    )
    best = {}
    for figure in rows.select_related("trust"):
        if figure.trust.type in measure.trust_types:
            best.setdefault(figure.trust.type, figure.trust)
    return list(best.values())


def _exemplar(trust, area, measure, programme):
    first = trust.performance_figures.filter(measure=measure.key, is_part_year=False)
    began = first.order_by("year").first()
    factor = 100 if measure.is_share else 1
    line = {
        "name": measure.name,
        "unit": unit_asked_for(measure)[:40],
        "baseline": round(Decimal(began.value) * factor, 3),
        "baseline_date": date(int(began.year[:4]), 9, 30),
        "after": 1,
        "after_date": date(2025, 3, 31),
        "national_measure": measure.key,
    }
    make_case_study(trust=trust, areas=[area], measures=[line])
    designation = make_designation(trust, programme, ceiling=6)
    make_offer(designation, area, places=6)


def test_both_starts_are_known_in_six_of_ten_pairs(programme):
    gathered = trial.gather(programme=programme, requests=REQUESTS, seed=1)
    result = storing.as_json(compute(gathered.inputs), gathered.inputs, gathered.scores)
    parts = [
        next(part for part in pair["parts"] if part["name"] == "starting_position")
        for pair in result["pairs"]
    ]
    known = sum(part["known"] for part in parts)

    assert len(parts) > REQUESTS / 3
    assert known / len(parts) >= ENOUGH


def test_the_weakness_of_most_needs_is_known(programme):
    gathered = trial.gather(programme=programme, requests=REQUESTS, seed=2)
    known = [need for need in gathered.inputs.needs if need.weakness is not None]

    assert len(known) / REQUESTS >= ENOUGH / 2
    assert all(0 <= need.weakness <= 1 for need in known)
