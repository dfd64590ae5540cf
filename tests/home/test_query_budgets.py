"""How many queries a page may take, in a process that knows nothing yet."""

from __future__ import annotations

import pytest

from tests.builders.casestudies import make_adoption, make_case_study, sign_line
from tests.builders.costs import cold_queries
from tests.builders.matching import PROBLEM, Pair
from tests.builders.trusts import make_trust

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("background_tasks", "queue")]
HOME = 18
CASE_STUDY = 20
MY = 28
HELP_REQUEST_SENT = 25
# Beyond these PostgreSQL plans longer than it reads.
MOST_JOINS = 8


@pytest.fixture
def pair():
    """Two trusts in a match, of which the helper has a signed case study that others took up."""
    pair = Pair()
    for _ in range(2):
        make_adoption(pair.case_study, make_trust(), savings=[{}], measures=[{}])
        sign_line(make_case_study(areas=[pair.area]))
    return pair


def queries_of(client, address, person=None):
    if person is not None:
        client.force_login(person)
    # A server builds its chain of middleware as it starts, and its index follows each change.
    client.get("/search/")
    with cold_queries() as seen:
        answer = client.get(address)
    assert answer.status_code == 200
    return seen


def test_home(client, pair):
    assert len(queries_of(client, "/")) <= HOME


def test_a_case_study(client, pair):
    assert len(queries_of(client, pair.case_study.url)) <= CASE_STUDY


def test_my_page(client, pair):
    seen = queries_of(client, "/my/", pair.helper)

    assert len(seen) <= MY
    assert max(sql.count(" JOIN ") for sql in seen) <= MOST_JOINS


def test_a_help_request_sent(client, pair, django_capture_on_commit_callbacks):
    client.force_login(pair.third)
    client.get("/healthz/")
    answers = {
        "problem": PROBLEM,
        "help_kind": "question",
        "case_study": pair.case_study.pk,
        "area": pair.area.slug,
        "helper": pair.helper_trust.ods_code,
    }

    with cold_queries() as seen, django_capture_on_commit_callbacks(execute=True):
        sent = client.post("/help/new/", answers)

    assert sent.status_code == 302
    assert len(seen) <= HELP_REQUEST_SENT
