"""The whole loop, lived by nine people in a real browser on the demonstration as it is served.

A figure shows a gap and who does best; the best is invited, writes, finance signs, a peer checks,
an editor grades, and it becomes an exemplar; search finds its case study; a trust asks with its
figure and is matched because the exemplar began where it is; both accept, agree and finish; the
follower's own result, signed by its own finance, stands on the case study and changes what the
next reader may expect; and the follower is put forward as an exemplar. It changes the
demonstration's figures, so it has a demonstration of its own.
"""

from __future__ import annotations

import pytest

from tests.journeys import becoming_exemplar, following
from tests.journeys.becoming_exemplar import BEFORE_THE_STORY, EXEMPLAR
from tests.journeys.browser import Person, follow, let_sign_in, run_on_demo
from tests.journeys.following import FOLLOWER
from tests.journeys.page_types import AUTHOR, BROKER, EDITOR, MEMBER
from tests.journeys.page_types import FINANCE as ANOTHER_TRUST

FINANCE = "finance@zz017.example"
FOLLOWERS = "improvement@zz018.example"
FOLLOWERS_FINANCE = "finance@zz018.example"
ADOPTERS = "improvement@zz019.example"


@pytest.fixture(scope="module")
def demo_site(own_site):
    run_on_demo(own_site.data_dir, "shell", "-c", BEFORE_THE_STORY)
    for email in (FINANCE, FOLLOWERS, FOLLOWERS_FINANCE, ADOPTERS):
        let_sign_in(own_site.data_dir, email)
    return own_site


def test_the_whole_loop(someone):
    reader, broker, author = someone(), someone(BROKER), someone(MEMBER)

    becoming_exemplar.sees_a_gap_and_who_does_best(reader)
    becoming_exemplar.invites_the_top_performer(broker)
    becoming_exemplar.accepts_and_opens_its_draft(author)
    becoming_exemplar.writes(author)
    becoming_exemplar.signs(someone(FINANCE))
    becoming_exemplar.checks(someone(AUTHOR))
    becoming_exemplar.grades_and_publishes(someone(EDITOR))
    becoming_exemplar.designates(broker)

    study = following.finds(reader)
    following.takes_it_up(someone(ADOPTERS), study, before="5.4", after="4.8")
    following.takes_it_up(someone(AUTHOR), study, before="5.3", after="4.9")
    following.sees_what_to_expect(reader, study, "From 3 trusts", "At worst 8% lower: better")

    member = someone()
    following.asks_with_its_figure(member, FOLLOWERS)
    following.sees_that_it_waits(broker, member.page.url)
    following.proposes(broker)
    following.accepts(member, f"Answer {EXEMPLAR}", sponsor="Hilary Stroud")
    following.accepts(author, f"Answer {FOLLOWER}")
    match = member.page.url
    following.agrees(member)
    following.logs_a_meeting(author)
    following.finishes(member)

    following.finds_the_result_on_the_case_study(reader, signed=False)
    following.signs_the_followers_money(someone(FOLLOWERS_FINANCE))
    following.finds_the_result_on_the_case_study(reader, signed=True)
    following.sees_what_to_expect(reader, study, "From 4 trusts", "At worst 2% higher: worse")
    nobody_else_sees_the_pair(someone(ANOTHER_TRUST), match)
    following.is_put_forward(member, match, broker)

    finds_what_only_mentions_a_word(reader)
    asks_for_a_case_study(reader, someone(EDITOR))


def nobody_else_sees_the_pair(outsider: Person, address: str) -> None:
    page = outsider.goes_to(address)
    assert "Page not found" in page.title() or "not found" in page.inner_text("main").lower()


def finds_what_only_mentions_a_word(reader: Person) -> None:
    page = reader.goes_to("/search/?q=maternity")
    shown = page.inner_text("main")
    assert "No case study fits “maternity” closely." in shown
    assert "only mention" in shown
    follow(page.get_by_role("link", name="Show weaker matches"))
    assert page.locator("mark", has_text="maternity").count()
    follow(page.get_by_role("link", name="Leave out weaker matches"))
    assert "No case study fits “maternity” closely." in page.inner_text("main")


def asks_for_a_case_study(reader: Person, editor: Person) -> None:
    page = reader.goes_to("/search/?q=boilers")
    assert "No case study speaks of “boilers”" in page.inner_text("main"), "no word is swapped"
    follow(page.get_by_role("link", name="Ask for a case study about “boilers”"))
    follow(page.get_by_role("button", name="Ask for it"))
    assert "boilers" in editor.goes_to("/desk/searches/").inner_text("main")
