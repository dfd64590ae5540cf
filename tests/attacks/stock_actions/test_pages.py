"""What became of Wagtail's actions on pages, files, people and snippets, one by one."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.actions.create_alias import CreatePageAliasAction

from casestudies.models import CaseStudyPage, EvidenceGrade
from casestudies.shelves import open_shelf
from portal.home.site import ensure_site
from tests.attacks.editor.world import World
from tests.attacks.stock_actions.test_actions import refused
from tests.builders.casestudies import (
    make_area,
    make_case_study,
    make_person,
    make_trust_shelf,
    sign_line,
)

pytestmark = pytest.mark.django_db


def fresh(page):
    return CaseStudyPage.objects.filter(pk=page.pk).first()


def post(client, name, *args, **data):
    return client.post(reverse(f"wagtailadmin_pages:{name}", args=args), data)


def sign_in(client, role, trust=None):
    person = make_person(role, None if role in ("editor", "administrator") else trust)
    client.force_login(person)
    return person


@pytest.mark.parametrize("role", ["author", "editor", "administrator"])
def test_a_case_study_is_not_copied(client, role):
    page = make_case_study(import_id="key-1")
    sign_in(client, role, page.trust)
    copy = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": page.get_parent().pk}

    for more in ({}, {"publish_copies": "on"}, {"alias": "on"}):
        assert refused(post(client, "copy", page.pk, **copy, **more))
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert CaseStudyPage.objects.count() == 1
    assert f"/cms/pages/{page.pk}/copy/" not in edit


def test_a_copy_made_in_code_is_a_draft_without_what_belongs_to_one_record_alone():
    page = make_case_study(import_id="key-1")
    sign_line(page)
    EvidenceGrade.objects.create(
        page=page, grade="promising", computed="promising", reason="Measured.",
        graded_at=page.first_published_at,
    )  # fmt: skip

    copy = page.copy(update_attrs={"slug": "copy"}, keep_live=False)

    draft = fresh(copy).get_latest_revision_as_object()
    assert (copy.live, draft.import_id, list(draft.savings.all())) == (False, "", [])
    assert not copy.sign_offs.exists()
    assert not EvidenceGrade.objects.filter(page=copy).exists()


def test_neither_a_copy_nor_an_alias_of_a_live_record_goes_live_in_code():
    page = make_case_study(import_id="key-1")

    with pytest.raises(ValidationError):
        page.copy(update_attrs={"slug": "copy"})
    with pytest.raises(ValidationError):
        CreatePageAliasAction(page, update_slug="alias").execute(skip_permission_checks=True)

    assert CaseStudyPage.objects.live().count() == 1


@pytest.mark.parametrize("role", ["author", "editor", "administrator"])
def test_a_case_study_is_not_moved_to_another_shelf(client, role):
    page, other = make_case_study(), make_trust_shelf()
    sign_in(client, role, page.trust)

    assert refused(post(client, "move_confirm", page.pk, other.pk))
    assert fresh(page).trust == page.trust and fresh(page).url == page.url


@pytest.mark.parametrize("many", [False, True])
def test_a_signed_record_is_retired_instead(client, many):
    page = make_case_study()
    sign_line(page)
    sign_in(client, "editor")
    url = reverse("wagtailadmin_pages:delete", args=[page.pk])
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    answer = client.post(f"{bulk}?id={page.pk}" if many else url, follow=True)

    assert "its figures were signed. Retire it instead" in answer.content.decode()
    assert fresh(page)


def test_a_draft_that_nobody_signed_is_deleted_by_its_author(client):
    page = make_case_study(publish=False)
    sign_in(client, "author", page.trust)

    post(client, "delete", page.pk)

    assert not fresh(page)


@pytest.mark.parametrize("action", ["delete", "unpublish", "copy", "move"])
def test_a_shelf_stays(client, action):
    shelf = open_shelf(make_trust_shelf().trust)
    sign_in(client, "editor")

    assert refused(post(client, action, shelf.pk))
    shelf.refresh_from_db()
    assert shelf.live


@pytest.mark.parametrize(("role", "live"), [("author", True), ("editor", False)])
def test_only_editors_unpublish(client, role, live):
    page = make_case_study()
    sign_in(client, role, page.trust)

    post(client, "unpublish", page.pk)

    assert fresh(page).live is live


@pytest.mark.parametrize(("role", "locked"), [("author", False), ("editor", True)])
def test_only_editors_lock(client, role, locked):
    page = make_case_study()
    sign_in(client, role, page.trust)

    post(client, "lock", page.pk)

    assert fresh(page).locked is locked


@pytest.mark.parametrize("many", [False, True])
def test_a_file_that_a_record_offers_is_not_deleted(client, many):
    world = World(ours=True)
    ids = {"documents": world.document.pk, "images": world.image.pk}
    bulk = {"documents": ["wagtaildocs", "document"], "images": ["wagtailimages", "image"]}

    for person in (world.author_b, make_person("editor")):
        client.force_login(person)
        for kind, pk in ids.items():
            url = reverse("wagtail_bulk_action", args=[*bulk[kind], "delete"]) + f"?id={pk}"
            client.post(url if many else reverse(f"{bulk[kind][0]}:delete", args=[pk]))

    world.document.refresh_from_db()
    world.image.refresh_from_db()


def test_only_administrators_manage_people(client):
    ensure_site()
    person = make_person()
    addresses = [
        reverse("wagtailusers_users:index"),
        reverse("wagtailusers_users:edit", args=[person.pk]),
        reverse("wagtailusers_users:add"),
        *(reverse(f"{name}:index") for name in ("roles", "audit")),
    ]

    for role in ("author", "editor", "programme_manager"):
        sign_in(client, role, make_trust_shelf().trust) if role == "author" else (
            client.force_login(make_person(role))
        )
        assert all(refused(client.get(address)) for address in addresses)
    sign_in(client, "administrator")
    assert {client.get(address).status_code for address in addresses} == {200}


def test_authors_change_no_snippet(client):
    area = make_area()
    sign_in(client, "author", make_trust_shelf().trust)
    for action in ("edit", "delete", "copy"):
        url = reverse(f"wagtailsnippets_casestudies_efficiencyarea:{action}", args=[area.pk])
        assert refused(client.post(url, {"name": "Taken"}))

    area.refresh_from_db()
    assert area.name != "Taken"
