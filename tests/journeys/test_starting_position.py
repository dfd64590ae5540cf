"""A trust asks with its figure, is paired because of where it starts, and its result counts.

From the figures of a trust to a request with the figure filled in; the broker sees where the
exemplar began; the pair sees what to expect; and one more trust's result, a worse one, changes
what the next reader is told.
"""

from __future__ import annotations

from tests.journeys.browser import Person, follow

MEMBER, BROKER, AUTHOR = "member@zz017.example", "broker@exemplar.example", "author@zz016.example"
SEEKER = "Tarrowdale Community Services NHS Trust"
FIGURES = "/trusts/ZZ017/performance/"
CASE_STUDY = "/case-studies/zz001/discharge-at-weekends-on-criteria-written-on-friday/"
MEASURE = "Patients with no reason to stay in hospital"


def test_the_starting_position(someone):
    member = someone(MEMBER)
    asks_with_the_figure_filled_in(member)
    helper = sees_where_each_exemplar_began(someone(BROKER))
    sees_both_starts(member, helper)
    a_worse_result_changes_what_to_expect(someone(AUTHOR), someone())


def asks_with_the_figure_filled_in(member: Person) -> None:
    page = member.goes_to(FIGURES)
    follow(page.get_by_role("link", name="Ask for help with Talking therapies"))
    assert page.get_by_label("Which national measure").input_value().startswith("talking_")
    assert page.get_by_label("Your figure").input_value() == "50.8"
    assert page.get_by_label("Of which financial year").input_value() == "2024/25"
    assert "50.8% of people who finished treatment in 2024/25" in page.inner_text("main")
    page.get_by_label("Be paired").check()
    page.get_by_label("What is the problem").fill(
        "One in two people who finish talking therapies with us recovers, and it has been so for "
        "three years."
    )
    follow(page.get_by_role("button", name="Send the request"))
    assert "50.8% of people who finished treatment in 2024/25" in page.inner_text("main")


def sees_where_each_exemplar_began(broker: Person) -> str:
    """Proposes the first suggestion of which the start is known; its name is returned."""
    page = broker.goes_to("/help/")
    follow(page.get_by_role("link", name=SEEKER).last)
    text = page.inner_text("main")
    assert f"{SEEKER}: 50.8% of people who finished treatment in 2024/25" in text
    known = page.locator("li.app-candidate").filter(has_text="began at").first
    known.get_by_label("A note to both trusts").fill("They began where you are.")
    button = known.get_by_role("button", name="Propose ")
    helper = button.inner_text().removeprefix("Propose ").strip()
    follow(button)
    page.get_by_role("link", name="Open the match").wait_for()
    return helper


def sees_both_starts(member: Person, helper: str) -> None:
    page = member.goes_to("/my/")
    follow(page.get_by_role("link", name=f"Answer {helper}"))
    text = page.inner_text("main")
    assert "Where you start, and what to expect" in text
    assert "50.8% of people who finished treatment in 2024/25" in text
    assert f"{helper} began at" in text
    assert "too few trusts to say" in text, "what is not known is said"


def a_worse_result_changes_what_to_expect(adopter: Person, reader: Person) -> None:
    before = reader.goes_to(CASE_STUDY).inner_text("main")
    assert f"What to expect: {MEASURE}" in before and "From 3 trusts" in before
    assert "At worst 3% higher: worse" in before

    page = adopter.goes_to(CASE_STUDY)
    follow(page.get_by_role("link", name="Has your trust taken it up?"))
    page.get_by_label("In progress", exact=True).check()
    page.locator("[name=measures-0-name]").fill(MEASURE)
    page.locator("[name=measures-0-unit]").fill("% of occupied beds")
    page.locator("[name=measures-0-baseline]").fill("20")
    page.locator("[name=measures-0-baseline_date]").fill("2025-01-31")
    page.locator("[name=measures-0-after]").fill("22")
    page.locator("[name=measures-0-after_date]").fill("2026-01-31")
    follow(page.get_by_role("button", name="Save our result"))

    after = reader.goes_to(CASE_STUDY).inner_text("main")
    assert "From 4 trusts" in after and "2 ended worse than they began" in after
    assert "At worst 10% higher: worse" in after
