"""A pasted row that looks like money that is there, or too large to be true, meets a question."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from casestudies.models import CaseStudyPage
from casestudies.pasting import services as pasting_services
from casestudies.pasting.reading import read_savings
from casestudies.savings import same_money
from tests.builders.casestudies import make_case_study, make_person

pytestmark = pytest.mark.django_db
HEAD = "Year\tAmount\tEffect\tRecurrent\tDescription"
SAME = f"{HEAD}\n2023/24\t120,000\tcash\tyes\tTemporary staff, wards"


@pytest.fixture
def page(client):
    page = make_case_study(publish=False)
    client.force_login(make_person("author", page.trust))
    return page


def paste(client, page, text=SAME, **answers):
    data = {"into": "savings", "text": text, "keep": "1", **answers}
    return client.post(reverse("casestudies:paste", args=[page.pk]), data)


def savings(page):
    return list(CaseStudyPage.objects.get(pk=page.pk).get_latest_revision_as_object().savings.all())


def test_a_row_that_says_the_same_is_asked_beside_the_line_it_resembles(client, page):
    response = paste(client, page)

    text = response.content.decode()
    assert response.status_code == 400
    assert "It says the same as “Agency nurses”" in text
    assert "Row 2: Choose whether it is the same money" in text
    assert len(savings(page)) == 1


def test_the_same_money_is_left_out(client, page):
    paste(client, page, **{"same-2": "same"})

    assert len(savings(page)) == 1


def test_different_money_is_kept_with_its_reason(client, page):
    kept = paste(client, page, **{"same-2": "different", "reason-2": ""})
    assert "Row 2: Say in a few words why it is different money." in kept.content.decode()

    paste(client, page, **{"same-2": "different", "reason-2": "The other hospital"})

    found = same_money.look_alikes(page.pk, savings(page))
    assert [pair.answer.reason for pair in found] == ["The other hospital"]


def test_rows_of_one_table_are_compared_with_each_other(client, page):
    row = "2024/25\t5,000\tcash\tyes"
    response = paste(client, page, f"{HEAD}\n{row}\tBank\n{row}\tAgency")

    assert response.status_code == 400
    assert "It says the same as row 2, “Bank”" in response.content.decode()


def test_the_command_itself_refuses_what_is_not_answered(page):
    rows = read_savings(SAME).lines

    with pytest.raises(ValidationError, match="Row 2"):
        pasting_services.add_savings(page=page, rows=rows, by=make_person("author", page.trust))


def test_forty_million_is_asked_about_and_its_explanation_is_kept(client, page):
    text = f"{HEAD}\n2023/24\t£40,000,000\tcash\tyes\tDressings"
    response = paste(client, page, text)
    assert response.status_code == 400
    assert "£40,000,000 is 20% of what a trust of this type" in response.content.decode()

    paste(client, page, text, **{"explanation-2": "All dressings of the region"})

    assert [one.explanation for one in savings(page)] == ["", "All dressings of the region"]
