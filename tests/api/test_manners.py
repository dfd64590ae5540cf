"""How the API refuses, and how its answers may be kept and by whom they may be read."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.forms import SearchForm
from tests.attacks.wall.junk import HUGE, LONG, NUL
from tests.builders.api import PublicWorld
from tests.builders.casestudies import make_person

pytestmark = pytest.mark.django_db
LISTS = ("case-studies/", "trusts/", "exemplars/", "areas/")
NAMES = [
    *SearchForm.base_fields,
    "status",
    "show",
    "places",
    "type",
    "method",
    "limit",
    "utm_x",
    "z",
]
JUNK = st.one_of(
    st.text(max_size=20),
    st.sampled_from([NUL, HUGE, "-1", "0", "1e9", "²", "£", "a:b", "RAA:mid", "cash-releasing"]),
)


@pytest.mark.parametrize("path", LISTS)
def test_an_unknown_parameter_is_named(client, path):
    answer = client.get(f"/api/v1/{path}?colour=red")

    assert answer.status_code == 400
    (problem,) = answer.json()["problems"]
    assert problem["parameter"] == "colour" and "colour" in problem["message"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("case-studies/", "kind"),
        ("case-studies/", "page"),
        ("case-studies/", "like"),
        ("trusts/", "type"),
        ("trusts/", "page"),
        ("exemplars/", "region"),
        ("exemplars/", "page"),
    ],
)
def test_a_bad_value_is_named_with_what_to_do(client, path, name):
    answer = client.get(f"/api/v1/{path}", {name: "rubbish"})

    assert answer.status_code == 400
    assert [one["parameter"] for one in answer.json()["problems"]] == [name]


@pytest.mark.parametrize("path", LISTS[:3])
def test_a_page_after_the_last_is_refused(client, path):
    answer = client.get(f"/api/v1/{path}?page=999")

    assert answer.status_code == 400
    assert answer.json()["problems"][0]["parameter"] == "page"


@pytest.mark.parametrize("path", ["trusts/?type=acute&type=acute", "exemplars/?area=a&area=b"])
def test_a_parameter_given_twice_that_takes_one_is_named(client, path):
    problems = client.get(f"/api/v1/{path}").json()["problems"]

    assert any("twice" in one["message"] and one["parameter"] for one in problems)


@pytest.mark.parametrize("path", LISTS)
def test_tracking_is_dropped(client, path):
    assert client.get(f"/api/v1/{path}?utm_source=x&gclid=1&fbclid=2").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "nothing/",
        "case-studies/0/",
        "case-studies/junk/",
        f"case-studies/{2**63}/",
        "trusts/XXXXX/",
    ],
)
def test_what_is_not_there_gets_404_of_the_one_shape(client, path):
    answer = client.get(f"/api/v1/{path}")

    assert answer.status_code == answer.json()["status"] == 404
    assert answer.json()["message"] and answer.json()["problems"] == []


def test_an_address_that_cannot_be_gets_400_of_the_one_shape(client):
    answer = client.get("/api/v1/trusts/a%00b/")

    assert answer.status_code == answer.json()["status"] == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["", *LISTS, "trusts/RAA/"])
def test_nothing_can_be_written(client, path, method):
    answer = getattr(client, method)(f"/api/v1/{path}")

    assert answer.status_code == answer.json()["status"] == 405
    assert answer["Allow"] == "GET"


def test_an_answer_is_not_sent_again_while_nothing_changed(client):
    world = PublicWorld()
    for address in world.addresses().values():
        first = client.get(address)

        again = client.get(address, headers={"If-None-Match": first["ETag"]})

        assert (again.status_code, again.content) == (304, b"")
        assert again["Access-Control-Allow-Origin"] == "*"


def test_any_page_may_read_an_answer_and_an_error(client):
    for path in ("", "case-studies/", "case-studies/?kind=x", "nothing/"):
        assert client.get(f"/api/v1/{path}")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/search.json")


def test_an_answer_may_be_kept_for_a_minute_and_an_error_not(client):
    assert client.get("/api/v1/areas/")["Cache-Control"] == "public, max-age=60"
    assert client.get("/api/v1/areas/none/")["Cache-Control"] == "no-store"


def test_the_head_of_an_answer_has_no_body(client):
    answer = client.head("/api/v1/areas/")

    assert answer.status_code == 200 and answer.content == b"" and answer["ETag"]


def test_a_page_about_the_api_is_not_kept_for_everyone(client):
    client.force_login(make_person())

    assert "public" not in client.get("/api/v1/docs/").get("Cache-Control", "")


@pytest.mark.slow
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    path=st.sampled_from([*LISTS, "trusts/RAA/similar/", "trusts/RAA/", "case-studies/1/", ""]),
    query=st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=8), JUNK), max_size=4),
)
def test_no_query_breaks_it(client, path, query):
    client.raise_request_exception = False
    asked = {}
    for name, value in query:
        asked.setdefault(name, []).append(value)

    answer = client.get(f"/api/v1/{path}", asked)

    assert answer.status_code in (200, 400, 404), answer.content
    assert answer["Content-Type"].startswith("application/json")


def test_junk_in_any_parameter_is_answered(client):
    statuses = {
        (path, name, junk[:5]): client.get(f"/api/v1/{path}", {name: junk}).status_code
        for path in LISTS
        for name in NAMES
        for junk in (NUL, LONG, HUGE)
    }

    assert not {case: status for case, status in statuses.items() if status not in (200, 400)}
