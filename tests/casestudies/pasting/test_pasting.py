"""A spreadsheet with three bad cells names the three cells and keeps the rest."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from casestudies.models import CaseStudyPage
from casestudies.pasting.reading import mended, only_rows
from casestudies.savings import sign_offs
from tests.builders.casestudies import make_case_study, make_person, sign_line
from tests.builders.reviewing import make_signed
from tests.builders.trusts import make_trust

SHEET = """Year\tAmount\tEffect\tRecurrent\tDescription
2023/24\t£12,000\tcash\tyes\tAgency nurses
2024/25\ttwelve\tcash\tyes\tAgency nurses
2024/26\t9000\tcapacity\tyes\tClinic hours
2024/25\t8000\tmagic\tyes\tBeds
2024/25\t7000\tcash\tyes\tOld stock"""
SERIES = "Month\tFalls\nApr-23\t12\nMay-23\tmany\nJun-23\t9"
CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\t\n\r\"'"))


@pytest.fixture
def page(client):
    page = make_case_study(publish=False)
    client.force_login(make_person("author", page.trust))
    return page


def latest(page):
    return CaseStudyPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def address(page):
    return reverse("casestudies:paste", args=[page.pk])


@pytest.mark.django_db
def test_three_bad_cells_are_named_and_the_rest_is_offered(client, page):
    response = client.post(address(page), {"into": "savings", "text": SHEET, "check": "1"})

    named = [(error.row, error.column) for error, _ in response.context["bad"]]
    assert named == [(3, 2), (4, 1), (5, 3)]
    assert [line.amount for line in response.context["found"].lines] == [12_000, 7_000]
    assert "twelve" in response.content.decode()


@pytest.mark.django_db
def test_good_rows_are_kept_and_bad_ones_stay_to_mend(client, page):
    response = client.post(address(page), {"into": "savings", "text": SHEET, "keep": "1"})

    assert any(line.amount == 12_000 for line in latest(page).savings.all())
    assert "twelve" in response.content.decode()
    assert "£12,000" not in response.context["text"]


@pytest.mark.django_db
def test_a_mended_cell_is_read_with_the_rest(client, page):
    data = {"into": "savings", "text": SHEET, "keep": "1"}
    mended_cells = {"cell-3-2": "12500", "cell-4-1": "2024/25", "cell-5-3": "capacity"}

    client.post(address(page), data | mended_cells)

    amounts = {line.amount for line in latest(page).savings.all()}
    assert {12_000, 12_500, 9_000, 8_000} <= amounts


@pytest.mark.django_db
def test_a_one_off_saving_is_asked_for_its_reason_in_a_column_of_its_own(client, page):
    text = "Year\tAmount\tEffect\tRecurrent\n2024/25\t7000\tcash\tno"
    data = {"into": "savings", "text": text, "keep": "1"}
    asked = client.post(address(page), data).context["bad"][0]
    assert asked[0].heading == "One-off reason"

    client.post(address(page), data | {asked[1]: "Land sale"})

    assert list(latest(page).savings.all())[-1].one_off_reason == "land-sale"


@pytest.mark.django_db
def test_pasting_twice_adds_nothing_twice(client, page):
    data = {"into": "savings", "text": "\n".join(SHEET.splitlines()[:2]), "keep": "1"}
    client.post(address(page), data)
    before = len(latest(page).savings.all())

    response = client.post(address(page), data, follow=True)

    assert len(latest(page).savings.all()) == before
    assert "1 was there already" in response.content.decode()


@pytest.mark.django_db
def test_monthly_values_go_into_their_measure(client, page):
    measure = latest(page).measures.get()
    data = {"into": str(measure.uuid), "text": SERIES, "keep": "1"}

    response = client.post(address(page), data)

    assert latest(page).measures.get().series == [["2023-04", 12.0], ["2023-06", 9.0]]
    assert "many" in response.content.decode()
    client.post(address(page), data | {"cell-3-2": "10"})
    assert ["2023-05", 10.0] in latest(page).measures.get().series


@pytest.mark.django_db
def test_pasted_values_void_the_signature_on_their_measure(client, page):
    measure = latest(page).measures.get()
    sign_line(page, measure)
    assert sign_offs.statuses_of(latest(page))[measure.uuid].level == "finance"

    client.post(address(page), {"into": str(measure.uuid), "text": SERIES, "keep": "1"})

    assert sign_offs.statuses_of(latest(page))[measure.uuid].void


@pytest.mark.django_db
def test_readers_see_nothing_of_it_until_it_is_published(client):
    page = make_case_study()
    client.force_login(make_person("author", page.trust))

    client.post(address(page), {"into": "savings", "text": SHEET, "keep": "1"})

    assert CaseStudyPage.objects.get(pk=page.pk).savings.count() == 1
    assert CaseStudyPage.objects.get(pk=page.pk).has_unpublished_changes


@pytest.mark.django_db
def test_a_csv_file_is_read(client, page):
    content = SHEET.replace("£12,000", "12000").replace("\t", ",").encode()
    upload = SimpleUploadedFile("savings.csv", content)

    response = client.post(address(page), {"into": "savings", "file": upload, "check": "1"})

    assert response.context["good"] >= 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "says"),
    [("", "Paste a table"), ("just words", "Add a column"), ("x" * 300_000, "")],
)
def test_what_is_no_table_says_what_to_do(client, page, text, says):
    response = client.post(address(page), {"into": "savings", "text": text, "check": "1"})

    assert response.status_code == 400
    assert says in response.content.decode()


@pytest.mark.django_db
def test_a_picture_is_not_a_table(client, page):
    upload = SimpleUploadedFile("x.csv", b"\x89PNG\r\n\x1a\n\x00\xff\xfe\x00\x01")

    response = client.post(address(page), {"into": "savings", "file": upload, "check": "1"})

    assert response.status_code == 400


@pytest.mark.django_db
def test_authors_of_other_trusts_paste_nothing(client, page):
    client.force_login(make_person("author", make_trust()))

    assert client.get(address(page)).status_code == 403


@pytest.mark.django_db
def test_while_a_peer_reads_nothing_is_pasted(client):
    page = make_signed()
    client.force_login(make_person("author", page.trust))

    response = client.post(address(page), {"into": "savings", "text": SHEET, "keep": "1"})

    assert "checking this case study" in response.content.decode()


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_mending_nothing_changes_no_cell(rows):
    text = "a\tb\n" + "\n".join(f"x{left.strip()}\ty{right.strip()}" for left, right in rows)

    once = mended(text, {})

    assert mended(once, {}) == once
    assert once.split() == text.split()


def test_only_the_rows_asked_for_are_left():
    assert only_rows(SHEET, {3}).splitlines()[1].startswith("2024/25\ttwelve")
