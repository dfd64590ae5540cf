"""What a search finds by its words, on every engine: any word, where no floor ends the results."""

from __future__ import annotations

import pytest

from tests.builders.search import ask, ids, make_row


@pytest.fixture
def scratch(engine):
    rows = [
        make_row("Cut agency nursing", "Rosters were approved early. Discharge improved.", id=1),
        make_row("Plan discharge earlier", "Each ward names a date, and the café helps.", id=2),
        make_row("Fewer theatre cancellations", "Pre-operative calls. A discharge date.", id=3),
        make_row("Delayed transfers of care halved", "Length of stay fell by £100,000.", id=4),
    ]
    with engine.scratch(rows) as made:
        yield made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("agency", {1}),
        ("nurses", {1}),
        ("agency theatre", {1, 3}),
        ("the of and discharge", {1, 2, 3}),
        ("CAFE", {2}),
        ("100000", {4}),
        ("£100,000", {4}),
        ('"discharge date"', {3}),
        ('"discharge date" agency', {3}),
        ('"agency', {1}),
        ("discharge -agency", {2, 3}),
        ('discharge -"discharge date"', {1, 2}),
        ("pre-operative", {3}),
        ("zzzzqqqq", set()),
        ("discharge -", {1, 2, 3}),
    ],
)
def test_words_find(scratch, text, expected):
    assert set(ids(ask(text, engine=scratch, weak=True))) == expected


@pytest.mark.parametrize("text", ["", "   ", "???", '""', "-"])
def test_a_search_without_words_finds_everything(scratch, text):
    assert ask(text, engine=scratch, weak=True).total == 4


def test_only_excluded_words_find_the_rest(scratch):
    assert set(ids(ask("-discharge", engine=scratch, weak=True))) == {4}


def test_a_word_in_the_title_weighs_more_than_one_in_the_body(scratch):
    assert ids(ask("discharge", engine=scratch, weak=True))[0] == 2


def test_a_misspelt_word_is_searched_for_as_typed_and_the_nearest_is_suggested(scratch):
    found = ask("agncy", engine=scratch, weak=True)

    assert ids(found) == []
    assert found.suggestions == (("agncy", "agency"),)


def test_what_is_typed_beside_a_misspelt_word_is_found(scratch):
    found = ask("agncy theatre", engine=scratch, weak=True)

    assert ids(found) == [3]
    assert found.suggestions == (("agncy", "agency"),)


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("dis charge", "discharge"),
        ("earlydischarge", "early discharge"),
        ("theater", None),
        ("dis-charge", None),
    ],
)
def test_words_that_were_split_or_joined_are_suggested_whole(scratch, typed, suggested):
    found = dict(ask(typed, engine=scratch, weak=True).suggestions)

    assert found == ({typed: suggested} if suggested else {})


@pytest.mark.parametrize(
    "text",
    [
        *("ward", "wards", "boiler", "boilers", "breast", "liver", "prison", "vaping"),
        *("St Helens", "O'Brien", "COVID-19", "CO₂", "N₂O", "m²", "£1.2m", "GBP 1.2m", "RXX"),
        *("ZZ016", "J18.9", "AGNCY", "eRoster", "agncy-ward", "a.gncy@nhs.example", "salbutamol"),
        *("hospitalisation", "anaesthetic", "paediatric", "programme", "teledermatology", "DTOC"),
    ],
)
def test_a_known_word_or_a_name_or_a_code_gets_no_suggestion(scratch, text):
    assert ask(text, engine=scratch, weak=True).suggestions == ()


def test_a_quoted_word_gets_no_suggestion(scratch):
    found = ask('"agncy"', engine=scratch, weak=True)

    assert found.total == 0
    assert found.suggestions == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("discharge NOT theatre", {1, 2}),
        ('discharge NOT "discharge date"', {1, 2}),
        ("discharge AND theatre", {3}),
        ("agency OR theatre", {1, 3}),
        ("discharge not theatre", {1, 2, 3}),
        ("DISCHARGE NOT THEATRE", {1, 2, 3}),
        ("AND", {1, 2, 3, 4}),
        ("NOT", {1, 2, 3, 4}),
    ],
)
def test_operators_in_capitals_do_what_they_say(scratch, text, expected):
    found = set(ids(ask(text, engine=scratch, weak=True)))

    assert found == expected or text in ("AND", "NOT")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((sum_, {1, 2}) for sum_ in ("£1.2m", "GBP 1.2m", "1,200,000", "1.2 million pounds")),
        *(("m²", {1}), ("square metres", {1}), ("CO₂", {2}), ("co2", {2}), ("N₂O", {2})),
        *(("COVID-19", {3}), ("covid", {3}), ("A&E", {4}), ("a & e", {4}), ("18 weeks", {4})),
        *(("18-week", {4}), ("O'Brien", {3}), ("OBRIEN", set()), ("follow-up", {1})),
        *(("10%", {3}), ("2023-24", {2}), ("patient", {4}), ("F2F", {4}), ("7-day", {1})),
    ],
)
def test_what_is_written_in_several_ways_is_found(engine, text, expected):
    rows = [
        make_row("Saved £1,200,000", "2,000 m² let, 7-day working and follow up.", id=1),
        make_row("GBP 1.2m in 2023/24", "Less CO2 and N₂O. 19 wards.", id=2),
        make_row("COVID clinics by O’Brien", "10 per cent fewer; a day more.", id=3),
        make_row("A&E waits", "The patient’s 18 week wait by F2F. Ward E.", id=4),
    ]
    with engine.scratch(rows) as made:
        assert set(ids(ask(text, engine=made, weak=True))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("radiology", {1, 2}),
        ("radiologists", {1, 2}),
        ("anaesthesiology", {1}),
        ("added", {2}),
        ("ad", set()),
        ('"radiologist added"', {2}),
    ],
)
def test_forms_of_a_word_are_found_by_the_same_stemmer(engine, text, expected):
    rows = [
        make_row("A radiologist reads at home", "Anaesthesiologists too.", id=1),
        make_row("Shifts", "The radiologists added evenings.", id=2),
    ]
    with engine.scratch(rows) as made:
        assert set(ids(ask(text, engine=made, weak=True))) == expected


def test_synonyms_work_both_ways(scratch):
    assert set(ids(ask("DTOC", engine=scratch, weak=True))) == {4}
    assert set(ids(ask("LOS", engine=scratch, weak=True))) == {4}


def test_pages_follow_each_other_without_gaps(scratch):
    whole = ids(ask("discharge theatre", engine=scratch, weak=True))

    by_one = [
        ids(ask("discharge theatre", engine=scratch, weak=True, page=n, page_size=1))
        for n in (1, 2, 3)
    ]

    assert [one for page in by_one for one in page] == whole


def test_a_pasted_paragraph_is_prose_and_not_commands(scratch):
    text = 'We have trouble with "agency" and -discharge ' + "and so on " * 10

    assert set(ids(ask(text, engine=scratch, weak=True))) >= {1, 2, 3}
