from __future__ import annotations

import pytest
from wagtail.models import Page, Site

from casestudies.models import CaseStudiesIndexPage
from portal.home.models import HomePage, StandardPage
from portal.home.site import ensure_site

pytestmark = pytest.mark.django_db
FOOTER = ["about", "evidence", "criteria", "accessibility", "data"]


def test_empty_database_becomes_a_site():
    home = ensure_site()

    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert {page.slug for page in home.get_children()} == {*FOOTER, "case-studies"}


def test_running_again_changes_nothing():
    ensure_site()
    before = list(Page.objects.values_list("pk", "url_path"))

    ensure_site()

    assert list(Page.objects.values_list("pk", "url_path")) == before
    assert Page.find_problems() == ([], [], [], [], [])


def test_words_of_an_editor_stay():
    ensure_site()
    StandardPage.objects.filter(slug="about").update(title="Who we are")

    ensure_site()

    assert StandardPage.objects.get(slug="about").title == "Who we are"


@pytest.mark.parametrize("slug", FOOTER)
def test_standard_page_is_there_with_its_words(client, slug):
    ensure_site()
    page = StandardPage.objects.get(slug=slug)

    answer = client.get(f"/{slug}/").content.decode()

    assert f'<h1 class="nhsuk-heading-xl">{page.title}</h1>' in answer
    assert page.lede in answer


def test_there_is_one_home_and_one_index():
    ensure_site()

    assert not HomePage.can_create_at(Page.get_first_root_node())
    assert CaseStudiesIndexPage.objects.count() == 1
