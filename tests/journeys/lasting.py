"""What came of a pair: the follower's own result, both sides heard, asked again, put forward."""

from __future__ import annotations

from datetime import date, timedelta

from tests.journeys.browser import follow
from tests.journeys.pairing import NEXT, SEEKER, opens_notice
from tests.journeys.working import STUDY

# What lasts has lasted for six months at least.
HALF_A_YEAR_AGO = f"{date.today() - timedelta(days=200):%Y-%m-%d}"
RESULT = "Night visits for wound care fell from 31 to 22 a month; wounds heal five weeks sooner."
ON_THE_SHELF = (
    "/case-studies/zz016/start-strong-compression-within-two-weeks-in-weekly-leg-clinics/"
)


def finishes(member):
    """The measure has the name that other adopters give it, so it stands beside theirs."""
    page = member.page
    follow(page.get_by_role("link", name="Record the outcome"))
    page.get_by_label("It is in place and it lasts").check()
    page.locator("[name=started]").fill(HALF_A_YEAR_AGO)
    page.get_by_label("What happened here").fill(RESULT)
    page.get_by_text("Add a figure of your own").click()
    for name, value in (
        ("name", "Weeks to heal"),
        ("unit", "weeks, median"),
        ("baseline", "25"),
        ("baseline_date", "2025-06-30"),
        ("after", "20"),
        ("after_date", "2026-06-30"),
        ("source", "Wound register"),
    ):
        page.locator(f"[name=measure-{name}]").fill(value)
    follow(page.get_by_role("button", name="Record it and finish"))
    says_how_it_went(page, "It helped a lot")


def stands_on_the_case_study(visitor):
    """Beside the result of who wrote it, and in the spread of those who took it up."""
    page = visitor.goes_to(ON_THE_SHELF)
    shown = page.get_by_role("region", name="Who took it up").inner_text()
    rows = page.get_by_role("region", name="Results by trust").get_by_role("row")
    assert NEXT in rows.nth(1).inner_text() and "wrote this case study" in rows.nth(1).inner_text()
    own = rows.filter(has_text=SEEKER).inner_text()
    assert RESULT in own and "Sustained" in own
    assert "3 adopters: from 38% lower: better to 19% lower: better" in shown
    page.get_by_text("Weeks to heal: every trust").click()
    spread = page.get_by_role("region", name="Weeks to heal: result of every trust")
    assert "20% lower: better" in spread.get_by_role("row", name=SEEKER).inner_text()


def is_asked_again(author, clock, start):
    assert f"Say how it went with {SEEKER}" in author.goes_to("/my/").inner_text("main")
    clock(start + timedelta(days=75))
    opens_notice(author, f"How did it go with {SEEKER}?")
    says_how_it_went(author.page, "It helped somewhat")


def both_sides_are_heard(member):
    member.page.reload()
    shown = member.page.inner_text("main")
    assert "4 out of 5" in shown and "3 out of 5" in shown
    assert "place and travel 4" in shown


def says_how_it_went(page, helped):
    page.get_by_label(helped).check()
    page.get_by_label("Partly").check()
    page.get_by_label("How well did place and travel fit?").select_option(label="Well")
    page.get_by_label("Yes", exact=True).last.check()
    follow(page.get_by_role("button", name="Send"))
    page.get_by_text("Thank you").wait_for()


def is_still_going_after_half_a_year(member):
    """One press, and the case study says that it was confirmed."""
    opens_notice(member, f"Is it still going at {SEEKER}? “{STUDY}”")
    page = member.page
    # It had lasted for half a year when the pair finished.
    assert "the question after 12 months" in page.inner_text("main")
    follow(page.get_by_role("button", name="Still going"))
    shown = page.inner_text("main")
    assert "Still going, answered on" in shown and "by Leah Whitcombe" in shown
    assert "We ask again in" in shown


def is_put_forward(member, address, broker):
    """One press: what an application asks is there already, and the broker has it to assess."""
    page = member.page
    page.goto(address)
    follow(page.get_by_role("button", name="Put your trust forward as an exemplar"))
    shown = page.inner_text("main")
    assert f"Took up “{STUDY}” of {NEXT} and keeps it up (sustained)." in shown
    assert f"Its own result: {RESULT}" in shown
    assert "Weeks to heal: 25 before, 20 after (weeks, median)." in shown
    page = broker.goes_to("/my/")
    follow(page.get_by_role("link", name=f"Assess {SEEKER}"))
    assert RESULT in page.inner_text("main")
    assert page.get_by_role("link", name="The pair in which it was the follower").is_visible()
