"""An author answers the ten questions, then adds in the long form what only it asks."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.journeys.browser import follow

TITLE = "Teach catheter care to care home staff by video"
RESULT = "Unplanned catheter visits in 14 care homes fell from 62 to 35 a month in eight months."

ANSWERS = {
    "title": TITLE,
    "result": RESULT,
    "problem": (
        "Care homes rang us 62 times a month about blocked catheters. A nurse drove out each "
        "time, often at night, and found a kinked tube or a full bag."
    ),
    "done": (
        "A continence nurse ran four 40-minute video sessions for each home and wrote a "
        "one-page check. Homes ring a video line first."
    ),
    "happened": "Visits fell to 35 a month. Two in three calls now end without a visit.",
    "amount": "£41,000",
    "financial_year": "2025/26",
    "description": "Bank shifts no longer booked at night",
    "source": "Bank ledger, code 4471",
    "contact_1_name": "Moira Castleden",
    "contact_1_role": "Tissue viability lead",
    "contact_1_email": "wounds@zz016.example",
    "contact_2_name": "Tunde Hale",
    "contact_2_role": "Locality manager",
    "contact_2_email": "locality@zz016.example",
}
CHOICES = {
    "kind": "productivity",
    "area_1": "community",
    "effect": "cash-releasing",
    "recurrence": "recurrent",
}
DID_NOT_WORK = "Three homes with high turnover slid back within ten weeks."


@dataclass
class Effort:
    """What writing took: fields, keys, and an estimate of the minutes of a person's time.

    People compose at 19 words a minute at a keyboard (Karat and others, CHI 1999); a choice takes
    five seconds to read and point at. Both are for somebody who knows what they did.
    """

    fields: int = 0
    keystrokes: int = 0
    words: int = 0
    choices: int = 0

    @property
    def minutes(self) -> float:
        return self.words / 19 + self.choices * 5 / 60


def start_writing(page: Page) -> None:
    """From one's own page to the ten questions."""
    follow(page.get_by_role("link", name="Write a case study"))
    follow(page.get_by_role("button", name="Start writing"))


def answer_the_ten(page: Page) -> Effort:
    """Fill in the short form key by key, and say what it took."""
    effort = Effort()
    for name, text in ANSWERS.items():
        page.locator(f"[name={name}]").click()
        page.keyboard.type(text)
        effort.fields += 1
        effort.keystrokes += len(text)
        effort.words += len(text.split())
    for name, value in CHOICES.items():
        page.locator(f"[name={name}]").select_option(value)
        effort.fields += 1
        effort.choices += 1
    return effort


def complete_the_long_form(page: Page) -> None:
    """Add what publishing needs and the short form does not ask, in the open editor."""
    _identity(page)
    _classify(page)
    _story(page)
    _numbers(page)
    _copying(page)
    _people(page)


def _tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def _identity(page: Page) -> None:
    _tab(page, "Identity")
    _date(page, "started", "2025-03-01")
    _date(page, "measured", "2026-05-01")
    page.locator("[name=stage]").select_option("embedded")


def _date(page: Page, name: str, value: str) -> None:
    page.locator(f"[name={name}]").fill(value)
    # The calendar that opens must not lie over the next field.
    page.keyboard.press("Tab")


def _classify(page: Page) -> None:
    _tab(page, "Classify")
    page.locator("[name=care_settings][value=home]").check()
    page.locator("[name=trust_types][value=community]").check()


def _story(page: Page) -> None:
    _tab(page, "Story")
    box = page.locator("[data-contentpath=did_not_work] [role=textbox]")
    box.click()
    page.keyboard.insert_text(DID_NOT_WORK)


def _numbers(page: Page) -> None:
    _tab(page, "Numbers")
    page.get_by_role("button", name="Add Measure").click()
    page.locator("[name=measures-0-name]").fill("Unplanned catheter visits")
    page.locator("[name=measures-0-unit]").fill("visits a month")
    page.locator("[name=measures-0-baseline]").fill("62")
    _date(page, "measures-0-baseline_date", "2025-02-28")
    page.locator("[name=measures-0-after]").fill("35")
    _date(page, "measures-0-after_date", "2026-04-30")
    page.get_by_role("button", name="Add Cost").click()
    page.locator("[name=costs-0-kind]").select_option("staff-days")
    page.locator("[name=costs-0-amount]").fill("30")


def _copying(page: Page) -> None:
    _tab(page, "Copying it")
    page.locator("[name=must_have]").fill("A continence nurse with a day a week\nVideo in the home")
    page.locator("[name=not_where]").fill("Homes without a nurse on call: they need the visit.")


def _people(page: Page) -> None:
    _tab(page, "People")
    for kind in ("question", "talk", "pairing"):
        page.locator(f"[name=help_offered][value={kind}]").check()
