"""Everything by keyboard alone, and always visible where one is."""

from __future__ import annotations

import pytest

from tests.journeys.browser import NARROW
from tests.journeys.pages import LEG_CLINICS

WHERE = "document.activeElement.textContent.trim()"
# An outline or a shadow, as a browser computes it where there is one.
MARKED = """() => {
  const style = getComputedStyle(document.activeElement);
  return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== "none";
}"""


def focused(page):
    return page.evaluate(WHERE)


def tab_to(page, words, most=40):
    """Press Tab until the element with these words has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page) == words:
            return
    raise AssertionError(f"{most} presses of Tab did not reach {words!r} on {page.url}")


@pytest.mark.parametrize("path", ["/", "/search/?q=nurses", LEG_CLINICS, "/trusts/", "/help/new/"])
def test_the_skip_link_comes_first_and_leads_to_the_content(someone, path):
    page = someone().goes_to(path)

    page.keyboard.press("Tab")
    assert focused(page) == "Skip to main content"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "maincontent"


@pytest.mark.parametrize("path", ["/", "/search/?q=nurses", LEG_CLINICS, "/help/new/"])
def test_the_focus_is_always_visible(someone, path):
    page = someone().goes_to(path)
    marked: dict[str, bool] = {}

    # A date box is several stops; the mark of its calendar button is not to be had by script.
    for _ in range(30):
        page.keyboard.press("Tab")
        element = page.evaluate("document.activeElement.outerHTML.slice(0, 160)")
        marked[element] = marked.get(element, False) or page.evaluate(MARKED)

    unmarked = [element for element, seen in marked.items() if not seen]
    assert not unmarked, f"No visible focus on {path}:\n" + "\n".join(unmarked)


def type_in_search(page, words):
    box = page.get_by_role("main").get_by_role("combobox").first
    box.focus()
    page.keyboard.type(words)
    page.get_by_role("option").first.wait_for()
    return box


def test_a_suggestion_is_reached_by_arrow_and_enter(someone):
    page = someone().goes_to("/")
    box = type_in_search(page, "strong compression")

    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{LEG_CLINICS}")


def test_enter_without_a_choice_searches(someone):
    page = someone().goes_to("/")
    type_in_search(page, "strong compression")

    page.keyboard.press("Enter")

    page.wait_for_url("**/search/?q=strong+compression*")


def test_escape_closes_the_suggestions_and_keeps_the_words(someone):
    page = someone().goes_to("/")
    box = type_in_search(page, "strong compression")

    page.keyboard.press("Escape")

    assert page.get_by_role("listbox").count() == 0
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "strong compression"


def test_the_menu_of_a_telephone_opens_by_keyboard(someone):
    page = someone(viewport=NARROW).goes_to("/")
    tab_to(page, "Menu")

    page.keyboard.press("Enter")
    tab_to(page, "Efficiency areas")
    page.keyboard.press("Enter")

    page.wait_for_url("**/areas/")


def test_the_menu_of_a_telephone_says_whether_it_is_open(someone):
    page = someone(viewport=NARROW).goes_to("/")
    button = page.get_by_role("button", name="Menu")

    button.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    button.press("Enter")

    assert button.get_attribute("aria-expanded") == "false"
    assert not page.locator("#app-nav").is_visible()


def test_the_filters_of_a_telephone_open_by_keyboard(someone):
    page = someone(viewport=NARROW).goes_to("/search/?q=nurses")
    tab_to(page, "Filter")

    page.keyboard.press("Enter")

    assert page.get_by_label("Trusts most like").is_visible()
