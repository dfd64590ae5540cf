"""Wagtail's editor works under its content security policy: a refusal is an error of the console,
which fails every journey.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import SLOWLY, follow

PAGES = [
    "/cms/",
    "/cms/pages/",
    "/cms/images/",
    "/cms/images/multiple/add/",
    "/cms/documents/",
    "/cms/documents/multiple/add/",
    "/cms/users/",
    "/cms/roles/new/",
    "/cms/reports/site-history/",
    "/cms/snippets/",
    "/cms/collections/",
    "/cms/redirects/",
    "/cms/workflows/list/",
]


@pytest.fixture
def admin(someone):
    return someone("admin@exemplar.example")


def open_case_study(admin):
    """The long form of a published record, from the list of its trust's pages."""
    page = admin.goes_to("/cms/pages/")
    page.goto(f"{page.url}?q=Get+beds+hoists")
    follow(page.get_by_role("link", name=re.compile("Get beds, hoists")).first)
    page.wait_for_load_state("networkidle")
    if "/edit/" not in page.url:
        page.goto(f"{page.url.rstrip('/')}/edit/")
    return page


def test_no_page_of_the_editor_needs_what_the_policy_refuses(admin):
    for path in PAGES:
        answer = admin.page.goto(f"{admin.site.url}{path}")
        admin.page.wait_for_load_state("networkidle")
        policy = answer.headers["content-security-policy"]
        script = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert "unsafe" not in script, path


def test_case_study_is_edited_under_the_policy(admin):
    page = open_case_study(admin)
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("iframe[title=Preview]").last
    expect(preview.get_by_role("heading", level=1)).to_be_visible(timeout=SLOWLY)
    page.get_by_role("button", name="Toggle preview").click()

    expect(page.locator("[role=textbox]").first).to_be_attached()
    page.locator("[data-chooser-action-choose]:visible").first.click()
    expect(page.locator(".modal-dialog:visible")).to_have_count(1)
    # Its button, once it stands still: a key pressed while the window opens is not heard.
    page.locator(".modal-dialog [data-dismiss=modal]").first.click()
    expect(page.locator(".modal-dialog:visible")).to_have_count(0)

    page.get_by_role("tab", name="Numbers").click()
    rows = page.locator("[name^=measures-][name$=-name]:visible")
    before = rows.count()
    page.get_by_role("button", name="Add Measure").click()
    expect(rows).to_have_count(before + 1)
    page.locator(f"[name=measures-{before}-baseline_date]").click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
