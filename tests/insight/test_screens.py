"""The pages and files of insight, for the people they are for."""

import copy
import csv
import io

import pytest

from portal.insight.queries import pairs
from tests.builders.databases import rows_that_stay
from tests.builders.matching import Pair
from tests.insight.test_totals import asks

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def pair_of_all(django_db_setup, django_db_blocker):
    with rows_that_stay(django_db_blocker):
        yield Pair().begin()


@pytest.fixture
def pair(pair_of_all):
    return copy.deepcopy(pair_of_all)


def base(pair):
    return f"/insight/programme/{pair.programme.slug}/"


def certificate_of(pair):
    return f"/insight/exemplars/{pair.helper_trust.ods_code}/certificate/"


def read(answer):
    return list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))


def test_anyone_reads_the_totals_and_how_they_are_counted(client, pair):
    text = client.get("/insight/").text

    assert "at least five trusts" in text and "not shown" in text


def test_the_totals_of_five_trusts_are_in_the_page_and_in_the_file(client, pair):
    asks(6, type="acute")  # and the pair's own

    assert "7 trusts asked for help." in client.get("/insight/").text
    assert read(client.get("/insight/asked-by-type.csv"))[1][0] == "Acute"


def test_a_file_says_what_is_not_shown(client, pair):
    rows = read(client.get("/insight/asked-by-type.csv"))

    assert {value for row in rows[1:] for value in row[1:]} == {"not shown"}


@pytest.mark.parametrize("address", ["/insight/nothing.csv", "/insight/fairness.csv"])
def test_a_report_that_is_not_public_has_no_public_file(client, pair, address):
    assert client.get(address).status_code == 404


def test_a_manager_gets_each_report_with_its_chart_its_table_and_its_file(client, pair):
    client.force_login(pair.broker)
    answer = client.get(base(pair))

    for report in pairs.programme_reports(pair.programme):
        assert report.title in answer.text
        rows = read(client.get(f"{base(pair)}{report.slug}.csv"))
        assert rows[0] == list(report.columns) and len(rows) == len(report.rows) + 1
    assert 'role="img"' in answer.text


def test_the_paper_for_a_board_shows_tables_without_a_click(client, pair):
    client.force_login(pair.broker)

    text = client.get(f"{base(pair)}board/").text

    assert "<details" not in text.split("<main", 1)[1].split("</main", 1)[0]
    assert "In short" in text and pair.helper_trust.name in text


def test_no_page_has_style_or_script_of_its_own(client, pair):
    client.force_login(pair.broker)

    for url in ("/insight/", base(pair), f"{base(pair)}board/", certificate_of(pair)):
        main = client.get(url).text.split("<main", 1)[1].split("</main", 1)[0]
        assert "style=" not in main and "<style" not in main and "<script" not in main


def test_the_exemplars_people_and_the_manager_read_its_certificate(client, pair):
    for person in (pair.helper, pair.broker):
        client.force_login(person)
        assert pair.helper_trust.name in client.get(certificate_of(pair)).text


def test_a_bad_period_says_so_and_keeps_what_was_typed(client, pair):
    client.force_login(pair.helper)

    answer = client.get(certificate_of(pair), {"start": "2025-02-01", "end": "2025-01-01"})

    assert answer.status_code == 400
    assert "not after the last one" in answer.text and "2025-02-01" in answer.text


def test_the_certificate_names_no_trust_that_was_helped(client, pair):
    client.force_login(pair.helper)

    main = client.get(certificate_of(pair)).text.split("<main", 1)[1].split("</main", 1)[0]

    assert pair.seeker_trust.name not in main


def test_a_trust_that_was_never_an_exemplar_has_no_certificate(client, pair):
    client.force_login(pair.third)

    answer = client.get(f"/insight/exemplars/{pair.third_trust.ods_code}/certificate/")

    assert answer.status_code == 404


def test_each_person_is_led_to_their_own_reports(client, pair):
    client.force_login(pair.helper)
    helper = client.get("/insight/").text
    client.force_login(pair.broker)
    broker = client.get("/insight/").text

    assert certificate_of(pair) in helper and base(pair) not in helper
    assert base(pair) in broker
