"""Any text by any way in, and every way out of it is well-formed: pages, feeds, tables, letters."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import json
from html.parser import HTMLParser

import pytest
from defusedxml import ElementTree as Xml
from django.db import connection
from hypothesis import HealthCheck, given, settings

from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.accounts import notifications
from portal.accounts.delivery import letter_of
from portal.accounts.models import Notice
from portal.text.normalising import clean_line, fold
from portal.trusts.models import Trust
from search.highlights import Marker
from search.indexing import entries
from tests.builders.accounts import make_administrator, make_author
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.trusts import make_trust
from tests.hypothesis_profiles import examples
from tests.text.odd_text import storable_text

pytestmark = pytest.mark.django_db
FORMULAS = ("=", "+", "-", "@")
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
ATOM = "{http://www.w3.org/2005/Atom}"


class Balanced(HTMLParser):
    """Fails where a tag is closed that is not open: what text that became mark-up looks like."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.faults, self.said, self.scripts = [], [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open[-1][0] != tag:
            self.faults.append((tag, self.open[-1:], self.getpos()))
        elif self.open:
            self.open.pop()

    def handle_data(self, data):
        inside = self.open[-1] if self.open else ("", {})
        if inside[0] == "script":
            if inside[1].get("type") == "application/ld+json":
                self.scripts.append(data)
            return
        self.said.append(data)


def read_page(client, path, query=None):
    answer = client.get(path, query or {})
    assert answer.status_code == 200, (path, answer.status_code)
    page = Balanced()
    page.feed(answer.content.decode())
    assert page.faults == [], path
    assert page.open == [], path
    for one in page.scripts:
        json.loads(one)
    return "".join(page.said)


def read_table(client, path, query=None):
    answer = client.get(path, query or {})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1, (path, rows)
    unsafe = [cell for row in rows for cell in row
              if cell.lstrip().startswith(FORMULAS) and not is_number(cell)]  # fmt: skip
    assert unsafe == [], path
    return rows


def is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


def read_feed(client, query=None):
    feed = Xml.fromstring(client.get("/feeds/search.atom", query or {}).content)
    return [one.findtext(f"{ATOM}title") for one in feed.findall(f"{ATOM}entry")]


def read_letter(person, subject, body):
    Notice.objects.all().delete()
    notifications.send(to=[person], kind="k", key="1", subject=subject, body=body, url="/")
    letter = email.message_from_bytes(
        letter_of(Notice.objects.get()).message().as_bytes(), policy=email.policy.default
    )
    assert letter.defects == []
    assert set(letter.keys()) & {"Bcc", "Cc"} == set()
    return letter["Subject"], letter.get_content()


def read_every_way_out(client, page, person, text):
    """Every public answer that tells of this record, each read by a parser."""
    url = CaseStudyPage.objects.get(pk=page.pk).url
    trust, area = page.trust.ods_code, page.areas.first().slug
    places = ("/", "/search/", "/case-studies/", "/areas/", "/trusts/", "/insight/")
    for path in (url, *places, f"/trusts/{trust}/", f"/areas/{area}/"):
        read_page(client, path)
    read_page(client, "/search/", {"q": text})
    assert len(read_feed(client)) == 1
    assert Xml.fromstring(client.get("/sitemap.xml").content) is not None
    assert len(read_table(client, "/search.csv")) == 2
    listed = client.get("/search.json").json()["case_studies"]
    told = client.get(f"/api/v1/case-studies/{page.pk}/").json()
    assert client.get("/api/v1/case-studies/", {"q": text}).status_code == 200
    assert "suggestions" in client.get("/search/suggest/", {"q": text}).json()
    read_letter(person, text, text)
    return listed[0], told


@pytest.fixture
def record(client):
    """A record that each example gives another text, and who is told of it."""
    trust = make_trust(name="Anytown NHS Trust")
    page = make_case_study(trust, [make_area(name="Beds", slug="beds-of-this")])
    return page, make_author(trust)


def put(page, text):
    """The text in every place that readers see, by the ways that people and programs write."""
    page = CaseStudyPage.objects.get(pk=page.pk)
    page.title = clean_line(f"Cut {text}")[:100].strip()
    page.result, page.problem = f"Beds {text}"[:120], f"<p>Beds {escape(text)}</p>"
    page.must_have = [f"a{text}"]
    page.save()
    page.savings.all().update(description=text[:150])
    Trust.objects.filter(pk=page.trust_id).update(name=f"a{text[:150]}")
    EfficiencyArea.objects.filter(pk=page.areas.first().pk).update(
        name=f"a{text[:70]}", description=text[:200], synonyms=[text]
    )
    entries.repair()
    return page


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def check_every_way_out(client, record, text):
    page, person = record
    page = put(page, text)

    listed, told = read_every_way_out(client, page, person, text)

    stored = CaseStudyPage.objects.get(pk=page.pk).title
    assert listed["title"] == told["title"] == read_feed(client)[0] == stored
    assert stored in read_page(client, page.url)
    if any(one.isalnum() for one in fold(stored)):
        assert read_feed(client, {"q": stored[:200]}) == [stored]


@pytest.mark.slow
@given(text=storable_text())
@settings(max_examples=examples(3, full=20), suppress_health_check=[*HealthCheck], deadline=None)
def test_odd_text_in_by_every_way_is_well_formed_by_every_way_out(client, record, text):
    check_every_way_out(client, record, text)


@pytest.mark.full
@given(text=storable_text(max_size=80))
@settings(max_examples=150, suppress_health_check=[*HealthCheck], deadline=None)
def test_much_odd_text_is_well_formed_by_every_way_out(client, record, text):
    check_every_way_out(client, record, text)


@pytest.mark.slow
def test_each_thing_that_the_portal_was_seen_to_break_on(client, record):
    for text in ("\u202eevig", "=cmd|' /C calc'!A0", "a\x0bb\x07", "<b>]]></script>{{ 7 }}",
                 "e" + "\u0301" * 2_000, "\U0001f469\u200d\u2695\ufe0f مستشفى"):  # fmt: skip
        check_every_way_out(client, record, text)


def test_a_row_that_was_written_past_the_gate_breaks_nothing(client, record):
    page, person = record
    poison = "=1+1\x07\x0b\u202ebeds\ufffe \x1b[31mfit\r\nBcc: all@nhs.net"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title=%s WHERE id=%s", [poison, page.pk])
        cursor.execute("UPDATE casestudies_casestudypage SET result=%s", [poison])
        cursor.execute("UPDATE casestudies_saving SET description=%s", [poison])
        cursor.execute("UPDATE trusts_trust SET name=%s", [poison])
        cursor.execute("UPDATE search_searchentry SET title=%s, result=%s", [poison, poison])
        cursor.execute("UPDATE accounts_user SET first_name=%s", [poison])

    read_every_way_out(client, CaseStudyPage.objects.get(pk=page.pk), person, poison)
    subject, body = read_letter(person, poison, poison)

    assert read_feed(client) == ["=1+1 beds fit Bcc: all@nhs.net"]
    assert "\x07" not in body + subject
    client.force_login(make_administrator())
    for path in ("/cms/users/", "/cms/audit/"):
        read_table(client, path, {"export": "csv"})
    assert client.get("/cms/users/", {"export": "xlsx"}).status_code == 200


def test_what_was_typed_otherwise_is_found_and_marked(client, record):
    page, _ = record
    page.title = "Cut CO₂ and N₂O by 20 m² at O’Brien House with Café Dŵr in COVID‑19"
    page.save()
    entries.repair()

    for asked in ("CO2", "co₂", "N2O", "m2", "m²", "O'Brien", "O’Brien", "cafe", "café", "dwr",
                  "covid-19", "COVID–19", "\ufb01", "“by 20”", "obrien house"):  # fmt: skip
        titles = read_feed(client, {"q": asked})
        if asked not in ("\ufb01", "obrien house"):
            assert titles == [page.title], asked
    for asked, marked in (("CO2", "CO₂"), ("cafe", "Café"), ("dwr", "Dŵr"), ("m2", "m²")):
        body = client.get("/search/", {"q": asked}).content.decode()
        assert f"<mark>{marked}</mark>" in body, asked


def test_a_highlight_marks_a_word_that_no_gate_has_seen():
    marker = Marker([("cooperation",), ("cafes",)])

    assert marker.mark("a co\u00adoperation of cafe\u0301s") == (
        "a <mark>co\u00adoperation</mark> of <mark>cafe\u0301s</mark>"
    )
