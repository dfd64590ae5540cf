"""From a figure to an exemplar: who does best, invited, written, signed, checked, graded, named."""

from __future__ import annotations

import re

from tests.journeys.browser import Person, follow
from tests.journeys.writing import Pen, answer_the_ten

EXEMPLAR = "Tarrowdale Community Services NHS Trust"
MEASURE = "Sickness absence"
TITLE = "Ring on the first day that somebody is off sick"
PERFORMERS = "/insight/programme/illustrative-exemplars/performers/"

# Of community trusts: ZZ017 began among the rest and has been the best of them for three years.
# Its finance approver and that of the follower have accounts before the story begins.
BEFORE_THE_STORY = """
from decimal import Decimal
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.performance.models import PerformanceFigure
from portal.trusts.models import Trust
for code, name in (("ZZ017", "Ruth Amadi"), ("ZZ018", "Owen Petty")):
    first, last = name.split()
    user = User.objects.create(
        email=f"finance@{code.lower()}.example", first_name=first, last_name=last,
        job_title="Deputy director of finance",
    )
    trust = Trust.objects.get(ods_code=code)
    roles.grant(user=user, role=Role.FINANCE_APPROVER, trust=trust, by=None)
for year, value in (
    ("2020/21", "0.0556"), ("2021/22", "0.0502"),
    ("2022/23", "0.0414"), ("2023/24", "0.0398"), ("2024/25", "0.0385"),
):
    changed = PerformanceFigure.objects.filter(
        ods_code="ZZ017", measure="sickness_absence_rate", year=year
    ).update(value=Decimal(value))
    assert changed == 1, year
"""

ANSWERS = {
    "title": TITLE,
    "result": "Sickness absence fell from 5.6% to 3.9% of staff days in four years.",
    "problem": (
        "People who rang in sick heard nothing for a week. Many then stayed off for three, with a "
        "note, although lighter work was there on day four."
    ),
    "done": (
        "The team leader rings on the first day and asks one question: what would let you come "
        "back? Occupational health keeps four places a day for those who say pain or stress."
    ),
    "happened": "Spells of over two weeks fell by a third. The short ones did not change.",
    "savings-0-amount": "£64,000",
    "savings-0-financial_year": "2024/25",
    "savings-0-description": "Bank shifts no longer booked for long absence",
    "savings-0-source": "Bank ledger, code 2210",
    "contact_1_name": "Leah Whitcombe",
    "contact_1_role": "Operations manager",
    "contact_1_email": "absence@zz017.example",
    "contact_2_name": "Ismail Carter",
    "contact_2_role": "Head of people",
    "contact_2_email": "people@zz017.example",
}
CHOICES = {
    "kind": "cost-reduction",
    "area_1": "sickness-absence",
    "savings-0-effect": "cash-releasing",
    "savings-0-recurrence": "recurrent",
}
DID_NOT_WORK = "Letters after the third spell made nobody come back sooner, so we stopped them."
# The money of the short form again, as the finance team keeps it, under another name.
PASTED = (
    "Description\tYear\tAmount\tEffect\tRecurrent\n"
    "Cover for long sickness\t2024/25\t£64,000\tcash\tyes"
)


def sees_a_gap_and_who_does_best(reader: Person) -> None:
    """From the figure of a real trust to who does best, and to a request that knows its area."""
    page = reader.goes_to("/trusts/RGT/")
    follow(page.get_by_role("link", name="Figures among like trusts"))
    figures = page.url
    gap = page.get_by_role("article").filter(has_text="To the best quarter").first
    assert "18 of 31, counted from the best" in gap.inner_text()
    measure = page.get_by_role("link", name="Emergency attendances over four hours", exact=True)
    follow(measure)
    best = "Northumbria Healthcare NHS Foundation Trust"
    assert best in page.inner_text("main")
    follow(page.get_by_role("link", name=best))
    assert "1 of 31, counted from the best" in page.inner_text("main")
    page.goto(figures)
    follow(page.get_by_role("link", name="Ask for help with Emergency care"))
    assert page.locator("select[name=area]").input_value() == "urgent-care"
    assert page.locator("select[name=measure]").input_value() == "emergency_over_4_hours_share"


def invites_the_top_performer(broker: Person) -> None:
    page = broker.goes_to(PERFORMERS)
    follow(page.get_by_role("link", name=f"Invite {EXEMPLAR} for {MEASURE}", exact=True))
    assert "2024/25: 3.9% of staff days, place 1 of 5" in page.inner_text("main")
    follow(page.get_by_role("button", name="Send the invitation"))
    assert f"{EXEMPLAR} is invited" in page.inner_text("main")


def accepts_and_opens_its_draft(author: Person) -> None:
    page = author.goes_to("/my/")
    follow(page.get_by_role("link", name=re.compile(f"Be an exemplar for {MEASURE}")))
    follow(page.get_by_role("button", name="Accept and send the application"))
    follow(page.get_by_role("link", name="Open the draft case study"))


def writes(author: Person) -> None:
    """The ten questions, then what only the long form asks. The figures stand there already."""
    page = author.page
    progress = page.url
    follow(page.get_by_role("button", name="Open the short form"))
    answer_the_ten(page, ANSWERS, CHOICES)
    follow(page.get_by_role("button", name="Save and see what is next"))
    follow(page.get_by_role("link", name="Open the long form"))
    page.wait_for_load_state("networkidle")
    completes_the_long_form(Pen(page))
    # The editor saves by itself too and changes the address as it does, so wait for the page.
    follow(page.get_by_role("button", name="Save draft"))
    pastes_the_same_money(author, progress.rstrip("/").rpartition("/")[2])
    page.goto(progress)
    follow(page.get_by_role("button", name="Send it for review"))
    page.get_by_text("trust finance").first.wait_for()


def completes_the_long_form(pen: Pen) -> None:
    """The start that it was invited with is of the first of three years: it began two earlier."""
    pen.opens("Identity")
    pen.dates("started", "2021-06-01")
    pen.dates("measured", "2025-05-01")
    pen.chooses("stage", "embedded")
    pen.opens("Classify")
    pen.ticks("care_settings", "home")
    pen.ticks("trust_types", "community")
    pen.opens("Story")
    pen.writes_rich("did_not_work", DID_NOT_WORK)
    pen.opens("Numbers")
    assert pen.page.locator("[name=measures-0-name]").input_value() == MEASURE
    assert float(pen.page.locator("[name=measures-0-after]").input_value()) == 3.85
    pen.writes("measures-0-baseline", "5.56")
    pen.dates("measures-0-baseline_date", "2021-03-31")
    pen.adds("Cost")
    pen.chooses("costs-0-kind", "staff-days")
    pen.writes("costs-0-amount", "40")
    pen.opens("Copying it")
    pen.writes("must_have", "Team leaders with a phone and ten minutes\nOccupational health")
    pen.writes("not_where", "Teams whose leader is off too: nobody rings, and nobody notices.")
    pen.opens("People")
    for kind in ("question", "talk", "pairing"):
        pen.ticks("help_offered", kind)


def pastes_the_same_money(author: Person, pk: str) -> None:
    page = author.goes_to(f"/case-studies/figures/{pk}/")
    page.locator("[name=text]").fill(PASTED)
    follow(page.get_by_role("button", name="Check the table"))
    assert "It says the same as" in page.inner_text("main")
    page.locator("[name=same-2][value=same]").check()
    follow(page.get_by_role("button", name="into the draft"))


def signs(finance: Person) -> None:
    page = finance.goes_to("/my/")
    follow(page.get_by_role("link", name=re.compile(f"Sign . figures: {TITLE}")))
    assert DID_NOT_WORK not in page.inner_text("main"), "only the figures"
    for box in page.get_by_role("checkbox").all():
        box.check()
    follow(page.get_by_role("button", name="Check what readers will see"))
    assert "Readers will see: £64,000 a year" in page.inner_text("main"), "the money counts once"
    follow(page.get_by_role("button", name="Sign", exact=True))
    page.get_by_text("Signed by trust finance").first.wait_for()


def checks(peer: Person) -> None:
    page = peer.goes_to("/my/")
    follow(page.get_by_role("link", name=f"Check {TITLE}"))
    follow(page.get_by_role("button", name="Take this check"))
    for answer in page.get_by_label("Met", exact=True).all():
        answer.check()
    page.get_by_label("Meets the criteria").check()
    follow(page.get_by_role("button", name="Send the check"))
    page.get_by_text("Your check is sent").wait_for()


def grades_and_publishes(editor: Person) -> None:
    page = editor.goes_to("/my/")
    follow(page.get_by_role("link", name=f"Grade {TITLE}"))
    page.locator("[name=reason]").fill("Measured before and after by the team itself.")
    follow(page.get_by_role("button", name="Save the grade"))
    follow(page.get_by_role("button", name="Publish now"))
    assert TITLE in editor.goes_to("/case-studies/zz017/").inner_text("main")


def designates(broker: Person) -> None:
    """The proof that the invitation asked for is there now, so the applicant is designated."""
    page = broker.goes_to("/my/")
    follow(page.get_by_role("link", name=f"Assess {EXEMPLAR}"))
    follow(page.get_by_role("link", name="Assess it"))
    assert "A recurrent result that finance has signed" in page.inner_text("main")
    for answer in page.get_by_label("Met", exact=True).all():
        answer.check()
    follow(page.get_by_role("button", name="Mark as assessed"))
    follow(page.get_by_role("button", name="Designate"))
    assert "Trusts can be matched with it." in page.inner_text("main")
