"""Fielded terms: `trust:RXX area:theatres saving:>100000`."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.facets import facet_words
from search.fielded_terms import NAMES, read
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.search import titles
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def words():
    make_area(name="Operating theatres", slug="theatres", synonyms=["surgery lists"])
    make_area(name="Medicines", slug="medicines")
    make_trust(ods_code="RXX", icb="NHS Fenland Integrated Care Board", icb_code="QFL")
    return facet_words(sees_network=False)


@pytest.mark.parametrize(
    ("term", "values"),
    [
        ("trust:RXX", [("trust", "RXX")]),
        ("trust:rxx", [("trust", "RXX")]),
        ("area:theatres", [("area", "theatres")]),
        ('area:"operating theatres"', [("area", "theatres")]),
        ('area:"surgery lists"', [("area", "theatres")]),
        ("area:theatres,medicines", [("area", "theatres"), ("area", "medicines")]),
        ("kind:productivity", [("kind", "productivity")]),
        ("type:ambulance", [("trust_type", "ambulance")]),
        ('type:"mental health"', [("trust_type", "mental-health")]),
        ("evidence:strong", [("grade", "strong")]),
        ("effect:cash", [("effect", "cash-releasing")]),
        ("recurrent:yes", [("recurrent", "recurrent")]),
        ("signed:finance", [("sign_off", "finance")]),
        ("icb:fenland", [("icb", "qfl")]),
        ("saving:>100000", [("saving_from", "100001")]),
        ("saving:>=£100k", [("saving_from", "100000")]),
        ("saving:<1m", [("saving_to", "999999")]),
        ("saving:100000-200000", [("saving_from", "100000"), ("saving_to", "200000")]),
        ("saving:100,000", [("saving_from", "100000")]),
        ("year:2023", [("year", "2023")]),
        ("year:2022-2023", [("year", "2023"), ("year", "2022")]),
        ("cost:<50k", [("cost", "staff-time"), ("cost", "under-10k"), ("cost", "10k-50k")]),
        ("cost:>50k", [("cost", "50k-250k"), ("cost", "250k-and-over")]),
        ("payback:<=12", [("payback", "within-6-months"), ("payback", "6-to-12-months")]),
        ("help:visit", [("help", "visit")]),
    ],
)
def test_a_term_becomes_the_parameter_that_it_names(words, term, values):
    found = read(f"beds {term} winter", words)

    assert (found.text, found.values, found.notes) == ("beds winter", values, [])


@pytest.mark.parametrize(
    "term",
    [
        "area:nonsense",
        "trust:ZZZZZ",
        "saving:>lots",
        "year:1066",
        "kind:c",
        "saving:9-3",
        "cost:>9m",
    ],
)
def test_a_term_that_names_nothing_is_words_and_the_reader_is_told(words, term):
    found = read(f"beds {term}", words)

    assert found.values == []
    assert found.text == f"beds {term.replace(':', ' ')}"
    assert len(found.notes) == 1


@pytest.mark.parametrize("text", ["note: beds", "beds 10:30", "https://a.example/x", "area:", ":"])
def test_other_colons_are_only_characters(words, text):
    assert read(text, words).text == text


def test_pasted_prose_is_not_taken_apart(words):
    text = "We had trouble, area:theatres " + "and then more of it " * 8

    assert read(text, words).text == text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.tuples(st.sampled_from(sorted(NAMES)), st.text(max_size=12)).map(":".join),
        ),
        max_size=6,
    ).map(" ".join)
)
def test_any_text_is_read_and_only_known_values_come_out(words, text):
    found = read(text, words)

    for name, value in found.values:
        assert name in {"trust", "saving_from", "saving_to"} or value in words.of[name]


def test_terms_narrow_and_are_shown_as_filters_to_remove(client):
    theatres = make_area(name="Theatres", slug="theatres")
    make_case_study(title="Share hoists", areas=[theatres], trust=make_trust(ods_code="RAA"))
    make_case_study(title="Share beds", areas=[theatres], trust=make_trust(ods_code="RBB"))
    make_case_study(title="Share vans", areas=[make_area(name="Fleet")])

    text = "share hoists area:theatres trust:RAA saving:>1000 kind:odd"
    page = client.get("/search/", {"q": text, "weak": 1})

    text = page.content.decode()
    assert "<strong>1 case study" in text or "1 case study" in text
    shown = page.context["shown"]
    assert [chip.label for chip in shown.chips] == ["Theatres", "From RAA", "Saving over £1,000"]
    assert page.context["form"]["q"].value() == "share hoists kind odd"
    assert "area=theatres" not in shown.chips[0].url
    assert "saving_from" not in shown.chips[2].url
    assert "“kind:odd” is no kind of efficiency we know" in text


def test_feeds_and_exports_read_the_same_terms(client):
    make_case_study(title="Share hoists", trust=make_trust(ods_code="RAA"))
    make_case_study(title="Share beds", trust=make_trust(ods_code="RBB"))

    found = client.get("/search.json", {"q": "share trust:RBB"}).json()

    assert [one["title"] for one in found["case_studies"]] == ["Share beds"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("?saving_from=lots", "“lots” is not an amount"),
        ("?saving_from=500&saving_to=100", "enter at least 500"),
        ("?trust=NOPE1", "there is no trust with the code “NOPE1”"),
        ("?supplier=nobody", "“nobody” is not one of the choices"),
        ("?year=1850", "“1850” is not one of the choices"),
    ],
)
def test_a_bad_value_of_a_new_parameter_is_refused_with_the_reason(client, address, said):
    answer = client.get(f"/search/{address}")

    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_american_spelling_and_amounts_with_units_find_the_same():
    make_case_study(title="Organise the labour of theatre teams", result="We saved £1.2 million.")

    for text in ("organize", "labor", "theater", '"1,200,000"', "£1.2m", "1.2 million"):
        assert titles(text) == ["Organise the labour of theatre teams"], text
