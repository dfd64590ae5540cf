"""What a record of the file says of its trust, its year, its title and itself."""

from __future__ import annotations

import json

import pytest

from casestudies import importing
from casestudies.models import CaseStudyPage
from tests.builders.casestudies import make_area
from tests.builders.trusts import make_figure, make_trust

pytestmark = pytest.mark.django_db
SIGNPOST = {"summary": "S", "source_url": "https://example.org/m", "publisher": "P"}


@pytest.fixture(autouse=True)
def register():
    make_area("Theatres", slug="theatres")
    make_trust("RBS", "Alder Hey Children's NHS Foundation Trust")
    make_trust("RQQ", "Hinchingbrooke Health Care NHS Trust", closed="2017-03-31")
    lancs = make_trust("RBN", "Mersey and West Lancashire Teaching Hospitals NHS Trust")
    make_figure(
        lancs, "former_name", text="St Helens and Knowsley Hospital Services NHS Trust", year="2018"
    )


def load(tmp_path, *records, raw=""):
    path = tmp_path / "records.jsonl"
    whole = [{"id": f"m{n}", "title": f"T {n}", **SIGNPOST, **r} for n, r in enumerate(records)]
    path.write_text(raw or "\n".join(json.dumps(one) for one in whole), encoding="utf-8")
    return importing.load(path)


def refused(tmp_path, *records, raw=""):
    with pytest.raises(importing.ImportProblems) as problems:
        load(tmp_path, *records, raw=raw)
    return [str(one) for one in problems.value.problems]


NAMES = {
    "Alder Hey Children's NHS Foundation Trust": "RBS",
    "Alder Hey Children\u2019s NHS Foundation Trust": "RBS",
    "ALDER HEY CHILDREN'S NHS FOUNDATION TRUST": "RBS",
    "ALDER HEY CHILDRENS NHS FT": "RBS",
    "St Helens and Knowsley Hospital Services NHS Trust": "RBN",
    "St Helens and Knowsley Teaching Hospitals NHS Trust": "RBN",
    "Hinchingbrooke Health Care NHS Trust": "RQQ",
    "Alder Hey University": None,
    "NHS St Helens": None,
    "Unnamed acute trust": None,
    "42 US hospitals": None,
}


def test_names_short_old_and_differently_written_tie_to_the_trust_and_others_to_none(tmp_path):
    load(tmp_path, *({"organisation": name} for name in NAMES))

    pages = CaseStudyPage.objects.select_related("trust").order_by("pk")
    found = {page.organisation: page.trust and page.trust.ods_code for page in pages}
    assert found == NAMES


def test_a_code_that_names_another_trust_than_the_organisation_is_refused(tmp_path):
    name = "Alder Hey Children's NHS Foundation Trust"

    (said,) = refused(tmp_path, {"organisation": name, "ods_code": "RQQ"})

    assert said.startswith("Line 1, ods_code: “RQQ” is Hinchingbrooke") and "RBS" in said


def test_a_code_of_a_closed_trust_is_the_origin_and_an_unknown_one_is_refused(tmp_path):
    load(tmp_path, {"ods_code": " rqq "})

    assert CaseStudyPage.objects.get().trust.ods_code == "RQQ"
    (said,) = refused(tmp_path, {"ods_code": "RZQ"})
    assert said.startswith("Line 1, ods_code: “RZQ” is not in the trust register")


def test_a_year_is_four_digits_and_not_to_come(tmp_path):
    ods = {"ods_code": "RBS"}
    said = refused(
        tmp_path, {**ods, "year": 23}, {**ods, "year": 2099, "source_url": "https://x.uk"}
    )

    assert said == [
        "Line 1, year: write the year with four digits, from 1948; it is 23.",
        "Line 2, year: 2099 is a year to come: give the year it was published.",
    ]


def test_a_key_given_twice_is_refused_in_a_record_and_in_what_hangs_on_it(tmp_path):
    raw = (
        '{"id":"a","title":"A","title":"B","ods_code":"RBS","summary":"S",'
        '"costs":[{"kind":"revenue","amount":1,"amount":2}]}'
    )

    said = refused(tmp_path, raw=raw)

    assert said == [
        "Line 1, amount: is given 2 times in one object: keep one.",
        "Line 1, title: is given 2 times in one object: keep one.",
    ]


def test_one_source_may_tell_of_several_works_and_of_none_twice(tmp_path):
    loaded = load(tmp_path, {"ods_code": "RBS"}, {"ods_code": "RBS"})

    assert len(loaded.records) == 2
    (said,) = refused(
        tmp_path, *({"ods_code": "RBS", "title": title} for title in ("One", " one "))
    )
    assert said.startswith("Line 2, source_url: is the same record as line 1")


TITLES = {
    "Fall &amp; rise of <b>beds</b> &pound;3m": "Fall & rise of beds £3m",
    "Waits of <5 days, not > 9": "Waits of <5 days, not > 9",
    "A<!-- hidden -->B  and\nC": "AB and C",
}


def test_a_title_is_what_a_web_page_would_show(tmp_path):
    load(tmp_path, *({"ods_code": "RBS", "title": title} for title in TITLES))

    found = CaseStudyPage.objects.order_by("pk").values_list("title", flat=True)
    assert list(found) == list(TITLES.values())
