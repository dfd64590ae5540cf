"""Drafts: each block stands in one place, by its heading, its label or its words."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudies.documents.blocks import Document, heading, item, margin, paragraph, table
from casestudies.documents.drafting import Draft, draft_from, is_sign, to_html, to_lines, to_text
from casestudies.documents.reading import read, read_pasted
from casestudies.documents.signs import SIGNS, Part, exact_sign, label_of, sign_of
from tests.builders.office import needs_word_processor, office_file

WORDS = st.sampled_from(
    [*sorted(SIGNS), "The lake is blue.", "We introduced a clinic.", "Aim: shorter waits",
     "Waits fell from 9 to 4 days.", "Saved £2m a year.", "Jane Smith, ward manager", "a@b.nhs.uk",
     "Read this:", "Our journey so far", "  x  ", "Summary: " + "long " * 60, "No – really"]
)  # fmt: skip
BLOCKS = st.one_of(
    st.builds(heading, WORDS, st.integers(0, 6)),
    st.builds(paragraph, st.one_of(WORDS, st.text(min_size=1))),
    st.builds(item, WORDS, st.integers(1, 5), ordered=st.booleans()),
    st.builds(margin, WORDS),
    st.builds(table, st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=3)),
)


def draft(*blocks) -> Draft:
    return draft_from(Document("text", tuple(blocks)))


def parts(*blocks) -> list[str]:
    return [one.part.value for one in draft(*blocks).placements]


@given(st.lists(BLOCKS))
def test_every_block_stands_in_exactly_one_part_or_in_the_remainder(blocks):
    made = draft(*blocks)

    standing = [one.block for part in Part for one in made.of(part)]
    assert sorted(map(id, standing)) == sorted(map(id, blocks))
    assert [one.block for one in made.placements] == blocks


@given(st.lists(BLOCKS))
def test_what_is_shown_of_a_part_holds_all_its_words(blocks):
    made = draft(*blocks)

    for part in Part:
        placed = [one for one in made.of(part) if not is_sign(one)]
        words = [word for one in placed for word in one.words.split()]
        assert to_text(made.of(part)).split() == words
        assert " ".join(to_lines(made.of(part))).split() == words


@given(st.lists(BLOCKS))
def test_only_a_label_or_the_name_of_the_part_itself_is_not_shown(blocks):
    for one in draft(*blocks).placements:
        hidden = one.block.text if is_sign(one) else one.block.text[: one.begins]

        assert not hidden or exact_sign(hidden.strip(" :–—")) is one.part


@given(st.lists(BLOCKS))
def test_suggestions_only_repeat_what_the_text_says(blocks):
    made = draft(*blocks)
    text = "\n".join(block.text for block in blocks)

    for found in (*made.savings, *made.measures):
        assert found.sentence in text
    for contact in made.contacts:
        assert all(said in text for said in (contact.name, contact.role, contact.email))


@needs_word_processor
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_no_paragraph_of_a_real_file_is_lost_or_doubled(kind):
    sentences = [f"Sentence number {n} is about something of its own." for n in range(40)]
    names = ["Background", "Our odd words", "What we did", "Impact on staff", "Next steps"]
    body = "<h1>Cut waits</h1>" + "".join(
        f"<h2>{name}</h2>" + "".join(f"<p>{one}</p>" for one in sentences[n * 8 : n * 8 + 8])
        for n, name in enumerate(names)
    )

    made = draft_from(read(office_file(body, kind), "x"))

    assert made.title == "Cut waits"
    text = " ".join(one.words for one in made.placements)
    assert re.findall(r"Sentence number \d+ is about something of its own\.", text) == sentences
    assert len(made.of(Part.STAFF)) == len(made.of(Part.PROBLEM)) == 9
    assert len(made.remainder) == 18


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("2. The Challenge:", Part.PROBLEM),
        ("Aims & objectives", Part.PROBLEM),
        ("What did we do?", Part.DONE),
        ("Key results and impact", Part.HAPPENED),
        ("Impact on staff", Part.STAFF),
        ("Challenges", Part.DID_NOT_WORK),
        ("Lessons learnt from the pilot", Part.DID_NOT_WORK),
        ("Health inequalities", Part.EQUALITY),
        ("For further information, contact", Part.CONTACTS),
        ("Next steps", Part.REMAINDER),
        ("A new discharge process", None),
        ("Background and results", None),
        ("Our story", None),
    ],
)
def test_a_heading_leads_where_a_reader_would_look(words, part):
    assert sign_of(words) is part


def test_no_heading_of_the_lists_is_hidden_by_the_way_headings_are_read():
    astray = [words for words, part in SIGNS.items() if exact_sign(words.title()) is not part]

    assert not astray


def test_a_label_names_its_part_and_is_not_shown():
    made = draft(paragraph("Title: Cut waits"), paragraph("Aim – shorter waits"))

    assert made.title == "Cut waits"
    assert to_text(made.of(Part.PROBLEM)) == "shorter waits"
    assert label_of("Cost: £5") == (Part.HAPPENED, 6)
    assert label_of("We met at 10: nobody came") is None


def test_a_smaller_heading_stays_in_its_section_and_an_equal_one_ends_it():
    found = parts(
        heading("What we did", 2), heading("Ward 7", 3), paragraph("Beds moved."),
        heading("Ward 8", 2), paragraph("The lake is blue."),
    )  # fmt: skip

    assert found == ["done", "done", "done", "remainder", "remainder"]


def test_a_heading_that_says_nothing_goes_with_the_text_under_it():
    found = parts(heading("T", 1), heading("Our story", 2), paragraph("We introduced a clinic."))

    assert found == ["title", "done", "done"]


def test_without_headings_the_words_decide_and_doubt_goes_to_the_remainder():
    found = parts(
        paragraph("Shorter waits for scans"),
        paragraph("Historically the ward was struggling with demand."),
        paragraph("We introduced a clinic. We trained two nurses:"),
        item("one in May"),
        paragraph("As a result waits fell from 9 to 4 days."),
        paragraph("You will need an electronic roster."),
        paragraph("The lake is blue."),
    )

    assert found == [
        "title", "problem", "done", "done", "happened", "must_have", "remainder",
    ]  # fmt: skip


def test_a_summary_of_one_line_is_the_result_and_a_long_one_is_left_to_sort():
    short = parts(heading("Summary", 2), paragraph("Waits fell."))
    long = draft(heading("Summary", 2), paragraph("Waits fell. " * 20))

    assert short == ["result", "result"]
    assert len(long.remainder) == 2
    assert "choose one line" in long.remainder[1].why


def test_the_author_is_told_how_much_is_left_to_sort():
    assert "1 of 2 paragraphs fit nowhere" in draft(heading("T", 1), paragraph("X is.")).notes[0]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("This saved £1.2m in 2023/24, recurrent and cash-releasing.",
         (1_200_000, "2023/24", "cash-releasing", "recurrent")),
        ("A one-off saving of £45,300.", (45_300, "", "", "one-off")),
        ("Costs of £20k were avoided in 2022-23.", (20_000, "2022/23", "cost-avoided", "")),
        ("We saved £3 million per annum.", (3_000_000, "", "", "recurrent")),
    ],
)  # fmt: skip
def test_a_saving_says_what_its_sentence_says_and_no_more(sentence, found):
    (saving,) = draft(paragraph(f"Hello. {sentence} Bye.")).savings

    assert (saving.amount, saving.financial_year, saving.effect, saving.recurrence) == found
    assert saving.sentence == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "We spent £20,000 on beds.",
        "An investment of £50,000 saved £100,000.",
        "The cost of a stay fell from £300 to £250.",
        "We saved 300 hours.",
    ],
)
def test_what_may_not_be_a_saving_is_not_suggested(sentence):
    assert draft(paragraph(sentence)).savings == ()


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Average length of stay fell from 9.2 to 6.8 days.",
         ("Average length of stay", "days", "9.2", "6.8")),
        ("In May, fill rates rose from 81% to 93%.", ("fill rates", "%", "81", "93")),
        ("A stay's cost fell from £1,300 to £950.", ("A stay's cost", "£", "1300", "950")),
    ],
)  # fmt: skip
def test_a_measure_has_its_name_unit_and_values_from_its_sentence(sentence, found):
    (measure,) = draft(paragraph(sentence)).measures

    assert (measure.name, measure.unit) == found[:2]
    assert (measure.baseline, measure.after) == (Decimal(found[2]), Decimal(found[3]))


@pytest.mark.parametrize(
    "text",
    [
        "From 2019 to 2023.",
        "From 9 days to 12 beds.",
        "From A to B.",
        "It fell from 10-12 to 6 tonnes.",
    ],
)
def test_what_is_no_measure_is_not_suggested(text):
    assert draft(paragraph(text)).measures == ()


def test_contacts_come_from_their_section_and_from_every_address():
    made = draft(
        heading("What we did", 2),
        paragraph("We wrote to it.help@example.nhs.uk about the roster."),
        heading("Contact", 2),
        paragraph("Dr Jane O'Neil, Head of Pharmacy, jane@example.nhs.uk, 01632 960123"),
        paragraph("Sam Patel"),
        paragraph("Finance manager"),
        paragraph("Email: sam@example.nhs.uk"),
    )

    found = [(one.name, one.role, one.email) for one in made.contacts]
    assert found == [
        ("Dr Jane O'Neil", "Head of Pharmacy", "jane@example.nhs.uk"),
        ("Sam Patel", "Finance manager", "sam@example.nhs.uk"),
        ("", "", "it.help@example.nhs.uk"),
    ]


def test_html_is_escaped_and_a_table_is_a_list():
    made = draft(
        heading("What we did", 2), heading("On <ward> 7", 3), paragraph("a & b\nc"),
        item("one"), item("two"), table([["Shifts", "100"]]),
    )  # fmt: skip

    assert to_html(made.of(Part.DONE)) == (
        "<p><b>On &lt;ward&gt; 7</b></p><p>a &amp; b<br/>c</p>"
        "<ul><li>one</li><li>two</li><li>Shifts | 100</li></ul>"
    )


def test_pasted_text_becomes_a_draft():
    made = draft_from(read_pasted("Cut waits\n\nBackground\nLong waits.\n\nLessons\nStart early."))

    assert made.title == "Cut waits"
    assert to_html(made.of(Part.PROBLEM)) == "<p>Long waits.</p>"
    assert to_html(made.of(Part.DID_NOT_WORK)) == "<p>Start early.</p>"


@pytest.mark.parametrize(
    ("sentence", "amount"),
    [
        ("Agency spend fell from £1.42m to £1.08m in 2024/25.", 340_000),
        ("Agency spend fell by £340,000, from £1.42m to £1.08m.", 340_000),
        ("Spend was cut by £340,000 to £1.08m.", 340_000),
        ("Spend fell from about £900k to £560k a year, a saving of £340,000.", 340_000),
    ],
)
def test_a_fall_is_one_saving_of_the_difference(sentence, amount):
    (saving,) = draft(paragraph(sentence)).savings

    assert saving.amount == amount


@pytest.mark.parametrize(
    "sentence",
    [
        "Costs rose from £1.08m to £1.42m.",
        "Savings fell from £1m to £0.5m.",
        "The price fell from £12 to £9 a patient.",
        "Income fell from £1.42m to £1.08m.",
    ],
)
def test_a_rise_a_price_and_lost_income_are_no_savings(sentence):
    assert draft(paragraph(sentence)).savings == ()


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("We saved between £1m and £1.5m.", "range"),
        ("We saved up to £3m.", "limit"),
        ("Over three years this saved £1.2m.", "sum of 3 years"),
        ("Each month we save £5k.", "for one month"),
    ],
)
def test_what_is_no_figure_of_a_year_is_suggested_without_an_amount(sentence, asks):
    (saving,) = draft(paragraph(sentence)).savings

    assert saving.amount is None
    assert asks in saving.ask


def test_a_table_counts_in_the_unit_of_its_heading_and_its_total_is_left_out():
    made = draft(
        table(
            [
                ["Scheme", "Year", "Saving £000", "Effect"],
                ["Agency", "24/25", "340", "Cash-releasing"],
                ["Total", "", "340", ""],
            ]
        )
    )

    (saving,) = made.savings
    assert (saving.amount, saving.financial_year) == (340_000, "2024/25")
    assert saving.effect == "cash-releasing"
