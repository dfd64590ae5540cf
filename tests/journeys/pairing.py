"""How two trusts come together: ready to ask, asked, offered one and then the next best."""

from __future__ import annotations

from portal.accounts import working_days
from tests.journeys.browser import follow

SEEKER = "Tarrowdale Community Services NHS Trust"
SILENT = "Quaybourne and Marsh Community NHS Trust"
NEXT = "Brindlewood Community Healthcare NHS Trust"
PROBLEM = "Our night team makes 31 visits a month for wounds that could wait for the morning."


def finds_out_if_it_is_ready(member):
    """Nine answers of yes and one of partly: nothing stands in the way of a long pairing."""
    page = member.goes_to("/help/ready/")
    for answer in page.get_by_label("Yes", exact=True).all():
        answer.check()
    page.get_by_role("group", name="free of another large change").get_by_label("Partly").check()
    follow(page.get_by_role("button", name="See what they come to"))
    shown = page.inner_text("main")
    assert "19 of 20 points" in shown
    assert "A calm half-year: there in part." in shown, "it says what is missing, and what to do"
    follow(page.get_by_role("link", name="Ask to be paired"))


def asks(member):
    page = member.page
    assert page.get_by_label("Be paired").is_checked(), "the check has chosen the kind of help"
    page.get_by_label("Which area is it about?").select_option("community")
    page.get_by_label("What is the problem").fill(PROBLEM)
    follow(page.get_by_role("button", name="Send the request"))
    page.get_by_text("Your request is with the broker").wait_for()
    assert "Readiness check: go" in page.inner_text("main")


def proposes(broker):
    # A round will decide it, so it is nobody's task; the broker may propose before all the same.
    page = broker.goes_to("/help/")
    follow(page.get_by_role("link", name=SEEKER).last)
    assert "Readiness check: go" in page.inner_text("main")
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
    shown = page.inner_text("main")
    assert SILENT not in shown, "who was tried before is not for the next one"
    assert "Readiness check" not in shown, "how ready it is stays with the seeker and the broker"
    follow(page.get_by_role("button", name="Accept"))
    page.get_by_text("Your trust has said yes").wait_for()


def opens_notice(person, words):
    page = person.goes_to("/my/")
    follow(page.get_by_role("button", name=words))
