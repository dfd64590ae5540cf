"""The list of completions lies over whatever is beneath it, and can be clicked."""

from __future__ import annotations

import pytest

from tests.journeys.browser import NARROW, WIDE

# Five spots of each row, when it is scrolled to: what is on top there must be of the row.
COVERED = """rows => rows.flatMap(row => {
  row.scrollIntoView({ block: "nearest" });
  const box = row.getBoundingClientRect();
  const spots = [[0.02, 0.1], [0.98, 0.1], [0.5, 0.5], [0.02, 0.9], [0.98, 0.9]];
  return spots.filter(([x, y]) => {
    const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return !row.contains(top);
  }).map(spot => `${row.textContent.trim()} at ${spot}`);
})"""


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("path", ["/", "/search/"])
def test_every_completion_is_seen_whole_and_can_be_clicked(someone, path, viewport):
    page = someone(viewport=viewport).goes_to(path)
    page.get_by_role("main").get_by_role("combobox").first.focus()
    page.keyboard.type("the")
    # Not by role: the values of a select have it too.
    rows = page.locator("[role=option]")
    rows.first.wait_for()

    assert rows.count() > 3
    assert rows.evaluate_all(COVERED) == []
    before = page.url
    rows.last.click()
    page.wait_for_url(lambda address: address != before)
