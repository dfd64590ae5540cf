"""The whole life of a pair in a real browser, with the clock moved on.

Ask, be offered one exemplar that never answers and then the next best, name a sponsor, agree on
one page from both sides, share tasks, be asked after 30 days and after a silence, finish, and be
asked once more how it went. It moves the clock, so it has a demonstration of its own.
"""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, timedelta
from shutil import copytree

import pytest

from portal.accounts import working_days
from tests.journeys.browser import ROOT, demo_environment, follow, start_demo

MEMBER = "member@zz017.example"
AUTHOR = "author@zz016.example"
BROKER = "broker@exemplar.example"
SEEKER = "Tarrowdale Community Services NHS Trust"
SILENT = "Quaybourne and Marsh Community NHS Trust"
NEXT = "Brindlewood Community Healthcare NHS Trust"
RESULT = "Night visits for wound care fell from 31 to 22 a month."


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory, untouched):
    return copytree(untouched, tmp_path_factory.mktemp("life"), dirs_exist_ok=True)


@pytest.fixture(scope="module")
def demo_site(data_dir):
    site = start_demo(data_dir)
    yield site
    site.stop()


@pytest.fixture
def clock(data_dir):
    """Runs what is due as if it were another day."""

    def moved_to(day):
        subprocess.run(
            [sys.executable, "manage.py", "send_due", "--at", day.isoformat()],
            cwd=ROOT,
            env=demo_environment(data_dir),
            check=True,
            capture_output=True,
        )

    return moved_to


def test_the_life_of_a_pair(someone, clock):
    start = date.today()
    member, broker, author = someone(MEMBER), someone(BROKER), someone(AUTHOR)

    asks(member)
    proposes(broker)
    accepts(member, f"Answer {SILENT}")
    waits_in_vain(member, broker, clock, start)
    accepts_the_next_best(member, author)
    agrees_on_one_page(member, author)
    shares_a_task(author, member)
    logs_a_meeting(author)
    is_asked_after_thirty_days(member, author, clock, start)
    falls_quiet(author, clock, start)
    finishes(member)
    is_asked_again(author, clock, start)
    both_sides_are_heard(member)


def asks(member):
    page = member.goes_to("/help/new/?area=community&kind=pairing")
    page.get_by_label("What is the problem").fill(
        "Our night team makes 31 visits a month for wounds that could wait for the morning."
    )
    follow(page.get_by_role("button", name="Send the request"))
    page.get_by_text("Your request is with the broker").wait_for()


def proposes(broker):
    page = broker.goes_to("/my/")
    follow(page.get_by_role("link", name=f"Find a team for {SEEKER}").last)
    follow(page.get_by_role("button", name=f"Propose {SILENT}"))
    page.get_by_role("link", name="Open the match").wait_for()


def accepts(member, task):
    """Without a sponsor a long pairing is not accepted, and the page says so at the field."""
    page = member.goes_to("/my/")
    follow(page.get_by_role("link", name=task))
    follow(page.get_by_role("button", name="Accept"))
    assert "Name the sponsor" in page.inner_text("main")
    page.get_by_label("Your sponsor").fill("Hilary Stroud")
    page.get_by_label("Their role").fill("Chief nurse")
    follow(page.get_by_role("button", name="Accept"))
    page.get_by_text("Your trust has said yes").wait_for()


def waits_in_vain(member, broker, clock, start):
    for number in (3, 6):
        clock(working_days.after(start, number))
    assert f"Next: {NEXT}" not in member.goes_to("/my/").inner_text("body")

    clock(working_days.after(start, 7))

    assert f"No answer in time: {SEEKER} and {SILENT}" in broker.goes_to("/my/").inner_text("body")


def accepts_the_next_best(member, author):
    opens_notice(member, f"Next: {NEXT}")
    assert NEXT in member.page.inner_text("h1")
    accepts(member, f"Answer {NEXT}")
    page = author.goes_to("/my/")
    follow(page.get_by_role("link", name=f"Answer {SEEKER}"))
    assert SILENT not in page.inner_text("main"), "who was tried before is not for the next one"
    follow(page.get_by_role("button", name="Accept"))
    page.get_by_text("Your trust has said yes").wait_for()


def agrees_on_one_page(member, author):
    page = member.page
    page.reload()
    follow(page.get_by_role("link", name="Agree the work"))
    page.get_by_label("Which case study").select_option(index=1)
    page.locator("[name=goals-0-measure]").fill("Night visits for wound care")
    page.locator("[name=goals-0-unit]").fill("visits a month")
    page.locator("[name=goals-0-target]").fill("20")
    page.locator("[name=who]").fill("Night lead with night lead")
    follow(page.get_by_role("button", name="Save what we agreed"))
    assert f"Waiting for {NEXT} to agree" in page.inner_text("main")
    author.page.reload()
    follow(author.page.get_by_role("button", name="We agree to this page"))
    assert "At work" in author.page.inner_text("main")
    assert "Hilary Stroud, Chief nurse" in author.page.inner_text("main")


def shares_a_task(author, member):
    page = author.page
    page.get_by_label("What is to be done?").fill("Send last month’s visit list")
    page.get_by_label("Who does it?").select_option(label=SEEKER)
    follow(page.get_by_role("button", name="Add this task"))
    member.page.reload()
    follow(member.page.get_by_role("button", name=re.compile("Done.*visit list")))
    assert "done by Leah Whitcombe" in member.page.inner_text("main")


def logs_a_meeting(author):
    page = author.page
    page.reload()
    follow(page.get_by_role("button", name="Log this meeting"))
    assert "35 hours left this quarter" in page.inner_text("main")


def is_asked_after_thirty_days(member, author, clock, start):
    clock(start + timedelta(days=30))
    clock(start + timedelta(days=31))
    opens_notice(member, f"30 days with {NEXT}: does it work?")
    page = member.page
    page.get_by_label("We need the broker’s help").check()
    follow(page.get_by_role("button", name="Send"))
    assert "We need the broker’s help" in page.inner_text("main")
    author.page.reload()
    assert "broker’s help" not in author.page.inner_text("main"), "the exemplar does not learn it"


def falls_quiet(author, clock, start):
    clock(start + timedelta(days=65))
    text = author.goes_to("/my/").inner_text("body")
    assert f"Nothing has happened for 30 days: {SEEKER} and {NEXT}" in text


def finishes(member):
    page = member.page
    follow(page.get_by_role("link", name="Record the outcome"))
    page.get_by_label("It is in place and it lasts").check()
    page.get_by_label("What happened here").fill(RESULT)
    follow(page.get_by_role("button", name="Record it and finish"))
    says_how_it_went(page, "It helped a lot")


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


def opens_notice(person, words):
    page = person.goes_to("/my/")
    follow(page.get_by_role("button", name=words))
