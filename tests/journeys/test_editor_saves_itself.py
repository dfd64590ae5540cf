"""The editor saves by itself, and a button pressed meanwhile waits for what that save says."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.browser import SLOWLY, follow
from tests.journeys.writing import Pen, start_writing


def test_a_line_is_there_once_though_the_draft_is_saved_while_the_editor_saves(someone):
    page = someone("author@zz016.example").goes_to("/my/")
    start_writing(page)
    page.locator("[name=title]").fill("Share one store of walking frames")
    follow(page.get_by_role("button", name="Save and see what is next"))
    follow(page.get_by_role("link", name="Open the long form"))
    page.wait_for_load_state("networkidle")
    held, sent = [], []

    def hold(route):
        by_itself = "application/json" in route.request.headers.get("accept", "")
        if route.request.method != "POST":
            route.continue_()
        elif by_itself and not sent and not held:
            held.append(route)
        else:
            sent.append(route.request)
            route.continue_()

    page.route("**/cms/pages/*/edit/", hold)
    pen = Pen(page)
    pen.opens("Numbers")
    pen.adds("Measure")
    typed = types_until_it_saves(page.locator("[name=measures-0-name]"), held)

    page.get_by_role("button", name="Save draft").click(no_wait_after=True)
    page.wait_for_timeout(1000)
    assert not sent, "the form waits"
    with page.expect_navigation(timeout=SLOWLY):
        held[0].continue_()

    assert "action-publish" not in (sent[0].post_data or "")
    page.get_by_role("tab", name="Numbers").click()
    expect(page.locator("[name$='-name'][name^='measures-']:visible")).to_have_count(1)
    expect(page.locator("[name=measures-0-name]")).to_have_value(typed)


def types_until_it_saves(field, held):
    """Go on typing, as people do: the editor takes what stands there at first for unchanged.

    Returns what was typed last.
    """
    for number in range(20):
        typed = f"Frames bought in {2000 + number}"
        field.fill("")
        field.press_sequentially(typed)
        for _ in range(20):
            if held:
                return typed
            field.page.wait_for_timeout(100)
    raise AssertionError("The editor never saved by itself.")
