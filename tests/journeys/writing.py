"""An author answers the ten questions, then adds in the long form what only it asks."""

from __future__ import annotations

from collections.abc import Mapping
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
    "savings-0-amount": "£41,000",
    "savings-0-financial_year": "2025/26",
    "savings-0-description": "Bank shifts no longer booked at night",
    "savings-0-source": "Bank ledger, code 4471",
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
    "savings-0-effect": "cash-releasing",
    "savings-0-recurrence": "recurrent",
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


class Pen:
    """Writes and chooses on a page, and counts what that takes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.effort = Effort()

    def writes(self, name: str, text: str) -> None:
        box = self.page.locator(f"[name={name}]")
        box.click()
        # A box that came with a value is written anew.
        box.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        self._count(text)

    def writes_rich(self, name: str, text: str) -> None:
        self.page.locator(f"[data-contentpath={name}] [role=textbox]").click()
        self.page.keyboard.insert_text(text)
        self._count(text)

    def dates(self, name: str, value: str) -> None:
        self.page.locator(f"[name={name}]").fill(value)
        # The calendar that opens must not lie over the next field.
        self.page.keyboard.press("Tab")
        self._count(value)

    def chooses(self, name: str, value: str) -> None:
        self.page.locator(f"[name={name}]").select_option(value)
        self._choice()

    def ticks(self, name: str, value: str) -> None:
        self.page.locator(f"[name={name}][value={value}]").check()
        self._choice()

    def opens(self, tab: str) -> None:
        self.page.get_by_role("tab", name=tab).click()

    def adds(self, line: str) -> None:
        self.page.get_by_role("button", name=f"Add {line}").click()

    def _count(self, text: str) -> None:
        self.effort.fields += 1
        self.effort.keystrokes += len(text)
        self.effort.words += len(text.split())

    def _choice(self) -> None:
        self.effort.fields += 1
        self.effort.choices += 1


def answer_the_ten(
    page: Page, answers: Mapping[str, str] = ANSWERS, choices: Mapping[str, str] = CHOICES
) -> Effort:
    """Fill in the short form key by key, and say what it took."""
    pen = Pen(page)
    for name, text in answers.items():
        pen.writes(name, text)
    for name, value in choices.items():
        pen.chooses(name, value)
    return pen.effort


def complete_the_long_form(page: Page) -> Effort:
    """Add what publishing needs and the short form does not ask, in the open editor."""
    pen = Pen(page)
    pen.opens("Identity")
    pen.dates("started", "2025-03-01")
    pen.dates("measured", "2026-05-01")
    pen.chooses("stage", "embedded")
    pen.opens("Classify")
    pen.ticks("care_settings", "home")
    pen.ticks("trust_types", "community")
    pen.opens("Story")
    pen.writes_rich("did_not_work", DID_NOT_WORK)
    _numbers(pen)
    pen.opens("Copying it")
    pen.writes("must_have", "A continence nurse with a day a week\nVideo in the home")
    pen.writes("not_where", "Homes without a nurse on call: they need the visit.")
    pen.opens("People")
    for kind in ("question", "talk", "pairing"):
        pen.ticks("help_offered", kind)
    return pen.effort


def _numbers(pen: Pen) -> None:
    pen.opens("Numbers")
    pen.adds("Measure")
    pen.writes("measures-0-name", "Unplanned catheter visits")
    pen.writes("measures-0-unit", "visits a month")
    pen.writes("measures-0-baseline", "62")
    pen.dates("measures-0-baseline_date", "2025-02-28")
    pen.writes("measures-0-after", "35")
    pen.dates("measures-0-after_date", "2026-04-30")
    pen.adds("Cost")
    pen.chooses("costs-0-kind", "staff-days")
    pen.writes("costs-0-amount", "30")
