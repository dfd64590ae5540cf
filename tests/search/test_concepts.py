"""Which typed words belong together, and what the operators in capitals make of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import content_words
from search.curation import with_synonyms
from search.models import SynonymRule
from search.text_query import read
from tests.hypothesis_profiles import examples

PIECES = st.sampled_from(
    [
        *("wards", "theatre", "the", "of", "AND", "OR", "NOT", "and", "19", "COVID-19", "18-week"),
        *("£1.2", "million", "£1.2m", "GBP", "10", "per", "cent", "weeks", "A&E", "&", "A", "E"),
        *("O'Brien", "St", "(", ")", "(ward", "beds)", '"', '"day', 'case"', "-", "-x", "ward(s)"),
        *(
            "follow-up",
            "pre-operative",
            "2023/24",
            "J18.9",
            "ß",
            "CO₂",
            "m²",
            "square",
            "metres",
            "sq",
            "m",
            "\u2019",
            "…",
            "1,2",
        ),
    ]
)
TYPED = st.one_of(st.text(), st.lists(PIECES, max_size=30).map(" ".join))


def phrases_of(text):
    return [{" ".join(phrase) for phrase in one.phrases} for one in read(text).concepts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("agency nursing", [{"agency"}, {"nursing"}]),
        ("agency agency", [{"agency"}]),
        # A number belongs to the word beside it.
        ("COVID-19", [{"covid 19", "covid"}]),
        ("covid 19 wards", [{"covid 19", "covid"}, {"wards"}]),
        ("band 5 nurses", [{"band 5", "band"}, {"nurses"}]),
        ("5 ways to save", [{"5 ways", "ways"}, {"save"}]),
        ("18-week waits", [{"18 week"}, {"waits"}]),
        ("18 weeks", [{"18 weeks"}]),
        ("7-day services", [{"7 day"}, {"services"}]),
        ("24 hr cover", [{"24 hour"}, {"cover"}]),
        ("24/7", [{"24 7"}]),
        ("5-10 beds", [{"5 10 beds"}]),
        ("2023/24 budget", [{"2023 24"}, {"budget"}]),
        ("1 April 2024", [{"1 april", "april"}, {"2024"}]),
        ("J18.9", [{"j18 9", "j18"}]),
        ("10% saving", [{"10 percent"}, {"saving"}]),
        ("10 per cent", [{"10 percent"}]),
        ("19", [{"19"}]),
        # Codes are words.
        ("F2F T2 CO₂ N₂O m²", [{"f2f"}, {"t2"}, {"co2"}, {"n2o"}, {"m2"}]),
        # Names.
        ("St Helens and Knowsley", [{"st helens"}, {"knowsley"}]),
        ("O'Brien", [{"o brien", "obrien"}]),
        ("O’Brien", [{"o brien", "obrien"}]),
        ("FOR-Ward", [{"for ward", "forward"}]),
        ("N.H.S. trusts", [{"n h s", "nhs"}, {"trusts"}]),
        ("patient's discharge", [{"patient"}, {"discharge"}]),
        ("ward(s) closed", [{"ward"}, {"closed"}]),
        # Parts that mean nothing by themselves.
        ("A&E waits", [{"a e"}, {"waits"}]),
        ("A & E waits", [{"a e"}, {"waits"}]),
        ("follow-up", [{"follow up", "followup"}]),
        ("out-of-hours GP", [{"out of hours", "outofhours"}, {"gp"}]),
        ("pre-operative calls", [{"pre operative", "preoperative"}, {"calls"}]),
        ("e-rostering", [{"e rostering", "erostering"}]),
        ("ward-based pharmacy", [{"ward"}, {"based"}, {"pharmacy"}]),
        ("health/social care", [{"health"}, {"social"}, {"care"}]),
        ("IV to oral switch", [{"iv"}, {"oral"}, {"switch"}]),
        # One sum is one word.
        ("£1.2m saving", [{"1200000"}, {"saving"}]),
        ("saving of £1.2 million", [{"saving"}, {"1200000"}]),
        # Quotations.
        ('"day case" surgery', [{"day case"}, {"surgery"}]),
        ('"theatre" theatre', [{"theatre"}]),
        # Nothing but stop words.
        ("to be", [{"to"}, {"be"}]),
        ("-discharge", []),
        ("", []),
    ],
)
def test_what_belongs_together_is_one_concept(text, expected):
    assert phrases_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("COVID-19 wards", {("covid",), ("covid", "19"), ("wards",)}),
        ("A&E", {("a", "e")}),
        ("18-week waits", {("18", "week"), ("waits",)}),
        ("hip replacement OR knee", {("hip", "replacement"), ("knee",)}),
        ("agency nursing", {("agency",), ("nursing",)}),
        ("to be", {("to",), ("be",)}),
    ],
)
def test_no_part_is_looked_for_that_means_nothing_by_itself(text, expected):
    found = read(text)

    assert {*((word,) for word in found.words), *found.alternatives} == expected


@pytest.mark.parametrize(
    ("text", "concepts", "required", "excluded"),
    [
        ("wards NOT theatre", ["wards"], [], ["theatre"]),
        ("wards NOT theatre nurses", ["wards", "nurses"], [], ["theatre"]),
        ('wards NOT "day case"', ["wards"], [], ["day case"]),
        ("wards NOT (day case OR theatre) cost", ["wards", "cost"], [], ["day case", "theatre"]),
        ("wards AND NOT theatre", ["wards"], [], ["theatre"]),
        ("wards NOT COVID-19", ["wards"], [], ["covid 19"]),
        ("theatre AND wards", ["theatre", "wards"], ["theatre", "wards"], []),
        ("day case AND ward NOT cost", ["day", "case", "ward"], ["day", "case", "ward"], ["cost"]),
        ("theatre OR wards", ["theatre"], [], []),
        ("(ward OR theatre) AND cost", ["ward", "cost"], ["ward", "cost"], []),
        ('"day case" OR inpatients', ["day case"], [], []),
        ('"day case" AND ward', ["day case", "ward"], ["day case", "ward"], []),
        ('"wards NOT theatre"', ["wards not theatre"], ["wards not theatre"], []),
        # In small letters they are words, and stop words at that; as in a text all in capitals.
        ("theatre and wards or not clinics", ["theatre", "wards", "clinics"], [], []),
        ("THEATRE AND WARDS NOT CLINICS", ["theatre", "wards", "clinics"], [], []),
        # Nothing to join.
        ("OR utilisation", ["utilisation"], [], []),
        ("wards AND", ["wards"], [], []),
        ("wards NOT", ["wards"], [], []),
        ("wards OR OR theatre", ["wards"], [], []),
        ("wards NOT (theatre", ["wards"], [], ["theatre"]),
        # A bracket is a character but for what it parts.
        ("long stay (LOS), beds", ["long", "stay", "los", "beds"], [], []),
    ],
)
def test_operators(text, concepts, required, excluded):
    found = read(text)

    assert [one.key for one in found.concepts] == concepts
    assert [one.key for one in found.required] == required
    assert [" ".join(phrase) for phrase in found.excluded] == excluded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("theatre OR wards", [{"theatre", "wards"}]),
        ("theatre OR wards OR clinics cost", [{"theatre", "wards", "clinics cost"}]),
        ("hip replacement OR knee replacement", [{"hip replacement", "knee replacement"}]),
        ("length of stay OR the discharge", [{"length of stay", "discharge"}]),
        ("long waits for patients OR carers", [{"long"}, {"waits"}, {"patients", "carers"}]),
        ("COVID-19 OR flu", [{"covid 19", "covid", "flu"}]),
    ],
)  # fmt: skip
def test_or_joins_two_concepts_into_one(text, expected):
    assert phrases_of(text) == expected


@settings(max_examples=examples(300, full=3000), deadline=None)
@given(text=TYPED)
def test_every_word_is_in_exactly_one_concept_whatever_is_typed(text):
    found = read(text)

    plain = [one for one in found.concepts if not one.is_exact]
    for word in set(content_words([*found.typed])):
        assert sum(any(word in phrase for phrase in one.phrases) for one in plain) <= 1
        assert any(word in phrase for one in found.concepts for phrase in one.phrases)
    # What is looked for is what was asked for.
    looked_for = {*((word,) for word in found.words), *found.alternatives}
    assert looked_for >= {phrase for one in plain for phrase in one.phrases}
    assert all(phrase and all(phrase) for one in found.concepts for phrase in one.phrases)
    assert len({one.key for one in found.concepts}) == len(found.concepts)


def said(text):
    found = with_synonyms(read(text))
    return [[" ".join(phrase) for phrase in one.phrases] for one in found.concepts]


@pytest.fixture
def rules(db):
    SynonymRule.objects.all().delete()
    SynonymRule.objects.create(terms=["length of stay", "LOS"])
    SynonymRule.objects.create(terms=["theatre list", "operating list"])


def test_a_synonym_is_another_way_to_say_each_word_that_it_stands_for(rules):
    assert said("theatre list in wards") == [
        ["theatre", "operating list"],
        ["list", "operating list"],
        ["wards"],
    ]


def test_what_an_acronym_is_short_for_is_one_thing_as_the_acronym_is(rules):
    assert said("length of stay in wards") == [["length of stay", "los"], ["wards"]]
    assert said("LOS in wards") == [["los", "length of stay"], ["wards"]]
    assert said("stay") == [["stay"]]


def test_quotation_marks_keep_to_what_was_typed(rules):
    assert said('"LOS"') == [["los"]]
    assert said('"length of stay"') == [["length of stay"]]


def test_what_must_be_there_may_be_said_otherwise(rules):
    found = with_synonyms(read("LOS AND wards"))

    assert [one.phrases for one in found.required] == [
        (("los",), ("length", "of", "stay")),
        (("wards",),),
    ]
