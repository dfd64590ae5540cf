"""Warnings about personal data: what is noticed, and what is rightly passed over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudies.review.personal_data import findings, is_nhs_number

NHS_NUMBER = "943 476 5919"  # the published example of the check digit rule


def kinds(text: str) -> list[str]:
    return [one.kind.value for one in findings(text)]


@pytest.mark.parametrize(
    ("text", "kind", "excerpt"),
    [
        (f"Patient {NHS_NUMBER} came.", "nhs-number", NHS_NUMBER),
        ("NHS no. 9434765919.", "nhs-number", "9434765919"),
        ("See 943-476-5919, please", "nhs-number", "943-476-5919"),
        ("DOB: 01/04/1952", "date-of-birth", "DOB: 01/04/1952"),
        ("d.o.b. 1.4.52", "date-of-birth", "d.o.b. 1.4.52"),
        ("She was born on 3rd March 1950.", "date-of-birth", "born on 3rd March 1950"),
        ("Date of birth - 1950-03-01", "date-of-birth", "Date of birth - 1950-03-01"),
        ("Write to jane.o'neil@nhs.net.", "email", "jane.o'neil@nhs.net"),
        ("Ring 01632 960123 now", "telephone", "01632 960123"),
        ("on 07700 900 123.", "telephone", "07700 900 123"),
        ("call +44 (0)20 7946 0123", "telephone", "+44 (0)20 7946 0123"),
        ("(020) 7946 0123", "telephone", "(020) 7946 0123"),
        ("Mr Smith, 74, fell at home.", "patient-name", "Mr Smith"),
        ("Mrs Jones was admitted with a broken hip.", "patient-name", "Mrs Jones"),
        ("A patient named Jane Smith waited.", "patient-name", "Jane Smith"),
        ("The patient, known as Bob, waited.", "patient-name", "Bob"),
        ("Patient name: Ann Lee", "patient-name", "Ann Lee"),
        ("Jane Smith, aged 82, was discharged.", "patient-name", "Jane Smith"),
        ("Ivy Brown (91) lives alone.", "patient-name", "Ivy Brown"),
        ("The patient lives at 4 High Street, LS1 4AP.", "postcode", "LS1 4AP"),
    ],
)
def test_personal_data_is_noticed(text, kind, excerpt):
    (found,) = findings(text)

    assert (found.kind, found.excerpt) == (kind, excerpt)
    assert text[found.start :].startswith(excerpt)
    assert found.why.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "The reference is 943 476 5918.",  # the check digit is wrong
        "It cost £9434765919 in all.",
        "We saw 9,434,765,919 rows.",
        "Order 94347659190 arrived.",
        "1111111111",
        "The ward opened on 01/04/2023.",
        "An idea born in 2019.",
        "The programme, born out of need, began on 3 March 2020.",
        "It saved £01632 960123.",
        "From 2019 to 2023 we saw 0.123456789 a day.",
        "Between 100 200 300 and 400 500 600 units.",
        "Mr Patel, consultant surgeon, treated the first patients.",
        "Our director Mrs Jones thanked the patients.",
        "We met on Ms Teams with patients.",
        "Mr Smith opened the new building.",
        "Length of stay, 74 beds, was cut.",
        "Leeds Teaching, 14 wards, took part.",
        "Riverside Hospital (82) scored best.",
        "The hospital is at LS1 4AP.",
        "Ward B12 3CD scans a day.",
        "A 74-year-old patient was admitted.",
        "Patient named nurses are listed.",
        "Follow us @exemplar on the site.",
        "Fill rates rose from 81% to 93%, from 100 to 60 a week.",
        "See https://www.england.nhs.uk/2019/03/a-plan-2018-2028/",
    ],
)
def test_what_only_looks_alike_is_passed_over(text):
    assert findings(text) == []


def test_the_records_own_contacts_are_no_finding():
    text = "Write to Jane@nhs.net or bob@nhs.net."

    (found,) = findings(text, allowed_emails=["jane@NHS.net"])

    assert found.excerpt == "bob@nhs.net"


def test_findings_come_in_the_order_of_the_text():
    text = f"a@nhs.net then {NHS_NUMBER} then Mr Smith, 74, then DOB 01/02/1950"

    assert kinds(text) == ["email", "nhs-number", "patient-name", "date-of-birth"]


@given(st.text("0123456789", min_size=9, max_size=9).filter(lambda digits: len(set(digits)) > 1))
def test_of_the_ten_last_digits_one_at_most_passes(first_nine):
    passing = [last for last in "0123456789" if is_nhs_number(first_nine + last)]

    assert len(passing) <= 1


@given(st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_never_passes(place, more):
    digits = list("9434765919")
    digits[place] = str((int(digits[place]) + more) % 10)

    assert not is_nhs_number("".join(digits))


@given(st.text())
def test_any_text_is_searched_without_error(text):
    for found in findings(text):
        assert text[found.start :].startswith(found.excerpt)


def test_a_long_text_takes_no_more_than_its_length():
    text = "Mr Smith and 0 1 2 3 4 5 6 7 8 9 born Jane Doe, " * 4_000

    assert len(findings(text)) <= len(text)
