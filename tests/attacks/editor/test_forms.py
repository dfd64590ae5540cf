"""Ids of another trust put into the forms of one's own page."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from casestudies.forms import NOT_YOUR_FILE
from casestudies.models import CaseStudyPage
from tests.attacks.editor.world import SECRETS, World
from tests.builders.editing import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(client):
    found = World()
    client.force_login(found.author_a)
    return found


def page_link(pk):
    """A text whose one word links to a page, as the editor sends it."""
    block = {"key": "a", "text": "Words", "type": "unstyled", "depth": 0, "inlineStyleRanges": []}
    block["entityRanges"] = [{"offset": 0, "length": 5, "key": 0}]
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"id": pk, "url": "/", "parentId": 1}}
    return json.dumps({"blocks": [block], "entityMap": {"0": link}})


def forged(world):
    """One more resource and picture, which name files of trust B."""
    return {
        "resources-TOTAL_FORMS": "1",
        "resources-0-id": "",
        "resources-0-title": "Plan",
        "resources-0-kind": "core",
        "resources-0-document": world.document.pk,
        "pictures-TOTAL_FORMS": "1",
        "pictures-0-id": "",
        "pictures-0-image": world.image.pk,
        "pictures-0-alt_text": "A ward",
    }


def secrets_in(answer):
    text = b"".join(answer).decode(errors="replace").lower()
    return [word for word in SECRETS if word in text]


@pytest.mark.parametrize("screen", ["edit", "preview_on_edit"])
def test_a_file_of_another_trust_is_not_put_into_ones_own_page(client, world, screen):
    url = reverse("wagtailadmin_pages:edit", args=[world.ours.pk])
    to = reverse(f"wagtailadmin_pages:{screen}", args=[world.ours.pk])

    answer = client.post(to, form_of(client, world.ours) | forged(world))

    assert screen != "edit" or NOT_YOUR_FILE in answer.content.decode()
    assert not secrets_in(answer) and not secrets_in(client.get(url))
    draft = CaseStudyPage.objects.get(pk=world.ours.pk).get_latest_revision_as_object()
    assert not draft.resources.all() and not draft.pictures.all()


def test_a_file_that_an_editor_put_there_stays_when_the_author_saves(client, world):
    draft = world.ours.get_latest_revision_as_object()
    draft.resources.add(world.draft.resources.model(title="Plan", document=world.document))
    draft.save_revision(clean=False)

    data = form_of(client, world.ours) | {"resources-0-id": ""}
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[world.ours.pk]), data)

    assert answer.status_code == 302


@pytest.mark.parametrize("name", ["draft", "network"])
def test_a_link_to_a_page_of_another_trust_does_not_say_its_address(client, world, name):
    url = reverse("wagtailadmin_pages:edit", args=[world.ours.pk])
    data = form_of(client, world.ours) | {"problem": page_link(getattr(world, name).pk)}

    saved = client.post(url, data)
    world.ours.refresh_from_db()
    shown = client.get(reverse("wagtailadmin_pages:view_draft", args=[world.ours.pk]))

    assert saved.status_code == 302 and "<a>Words</a>" in shown.content.decode()
    assert not secrets_in(client.get(url))


def test_a_link_to_a_public_page_leads_there(client, world):
    url = reverse("wagtailadmin_pages:edit", args=[world.ours.pk])
    data = form_of(client, world.ours) | {"problem": page_link(world.ours.pk)}

    client.post(url, data)
    shown = client.get(reverse("wagtailadmin_pages:view_draft", args=[world.ours.pk]))

    assert f'<a href="{world.ours.url}">Words</a>' in shown.content.decode()
