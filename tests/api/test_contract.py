"""The OpenAPI document says what the addresses take and give, and they keep to it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django import forms

from portal.api import parameters
from search.forms import SearchForm
from tests.api.openapi import problems
from tests.builders.api import PublicWorld
from tests.builders.casestudies import make_case_study

pytestmark = pytest.mark.django_db
OPERATIONS = sorted(parameters.FORMS)


def document_of(client):
    return client.get("/api/v1/openapi.json").json()


def operations(document):
    return {one["get"]["operationId"]: one["get"] for one in document["paths"].values()}


def query_of(operation):
    return {one["name"]: one for one in operation["parameters"] if one["in"] == "query"}


def test_every_operation_is_read_only_and_has_a_form(client):
    document = document_of(client)

    assert {tuple(one) for one in document["paths"].values()} == {("get",)}
    assert sorted(operations(document)) == OPERATIONS


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_answer_is_what_the_document_says(client, name):
    address = PublicWorld().addresses()[name]
    document = document_of(client)

    answer = client.get(address)

    assert answer.status_code == 200, answer.content
    schema = operations(document)[name]["responses"]["200"]["content"]["application/json"]["schema"]
    assert not problems(answer.json(), schema, document)


def test_a_signpost_is_what_the_document_says(client):
    world, document = PublicWorld(), document_of(client)

    body = client.get(f"/api/v1/case-studies/{world.signpost.pk}/").json()

    assert not problems(body, {"$ref": "#/components/schemas/CaseStudy"}, document)


@pytest.mark.parametrize("address", ["case-studies/?kind=x", "areas/none/", "trusts/?y=1"])
def test_an_error_is_what_the_document_says(client, address):
    document = document_of(client)

    body = client.get(f"/api/v1/{address}").json()

    assert not problems(body, {"$ref": "#/components/schemas/Error"}, document)


def test_the_parameters_of_the_search_are_the_fields_of_its_form(client):
    told = query_of(operations(document_of(client))["searchCaseStudies"])

    assert list(told) == list(SearchForm.base_fields)
    assert told["kind"]["schema"]["items"]["enum"] == ["cost-reduction", "productivity", "system"]
    assert told["sort"]["schema"]["x-labels"]["newest"] == "Newest"
    assert told["q"]["schema"] == {"type": "string", "maxLength": 500}
    assert told["page"]["schema"] == {"type": "integer", "minimum": 1}
    assert all(one["description"] for one in told.values())


def test_a_field_that_is_added_to_the_form_appears_by_itself(client, monkeypatch):
    class Longer(SearchForm):
        colour = forms.ChoiceField(label="Colour", required=False, choices=[("red", "Red")])

    def longer(asked):
        return Longer(asked, user=parameters.AnonymousUser())

    monkeypatch.setitem(parameters.FORMS, "searchCaseStudies", longer)

    told = query_of(operations(document_of(client))["searchCaseStudies"])

    assert told["colour"]["schema"]["enum"] == ["red"]


def test_every_value_that_the_document_names_is_taken(client):
    make_case_study()
    told = query_of(operations(document_of(client))["searchCaseStudies"])

    for name, one in told.items():
        schema = one["schema"].get("items", one["schema"])
        for value in [*schema.get("enum", ()), *schema.get("examples", ())]:
            assert client.get("/api/v1/case-studies/", {name: value}).status_code == 200


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_is_explained_on_the_page_for_people(client, name):
    text = client.get("/api/v1/docs/").content.decode()
    operation = operations(document_of(client))[name]

    assert f'id="{name}"' in text
    assert operation["summary"] in text
    assert all(f"<code>{one}</code>" in text for one in query_of(operation))


def test_the_page_for_people_takes_nothing_from_elsewhere(client):
    text = client.get("/api/v1/docs/").content.decode()

    assert "swagger" not in text.lower() and 'src="http' not in text


def test_no_example_on_the_page_for_people_is_refused(client):
    PublicWorld()
    text = client.get("/api/v1/docs/").content.decode()
    examples = re.findall(r'Example: <a href="([^"]+)"', text)

    refused = [url for url in map(unescape, examples) if client.get(url).status_code == 400]

    assert len(examples) == len(OPERATIONS)
    assert not refused
