"""An author reaches the case studies of their own trust in the editor, and no others."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from casestudies import shelves
from casestudies.models import CaseStudiesIndexPage, CaseStudyPage, TrustCaseStudiesPage
from casestudies.shelves import open_shelf
from casestudies.site import ensure_index
from portal.accounts import roles
from tests.builders.casestudies import make_case_study, make_person, make_trust_shelf
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return make_case_study(title="Ours to write")


@pytest.fixture
def theirs():
    return make_case_study(title="Theirs alone")


@pytest.fixture
def author(client, ours):
    client.force_login(make_person("author", ours.trust))
    return client


def refused(response):
    """Wagtail sends those who may not back to its home page, or to the way in."""
    home = reverse("wagtailadmin_home")
    if response.status_code == 302:
        return response.url == home or response.url.startswith("/accounts/login/")
    return response.status_code in (403, 404)


def test_an_author_edits_their_own_trusts_case_study(author, ours):
    assert author.get(reverse("wagtailadmin_pages:edit", args=[ours.pk])).status_code == 200


@pytest.mark.parametrize("action", ["edit", "delete", "move", "copy", "unpublish", "history"])
def test_an_author_cannot_act_on_another_trusts_case_study(author, theirs, action):
    assert refused(author.get(reverse(f"wagtailadmin_pages:{action}", args=[theirs.pk])))


def test_an_author_cannot_post_to_another_trusts_case_study(author, theirs):
    author.post(reverse("wagtailadmin_pages:edit", args=[theirs.pk]), {"title": "Taken"})

    assert CaseStudyPage.objects.get(pk=theirs.pk).title == "Theirs alone"


def test_an_author_cannot_add_to_another_trusts_shelf(author, theirs):
    args = ["casestudies", "casestudypage", theirs.get_parent().pk]

    assert refused(author.get(reverse("wagtailadmin_pages:add", args=args)))


def test_an_author_does_not_see_another_trusts_case_study_in_the_explorer(author, theirs):
    index = CaseStudiesIndexPage.objects.get()
    for page in (index.get_parent(), index, theirs.get_parent()):
        response = author.get(reverse("wagtailadmin_explore", args=[page.pk]), follow=True)

        assert "Theirs alone" not in response.content.decode()
        assert theirs.trust.name not in response.content.decode()


def test_an_author_does_not_find_another_trusts_case_study_by_search(author, theirs):
    response = author.get(reverse("wagtailadmin_pages:search"), {"q": "Theirs"})

    assert "Theirs alone" not in response.content.decode()


def test_an_author_does_not_see_a_draft_of_another_trust_in_a_chooser(author, theirs):
    draft = make_case_study(trust=theirs.trust, title="Secret plan", publish=False)
    for name, args in (("choose_page_child", [draft.get_parent().pk]), ("choose_page_search", [])):
        response = author.get(reverse(f"wagtailadmin_{name}", args=args), {"q": "Secret"})

        assert "Secret plan" not in response.content.decode()


def test_an_author_still_chooses_their_own_pages(author, ours):
    url = reverse("wagtailadmin_choose_page_child", args=[ours.get_parent().pk])

    assert "Ours to write" in author.get(url).content.decode()


@pytest.mark.parametrize(
    "report", ["site_history", "aging_pages", "workflow", "workflow_tasks", "page_types_usage",
               "locked_pages"],
)  # fmt: skip
def test_no_report_shows_an_author_another_trusts_case_study(author, theirs, report):
    theirs.save_revision(log_action=True)

    response = author.get(reverse(f"wagtailadmin_reports:{report}"))

    assert "Theirs alone" not in response.content.decode()


def test_the_editors_own_api_shows_an_author_no_case_study_of_another_trust(author, theirs):
    response = author.get(f"/cms/api/main/pages/?child_of={theirs.get_parent().pk}")

    assert "Theirs alone" not in response.content.decode()


def test_an_author_cannot_move_their_case_study_to_another_shelf(author, ours, theirs):
    args = [ours.pk, theirs.get_parent().pk]

    author.post(reverse("wagtailadmin_pages:move_confirm", args=args))

    assert CaseStudyPage.objects.get(pk=ours.pk).trust == ours.trust


def test_an_author_cannot_copy_their_case_study_to_another_shelf(author, ours, theirs):
    data = {
        "new_title": "Copy", "new_slug": "copy", "new_parent_page": theirs.get_parent().pk,
    }  # fmt: skip

    author.post(reverse("wagtailadmin_pages:copy", args=[ours.pk]), data)

    assert not CaseStudyPage.objects.filter(trust=theirs.trust, slug="copy").exists()


def test_an_author_cannot_publish(author, ours):
    data = {"title": "Published by me", "slug": ours.slug, "action-publish": "1"}

    author.post(reverse("wagtailadmin_pages:edit", args=[ours.pk]), data)

    assert CaseStudyPage.objects.get(pk=ours.pk).title == "Ours to write"


def test_an_author_cannot_preview_a_draft_of_another_trust(author, theirs):
    url = reverse("wagtailadmin_pages:view_draft", args=[theirs.pk])

    assert refused(author.get(url))


def test_an_editor_edits_every_trusts_case_study(client, theirs):
    client.force_login(make_person("editor"))

    assert client.get(reverse("wagtailadmin_pages:edit", args=[theirs.pk])).status_code == 200


def test_someone_who_stops_being_an_author_loses_the_shelf(client, ours):
    person = make_person("author", ours.trust)
    client.force_login(person)

    roles.revoke(user=person, role="author", trust=ours.trust, by=None)

    assert refused(client.get(reverse("wagtailadmin_pages:edit", args=[ours.pk])))


def test_opening_a_shelf_twice_makes_one():
    trust = make_trust()

    assert open_shelf(trust) == open_shelf(trust)
    assert Group.objects.filter(name=shelves.authors_group_name(trust)).count() == 1


def test_a_renamed_trust_keeps_its_group():
    trust = make_trust()
    open_shelf(trust)
    trust.name = "A new name"
    trust.save()

    open_shelf(trust)

    groups = Group.objects.filter(name__startswith=shelves.PREFIX)
    assert [group.name for group in groups] == [shelves.authors_group_name(trust)]


def test_the_index_is_made_once():
    shelf = make_trust_shelf()
    home = shelf.get_parent().get_parent()

    ensure_index(home)

    assert CaseStudiesIndexPage.objects.count() == 1
    assert shelf.get_parent().specific.get_workflow().name == "Case study review"


def test_cases_elsewhere_have_a_shelf_without_a_trust():
    shelf = open_shelf(None)

    assert (shelf.slug, shelf.trust) == ("elsewhere", None)
    assert TrustCaseStudiesPage.objects.filter(trust=None).count() == 1
