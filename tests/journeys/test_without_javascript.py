"""Everything a visitor needs, with scripts switched off."""

from __future__ import annotations

import pytest

from tests.journeys.browser import follow
from tests.journeys.pages import LEG_CLINICS, MEMBER

PROBLEM = "Our leg clinics lose one patient in five between booking and the first visit."


@pytest.fixture
def plain(someone):
    """A visitor whose browser runs no scripts."""
    return someone(javascript=False)


def count_of(page):
    return int(page.locator("#results-title").inner_text().split()[0])


def test_a_search_is_narrowed_by_a_facet(plain):
    page = plain.goes_to("/search/?q=nurses")
    everything = count_of(page)

    page.get_by_label("System efficiency").check()
    follow(page.get_by_role("button", name="Apply filters"))

    assert "kind=system" in page.url and "q=nurses" in page.url
    assert 0 < count_of(page) < everything


def test_a_filter_in_force_can_be_taken_away(plain):
    page = plain.goes_to("/search/?q=nurses&kind=system")

    follow(page.get_by_role("link", name="Remove filter: System efficiency"))

    assert "kind=system" not in page.url


def test_results_are_sorted_by_the_button(plain):
    page = plain.goes_to("/search/?q=nurses")

    page.get_by_label("Sort by").select_option("newest")
    follow(page.get_by_role("button", name="Sort"))

    assert "sort=newest" in page.url
    assert page.get_by_label("Sort by").input_value() == "newest"


def test_the_next_page_keeps_the_search(plain):
    page = plain.goes_to("/search/?q=nurses")
    first = page.locator(".app-result__title").all_inner_texts()

    follow(page.get_by_role("link", name="Next page"))

    assert "q=nurses" in page.url and "page=2" in page.url
    assert not set(first) & set(page.locator(".app-result__title").all_inner_texts())


def test_without_suggestions_the_search_box_still_searches(plain):
    page = plain.goes_to("/")
    box = page.get_by_role("main").get_by_role("searchbox")

    box.press_sequentially("leg ulc")
    with page.expect_navigation():
        box.press("Enter")

    assert "/search/" in page.url
    title = "Start strong compression within two weeks"
    assert page.get_by_role("heading").get_by_role("link", name=title).count() == 1


def test_a_visitor_who_signs_in_finds_what_they_wrote(plain):
    page = plain.goes_to("/help/new/")
    page.get_by_label("What is the problem?").fill(PROBLEM)
    follow(page.get_by_role("button", name="Sign in and send"))

    page.get_by_label("E-mail address").fill(MEMBER)
    page.get_by_label("Password").fill(plain.site.password)
    follow(page.get_by_role("main").get_by_role("button", name="Sign in"))

    assert page.get_by_label("What is the problem?").input_value() == PROBLEM


def test_a_form_with_errors_keeps_what_was_typed(someone):
    page = someone(MEMBER, javascript=False).goes_to("/help/new/")
    page.get_by_label("What is the problem?").fill(PROBLEM)
    page.get_by_label("Have a talk").check()

    follow(page.get_by_role("button", name="Send the request"))

    assert page.get_by_role("link", name="Choose the area your problem is in").is_visible()
    assert page.get_by_label("What is the problem?").input_value() == PROBLEM
    assert page.get_by_label("Have a talk").is_checked()


def test_a_wrong_password_is_answered_in_words(plain):
    page = plain.goes_to("/accounts/login/")
    page.get_by_label("E-mail address").fill(MEMBER)
    page.get_by_label("Password").fill("not-the-password")

    follow(page.get_by_role("main").get_by_role("button", name="Sign in"))

    assert page.get_by_role("heading", name="There is a problem").is_visible()
    assert page.get_by_label("E-mail address").input_value() == MEMBER


def test_the_trusts_of_the_map_are_in_a_list_too(plain):
    page = plain.goes_to("/trusts/?q=Brindlewood")
    marks = page.locator(".app-map__link").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )

    names = page.locator(".app-trusts__name a").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )

    assert names and set(marks) == set(names)


def test_every_link_of_the_menu_is_there_on_a_telephone(someone):
    page = someone(javascript=False, viewport={"width": 360, "height": 740}).goes_to("/")

    assert page.get_by_role("link", name="Efficiency areas", exact=True).first.is_visible()
    assert not page.get_by_role("button", name="Menu").is_visible()


def test_the_values_of_a_chart_can_be_read(plain):
    page = plain.goes_to(LEG_CLINICS)

    page.get_by_text("Weeks to heal, clinic areas: the numbers").click()

    assert page.get_by_role("region", name="Weeks to heal, clinic areas: values").is_visible()
