"""What a log and a collector see: no secret, no flood, and each request with its id."""

from __future__ import annotations

import io
import json
import logging
import time

import pytest
from django.db import OperationalError, connection
from django.test import override_settings

from portal.operations.observing.logs import LastingStateHandler, LogFormatter

FROM_OUTSIDE = {"REMOTE_ADDR": "192.0.2.8"}
THROUGH_PROXY = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_REQUEST_ID": "given-by-the-proxy"}


@pytest.fixture
def log():
    """A log of its own, whose states are over after a tenth of a second."""
    stream = io.StringIO()
    handler = LastingStateHandler(stream, quiet=0.1)
    handler.setFormatter(LogFormatter())
    names = ["tests.log", "portal.requests"]
    levels = {}
    for name in names:
        one = logging.getLogger(name)
        levels[name] = one.level
        one.addHandler(handler)
        one.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for name in names:
        logging.getLogger(name).removeHandler(handler)
        logging.getLogger(name).setLevel(levels[name])


def away():
    try:
        raise OperationalError("the database is away")
    except OperationalError:
        logging.getLogger("tests.log").exception("Could not read.")


def wait_until_quiet():
    time.sleep(0.35)


def test_an_outage_is_one_line_at_its_start_and_one_at_its_end(log):
    for _ in range(500):
        away()
    assert len(log()) == 1
    assert "the database is away" in log()[0]["exc_info"]

    wait_until_quiet()

    _, end = log()
    assert end["times"] == 500
    assert "OperationalError" in end["message"] and "499" in end["message"]


def test_the_next_outage_is_told_again(log):
    away()
    wait_until_quiet()
    away()

    assert len(log()) == 2


def test_another_fault_is_not_hidden_by_one_that_lasts(log):
    away()
    for fault in (1, 2):
        try:
            if fault == 1:
                raise ValueError("one")
            raise ValueError("two")
        except ValueError:
            logging.getLogger("tests.log").exception("Failed.")

    assert len(log()) == 3


def test_what_is_no_warning_is_never_held_back(log):
    for _ in range(3):
        logging.getLogger("tests.log").info("Done.")

    assert [line["message"] for line in log()] == ["Done."] * 3


def test_a_request_is_one_line_with_the_id_that_its_answer_carries(client, log):
    answer = client.get("/healthz/?q=private")

    (line,) = log()
    assert line["request_id"] == answer["X-Request-ID"]
    assert (line["path"], line["status"], line["view"]) == ("/healthz/", 200, "home:healthz")
    assert "private" not in json.dumps(line)


def test_an_id_is_taken_from_a_trusted_proxy_only(client):
    assert client.get("/healthz/", **THROUGH_PROXY)["X-Request-ID"] != "given-by-the-proxy"

    with override_settings(TRUSTED_PROXIES=["10.0.0.0/8"]):
        assert client.get("/healthz/", **THROUGH_PROXY)["X-Request-ID"] == "given-by-the-proxy"
        odd = {**THROUGH_PROXY, "HTTP_X_REQUEST_ID": 'x"}\n{"forged": 1'}
        assert "forged" not in client.get("/healthz/", **odd)["X-Request-ID"]


@pytest.mark.django_db
def test_a_link_that_opens_an_account_is_not_in_the_log(client, log):
    client.get("/accounts/password/reset/key/1-abcdefgh-0123456789/")

    assert log() and "abcdefgh" not in json.dumps(log())


def test_the_line_of_a_request_costs_no_query(client, log, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        client.get("/healthz/")


@pytest.mark.django_db
def test_metrics_count_requests_and_tell_every_part(client):
    client.get("/healthz/")

    text = client.get("/metrics").content.decode()

    assert 'exemplar_request_seconds_count{method="GET",status="200",view="home:healthz"}' in text
    assert 'exemplar_part_state{part="database"} 0.0' in text
    assert 'exemplar_part{figure="waiting",part="mail"} 0.0' in text


@pytest.mark.django_db
def test_metrics_are_for_this_machine_or_a_token(client, settings):
    forwarded = {"HTTP_X_FORWARDED_FOR": "192.0.2.8"}
    assert client.get("/metrics", **FROM_OUTSIDE).status_code == 404
    assert client.get("/metrics", **forwarded).status_code == 404

    settings.METRICS_TOKEN = "a-long-token"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer wrong").status_code == 404
    right = {"HTTP_AUTHORIZATION": "Bearer a-long-token", **FROM_OUTSIDE}
    assert client.get("/metrics", **right).status_code == 200


@pytest.mark.django_db
def test_metrics_give_no_text_of_the_database(client):
    text = client.get("/metrics").content.decode()

    assert str(connection.settings_dict["NAME"]) not in text


@pytest.mark.django_db
def test_a_probe_may_ask_by_the_address_of_the_machine(client):
    by_address = {"HTTP_HOST": "10.1.2.3:8000"}

    assert client.get("/healthz/", **by_address).status_code == 200
    assert client.get("/readyz/", **by_address).status_code == 200
    assert client.get("/about/", **by_address).status_code == 400
