"""What a case study is filed under."""

from __future__ import annotations

from datetime import date

import pytest

from casestudies.savings.ledger import CostLine
from search.bands import capital, cost_band, payback_band, saving_band
from search.indexing import entries
from search.indexing.documents import saving_share
from search.models import SearchEntry, SupplierName
from search.query import FACETS
from tests.builders.casestudies import make_case_study, make_signpost, sign_line
from tests.builders.search import ask, counts, titles
from tests.builders.trusts import make_figure, make_trust


@pytest.mark.parametrize(
    ("pounds", "band"),
    [(0, "under-10k"), (9_999, "under-10k"), (10_000, "10k-50k"), (1_000_000, "1m-and-over")],
)
def test_a_band_begins_at_its_own_number(pounds, band):
    assert saving_band(pounds) == band


@pytest.mark.parametrize(
    ("costs", "band", "needs"),
    [
        ([], "", ""),
        ([CostLine("staff-days", 30)], "staff-time", "no"),
        ([CostLine("revenue", 9_000), CostLine("capital", 41_000)], "50k-250k", "yes"),
        ([CostLine("revenue", 9_000, "recurrent"), CostLine("staff-days", 99)], "under-10k", "no"),
    ],
)
def test_cost_and_capital(costs, band, needs):
    assert (cost_band(costs), capital(costs)) == (band, needs)


@pytest.mark.parametrize(
    ("months", "band"),
    [(None, ""), (0, "within-6-months"), (6, "within-6-months"), (7, "6-to-12-months"),
     (12, "6-to-12-months"), (24, "1-to-2-years"), (25, "over-2-years")],
)  # fmt: skip
def test_payback(months, band):
    assert payback_band(months) == band


@pytest.mark.django_db
def test_a_record_is_filed_under_everything_that_it_tells():
    trust = make_trust(icb="NHS Fen Integrated Care Board", icb_code="QFE", region="london")
    page = make_case_study(
        trust=trust,
        systems=["Oriel EPR", "System Two"],
        help_offered=["visit", "question"],
        measured=date(2024, 3, 1),
        costs=[{"kind": "revenue", "amount": 84_000}],
    )
    sign_line(page)

    facets = SearchEntry.objects.get(object_id=page.pk, type="case-study").facets

    assert facets["icb"] == ["qfe"]
    assert facets["supplier"] == ["oriel-epr", "system-two"]
    assert facets["help"] == ["question", "visit"]
    assert facets["year"] == ["2024"]
    assert facets["payback"] == ["6-to-12-months"]
    assert (facets["grade"], facets["direction"]) == (["promising"], ["works"])
    assert facets["lines"] == ["cash-releasing/recurrent/finance/50k-250k/120000"]
    assert set(facets) - {"lines"} <= set(FACETS)


@pytest.mark.django_db
def test_help_is_on_offer_only_where_somebody_can_be_reached():
    page = make_case_study(help_offered=["visit"])
    page.contacts.update(left=True)
    entries.refresh_case_studies([page.pk])

    assert counts(ask(), "help") == {}


@pytest.mark.django_db
def test_a_free_place_is_help_on_offer_now_and_goes_with_the_place():
    page = make_case_study(help_offered=["talk"])

    entries.set_availability(places=2, case_study_ids=[page.pk])
    assert counts(ask(), "help") == {"talk": 1, "place": 1}

    entries.set_availability(places=0, case_study_ids=[page.pk])
    assert counts(ask(), "help") == {"talk": 1}


@pytest.mark.django_db
def test_a_signpost_has_the_year_of_its_source():
    make_signpost(source_year=2016)

    assert counts(ask(), "year") == {"2016": 1}


@pytest.mark.django_db
def test_the_public_learns_of_no_supplier_from_a_record_for_members(client):
    make_case_study(systems=["Hidden Ware"], visibility="network")

    assert client.get("/search/?supplier=hidden-ware").status_code == 400
    assert "Hidden Ware" not in client.get("/search/").content.decode()

    make_case_study(systems=["Hidden Ware"])
    assert client.get("/search/?supplier=hidden-ware").status_code == 200
    assert SupplierName.objects.get().name == "Hidden Ware"


def test_the_share_is_pence_a_year_for_each_member_of_staff():
    class Headline:
        amount = 120_000

    assert saving_share(Headline, 8_000.0) == 1_500
    assert saving_share(None, 8_000.0) == 0
    assert saving_share(Headline, None) == 0


@pytest.mark.django_db
def test_the_largest_saving_for_its_size_may_be_that_of_a_small_trust():
    large, small, unknown = (make_trust(name=name) for name in ("Large", "Small", "Unknown"))
    make_figure(large, value=10_000)
    make_figure(small, value=500)
    for trust, title in ((large, "In the large"), (small, "In the small"), (unknown, "Somewhere")):
        sign_line(make_case_study(title=title, trust=trust))

    assert titles(sort="saving_share") == ["In the small", "In the large", "Somewhere"]
