"""A pair at work: one page agreed, tasks, messages, meetings, and what the clock asks of it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tests.journeys.browser import follow
from tests.journeys.pairing import NEXT, SEEKER, opens_notice

STUDY = "Start strong compression within two weeks in weekly leg clinics"
QUESTION = "Who decides at night whether a wound can wait?"
ANSWER = "The night lead does, by the list on page two of our pathway."


def agrees_on_one_page(member, author):
    page = member.page
    page.reload()
    follow(page.get_by_role("link", name="Agree the work"))
    page.get_by_label("Which case study").select_option(label=STUDY)
    page.locator("[name=goals-0-measure]").fill("Night visits for wound care")
    page.locator("[name=goals-0-unit]").fill("visits a month")
    page.locator("[name=goals-0-target]").fill("20")
    page.get_by_label("Done by").fill(f"{date.today() + timedelta(days=90):%Y-%m-%d}")
    page.locator("[name=who]").fill("Night lead with night lead")
    page.locator("[name=how_often]").fill("Every second Thursday, by video")
    page.locator("[name=expenses]").fill("Each side pays its own travel")
    follow(page.get_by_role("button", name="Save what we agreed"))
    assert f"Waiting for {NEXT} to agree" in page.inner_text("main")
    author.page.reload()
    follow(author.page.get_by_role("button", name="We agree to this page"))
    shown = author.page.inner_text("main")
    assert "At work" in shown
    for agreed in ("Hilary Stroud, Chief nurse", "Night visits for wound care", "own travel"):
        assert agreed in shown


def shares_a_task(author, member):
    page = author.page
    page.get_by_label("What is to be done?").fill("Send last month’s visit list")
    page.get_by_label("Who does it?").select_option(label=SEEKER)
    follow(page.get_by_role("button", name="Add this task"))
    member.page.reload()
    follow(member.page.get_by_role("button", name=re.compile("Done.*visit list")))
    assert "done by Leah Whitcombe" in member.page.inner_text("main")


def write_to_each_other(member, author):
    says(member, QUESTION)
    author.page.reload()
    assert QUESTION in author.page.inner_text("main")
    says(author, ANSWER)
    member.page.reload()
    thread = member.page.locator(".app-thread").inner_text()
    assert thread.index(QUESTION) < thread.index(ANSWER), "in the order in which it was said"
    assert f"Moira Castleden, {NEXT}" in thread


def says(person, words):
    person.page.get_by_label("Your message").fill(words)
    follow(person.page.get_by_role("button", name="Send", exact=True))


def log_meetings(author, member):
    """One tap for an hour of today; the hours and the note where they are others."""
    page = author.page
    page.reload()
    follow(page.get_by_role("button", name="Log this meeting"))
    assert "35 hours left this quarter" in page.inner_text("main")
    page.get_by_label("Hours given").fill("2.5")
    page.get_by_label("What was it about?").fill("Walked through the leg clinic")
    follow(page.get_by_role("button", name="Log this meeting"))
    assert "32.5 hours left this quarter" in page.inner_text("main")
    page.get_by_label("Hours given").fill("40")
    follow(page.get_by_role("button", name="Log this meeting"))
    assert "7.5 hours more than the" in page.inner_text("main"), "counted, with a warning"
    member.page.reload()
    shown = member.page.inner_text("main")
    assert "2.5 hours: Walked through the leg clinic" in shown
    assert "3.5 hours given in all" in shown


def is_asked_after_thirty_days(member, author, clock, start):
    clock(start + timedelta(days=30))
    clock(start + timedelta(days=31))
    opens_notice(member, f"30 days with {NEXT}: does it work?")
    page = member.page
    page.get_by_label("We need the broker’s help").check()
    follow(page.get_by_role("button", name="Send"))
    assert "We need the broker’s help" in page.inner_text("main")
    author.page.goto(page.url)
    assert "broker’s help" not in author.page.inner_text("main"), "the exemplar does not learn it"


def falls_quiet(author, clock, start):
    clock(start + timedelta(days=65))
    text = author.goes_to("/my/").inner_text("body")
    assert f"Nothing has happened for 30 days: {SEEKER} and {NEXT}" in text
