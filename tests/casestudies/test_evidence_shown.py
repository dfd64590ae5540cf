"""Wherever a grade is shown its direction is, in words; and no failure is shown as good.

Every template that shows a grade, or colours by it, is walked here: a new one has to be added.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from casestudies import evidence
from casestudies.cards import cards_of
from casestudies.models import CaseStudyPage
from portal.home import strongest
from portal.matching import proof
from search.alerts import services
from tests.builders.casestudies import make_area, make_case_study, make_person, sign_line

SHOWS_A_GRADE = {
    "casestudies/templates/casestudies/case_study_page.html",
    "casestudies/templates/casestudies/compare.html",
    "casestudies/templates/casestudies/grade.html",
    "casestudies/templates/casestudies/parts/card.html",
    "casestudies/templates/casestudies/parts/numbers.html",
    "casestudies/templates/casestudies/parts/saving.html",
    "portal/home/templates/home/area.html",
    "portal/templates/parts/grade_tag.html",
    "search/templates/search/parts/hit.html",
}
SAYS = "Good evidence that it made things worse"
WORSE = {"baseline": 10, "after": 15, "lower_is_better": True}
BETTER_TOO = {**WORSE, "name": "Another measure", "after": 5}
GREEN = re.compile(r"app-tag--good|app-money__amount\"|app-result__amount\"|app-evidence--good")


def make_failure(stage="embedded", **fields):
    """A well-measured failure, with a signed saving that would make a headline."""
    page = make_case_study(
        measures=[WORSE],
        costs=[{"kind": "revenue", "amount": 84_000}],
        stage=stage,
        design="time-series",
        independence="own-trust",
        **fields,
    )
    sign_line(page)
    evidence.grade(page=page, grade="good", reason="Measured for a year.", by=None)
    return page


def test_the_walk_knows_every_template_that_shows_a_grade():
    root = Path(settings.BASE_DIR)
    shows = re.compile(r"grade_tag|app-tag--grade|grade[.=]|card\.(tone|evidence)\b")
    found = {
        str(path.relative_to(root))
        for top in ("casestudies", "portal", "search")
        for path in (root / top).rglob("templates/**/*.html")
        if shows.search(path.read_text(encoding="utf-8"))
    }

    assert found == SHOWS_A_GRADE


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["embedded", "stopped"])
def test_a_failure_reads_so_everywhere_with_what_it_cost_and_never_in_green(client, stage):
    area = make_area()
    page = make_failure(stage, areas=[area])
    editor = make_person("editor")
    addresses = [
        page.url,
        f"/case-studies/compare/?id={page.pk}",
        "/case-studies/",
        "/search/",
        f"/trusts/{page.trust.ods_code}/",
    ]
    shown = {address: client.get(address).content.decode() for address in addresses}
    if stage == "stopped":
        shown["hub"] = client.get(f"/areas/{area.slug}/").content.decode()
    client.force_login(editor)
    shown["grading"] = client.get(reverse("casestudies:grade", args=[page.pk])).content.decode()

    for address, text in shown.items():
        assert SAYS in text, address
        assert address == "grading" or "It cost £84,000 once" in text, address
        green = GREEN.search(text)
        assert not green, (address, text[green.start() - 200 : green.end()])


@pytest.mark.django_db
def test_what_works_may_be_green(client):
    page = make_case_study()
    sign_line(page)

    text = client.get(page.url).content.decode()

    assert "evidence that it works" in text and GREEN.search(text)


@pytest.mark.django_db
def test_letters_feeds_exports_and_the_api_say_it_too(client):
    page = make_failure()

    assert f"{SAYS}. It cost £84,000 once." in services.describe([page])
    assert f"{SAYS}. It cost £84,000 once." in client.get("/feeds/search.atom").content.decode()
    found = client.get("/search.json").json()
    assert "It made things worse" in json.dumps(found)
    whole = client.get(reverse("api:case_study", args=[page.pk])).json()
    assert (whole["evidence"], whole["evidence_direction"]) == (
        "Good evidence", "It made things worse",
    )  # fmt: skip
    assert whole["grading"]["statement"] == SAYS
    assert whole["payback_months"] == 9
    assert whole["payback"].startswith("Pays back in 9 months: £84,000 once")


@pytest.mark.django_db
def test_no_failure_is_among_what_works_however_well_it_was_measured():
    failed, works = make_failure(), make_case_study()

    shown = strongest.strongest(CaseStudyPage.objects.all(), limit=6)

    assert [card.page.pk for card in shown] == [works.pk]
    assert cards_of([failed])[0].grade.failed


@pytest.mark.django_db
def test_a_failure_proves_no_help_in_matching():
    page = make_failure()

    assert proof.proof_from(proof.published_by([page.trust_id])).grade == 0


@pytest.mark.django_db
def test_narrowing_by_what_works_leaves_the_failure_out(client):
    failed, works = make_failure(), make_case_study()

    text = client.get("/search/?direction=works").content.decode()

    assert works.title in text and failed.title not in text


@pytest.mark.django_db
def test_what_works_comes_first_where_the_strongest_evidence_does(client):
    failed, works = make_failure(), make_case_study()

    text = client.get("/search/?sort=evidence").content.decode()

    assert text.index(works.title) < text.index(failed.title)


@pytest.mark.django_db
def test_an_editor_sets_the_direction_with_a_reason_and_loses_nothing_typed(client):
    page = make_case_study()
    client.force_login(make_person("editor"))
    address = reverse("casestudies:grade", args=[page.pk])
    typed = {"grade": "good", "reason": "Checked twice.", "direction": "mixed"}

    refused = client.post(address, typed)
    assert refused.status_code == 400
    text = refused.content.decode()
    assert "Say why it points another way than the measures" in text and "Checked twice." in text

    client.post(address, {**typed, "direction_reason": "Waits grew elsewhere."})
    text = client.get(page.url).content.decode()
    assert "Good evidence of mixed results" in text and "Waits grew elsewhere." in text
    assert "By the measures alone: it works" in text
