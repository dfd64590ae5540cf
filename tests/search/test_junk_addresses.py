"""Whatever stands in the address of a search, the answer is a page, never a fault."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from search.forms import SearchForm
from tests.builders.casestudies import make_area, make_case_study
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.django_db

ADDRESSES = ("/search/", "/search.json", "/search/map/", "/search/guided/", "/search/suggest/")
ASKED = st.dictionaries(
    st.sampled_from([*SearchForm.base_fields, "step", "x"]),
    st.text(max_size=30)
    | st.text(max_size=600)
    | st.sampled_from(
        ["-1", "0", "1", "2", "finance", "T1:near", "best", "cost-reduction", "area:", '"beds',
         "1e9", "99999999999999999999", "\x00", "beds", "saving:>1k", "£100k", "true", "%", "é"]
    ),
    max_size=4,
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "engine", ["database", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]
)
def test_no_address_breaks_the_page(client, engine, request, settings):
    if engine == "elasticsearch":
        request.getfixturevalue("cluster")
    make_case_study(title="Share beds", areas=[make_area(name="Beds")])
    settings.SEARCH_ENGINE = engine
    call_command("rebuild_index", verbosity=0)

    @hypothesis_settings(
        max_examples=examples(150, full=700), deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(where=st.sampled_from(ADDRESSES), asked=ASKED)
    def try_it(where, asked):
        answer = client.get(where, asked)
        assert answer.status_code in (200, 302, 400), (where, asked)
        if answer.status_code == 400:
            assert len(answer.content) > 20

    try_it()


def test_a_nul_is_refused_in_words_wherever_it_stands(client):
    make_case_study(areas=[make_area(name="Beds")])

    wrong = []
    for name in SearchForm.base_fields:
        for value in ("\x00", "trust:\x00", "area:a\x00"):
            status = client.get("/search/", {name: value}).status_code
            if status != (200 if name == "explain" else 400):
                wrong.append((name, value, status))

    assert not wrong
