"""The short form as an author lives it: timed, kept while one types, and read from a document."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.builders.office import needs_word_processor, office_file
from tests.journeys.browser import NARROW, follow
from tests.journeys.writing import (
    ANSWERS,
    CHOICES,
    RESULT,
    answer_the_ten,
    complete_the_long_form,
    start_writing,
)

QUARTER_OF_AN_HOUR = 15
REPORT = """
<h1>Plan community visits by postcode</h1>
<h2>Background</h2><p>Nurses drove 61 miles a day and saw nine people.</p>
<h2>What we did</h2><p>A planner groups visits by street each morning.</p>
<ul><li>One inbox takes every request</li><li>Urgent visits go to the nearest nurse</li></ul>
<h2>Results</h2><p>Visits rose from 9 to 12 a day. We saved £52,000 in 2024/25.</p>
<h2>Acknowledgements</h2><p>With thanks to the league of friends for the cake.</p>
"""


@pytest.fixture
def author(someone):
    person = someone("author@zz016.example")
    yield person
    # Drafts are one's own: leave the demonstration as it was for the next test.
    page = person.goes_to("/case-studies/write/")
    while page.get_by_text("Delete it", exact=True).count():
        page.get_by_text("Delete it", exact=True).first.click()
        follow(page.get_by_role("button", name="Delete “").first)


def test_a_record_that_can_be_sent_takes_a_quarter_of_an_hour(author, record_property):
    page = author.goes_to("/my/")
    start_writing(page)

    short = answer_the_ten(page)

    assert short.fields == len(ANSWERS) + len(CHOICES)
    _asks_nothing_that_is_known(page)
    follow(page.get_by_role("button", name="Save and see what is next"))
    progress = page.url
    follow(page.get_by_role("link", name="Open the long form"))
    page.wait_for_load_state("networkidle")
    long = complete_the_long_form(page)
    follow(page.get_by_role("button", name="Save draft"))
    page.goto(progress)
    expect(page.get_by_role("button", name="Send it for review")).to_be_visible()
    expect(page.get_by_text("Everything that readers need is there.")).to_be_visible()
    assert short.minutes + long.minutes < QUARTER_OF_AN_HOUR
    for form, effort in (("short", short), ("long", long)):
        for name in ("fields", "keystrokes", "choices", "minutes"):
            record_property(f"{form}_{name}", getattr(effort, name))


def _asks_nothing_that_is_known(page):
    asked = page.locator("#short-form :is(input, select, textarea):visible").all()
    names = {box.get_attribute("name") for box in asked}
    assert not names & {"trust", "baseline", "turnover", "beds", "staff_count"}, "we know it"


def test_what_is_typed_is_there_after_the_window_closed(author, someone):
    page = author.goes_to("/my/")
    start_writing(page)
    page.locator("[name=title]").fill("Share one store of walking frames")
    page.locator("[name=result]").fill(RESULT)
    expect(page.locator("#saved")).to_contain_text("Saved at")
    address = page.url

    page.goto("about:blank")
    page.goto(address)

    expect(page.locator("[name=title]")).to_have_value("Share one store of walking frames")
    expect(page.locator("[name=result]")).to_have_value(RESULT)


def test_a_second_window_does_not_write_over_the_first(author):
    page = author.goes_to("/my/")
    start_writing(page)
    page.locator("[name=title]").fill("Share one store")
    expect(page.locator("#saved")).to_contain_text("Saved at")
    other = author.context.new_page()
    other.goto(page.url)
    other.locator("[name=title]").fill("Share one store of frames")
    expect(other.locator("#saved")).to_contain_text("Saved at")

    page.locator("[name=result]").fill(RESULT)

    expect(page.locator("#saved")).not_to_contain_text("Saved at")
    expect(page.locator("[name=result]")).to_have_value(RESULT)
    other.reload()
    expect(other.locator("[name=title]")).to_have_value("Share one store of frames")
    other.close()


@needs_word_processor
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_document_of_a_word_processor_becomes_a_draft(author, tmp_path, kind):
    file = tmp_path / f"report.{kind}"
    file.write_bytes(office_file(REPORT, kind))
    page = author.goes_to("/case-studies/write/")
    page.set_viewport_size(NARROW)

    page.get_by_label("Upload a document").set_input_files(file)
    follow(page.get_by_role("button", name="Read it and start"))

    assert page.locator("[name=title]").input_value() == "Plan community visits by postcode"
    assert "61 miles" in page.locator("[name=problem]").input_value()
    assert "Urgent visits" in page.locator("[name=done]").input_value()
    page.locator("[name=savings-0-description]").fill("Miles not driven")
    follow(page.get_by_role("button", name="Use this saving"))
    assert page.locator("[name=savings-0-description]").input_value() == "Miles not driven"
    assert page.locator("[name=savings-1-amount]").input_value() == "52,000"
    follow(page.get_by_role("button", name="Remove saving 2"))
    assert page.locator("[name=savings-1-amount]").count() == 0
    follow(page.get_by_role("button", name="Undo: removing saving 2"))
    assert page.locator("[name=savings-1-amount]").input_value() == "52,000"
    assert "league of friends" in page.locator("#sort").inner_text(), "nothing is dropped"
