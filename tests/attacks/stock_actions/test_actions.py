"""The table of Wagtail's actions is whole, and what it says is off or no role's is refused."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import get_commands
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from tests.attacks.editor import walk
from tests.attacks.editor.world import World
from tests.attacks.stock_actions.table import (
    API_ACTIONS,
    BULK_ACTIONS,
    BUTTONS,
    COMMANDS,
    NO_ROLE,
    OFF,
    ROWS,
    WIRED,
    row_of,
)
from tests.builders.casestudies import make_person

pytestmark = pytest.mark.django_db
HERE = "tests.attacks.stock_actions"
NATIONAL = ("editor", "programme_manager", "administrator")


def names():
    return {name for name, _ in walk.routes()}


def test_every_route_of_the_editor_has_a_row():
    assert not [name for name in names() if row_of(name) is None]


def test_every_row_is_about_a_route():
    assert not [row.routes for row in ROWS if not any(row_of(name) is row for name in names())]


def test_what_is_wired_names_a_test_that_exists():
    wired = {row.by for row in ROWS if row.became == WIRED}
    wired |= {by for by in COMMANDS.values() if by.startswith("test_")}

    assert not [
        by for by in wired
        if not hasattr(import_module(f"{HERE}.{by.split('.')[0]}"), by.split(".")[1])
    ]  # fmt: skip


def test_every_bulk_action_has_a_row():
    bulk_action_registry.get_bulk_actions_for_model("wagtailcore", "page")
    registered = {
        model: set(actions)
        for models in bulk_action_registry.actions.values()
        for model, actions in models.items()
    }

    assert registered == {model: set(actions) for model, actions in BULK_ACTIONS.items()}


def test_every_action_of_the_editors_api_has_a_row():
    assert set(PagesAdminAPIViewSet.actions) == API_ACTIONS


def test_every_command_of_wagtail_has_a_row():
    ours = {name for name, app in get_commands().items() if str(app) in ("wagtail",)}
    ours |= {name for name, app in get_commands().items() if "redirects" in str(app)}
    known = {*COMMANDS, "wagtail_update_image_renditions"}

    assert not {name for name in ours if name not in known and "index" not in name}


def test_every_button_of_wagtail_has_a_row():
    registered = {
        name: {hook.__name__ for hook in hooks.get_hooks(name)
               if hook.__module__.startswith("wagtail")}
        for name in BUTTONS if BUTTONS[name] is not None
    }  # fmt: skip

    assert not {name: found - BUTTONS[name] for name, found in registered.items()
                if found - BUTTONS[name]}  # fmt: skip


def test_translating_is_not_installed():
    assert not apps.is_installed("wagtail.contrib.simple_translation")
    assert not apps.is_installed("wagtail.locales")


def opened(client, world, became):
    """Addresses of rows of this kind that answer with a page, or do what they are asked."""
    found = []
    for name, path in walk.routes():
        if row_of(name).became != became:
            continue
        for address in walk.filled(name, path, world):
            for method in ("get", "post"):
                answer = getattr(client, method)(address)
                if not refused(answer):
                    found.append((method, address, answer.status_code))
    return found


def refused(answer):
    """Not there, not allowed, or sent home: to the editor's front page or to the way in."""
    if answer.status_code in (302, 301):
        return answer.url == "/cms/" or answer.url.startswith("/accounts/")
    return answer.status_code in (403, 404, 405)


def test_what_is_off_is_off_for_everybody(client):
    world = World(ours=True)
    client.raise_request_exception = False
    client.force_login(make_person(is_superuser=True))

    assert not opened(client, world, OFF)


@pytest.mark.slow
def test_what_no_role_gives_is_refused_to_every_role(client):
    world = World(ours=True)
    client.raise_request_exception = False
    found = {}
    for role in ("author", *NATIONAL):
        trust = world.a if role == "author" else None
        client.force_login(make_person(role, trust))
        found[role] = opened(client, world, NO_ROLE)

    assert not any(found.values()), found


def test_the_editors_api_does_nothing(client):
    world = World(ours=True)
    client.force_login(make_person(is_superuser=True))
    address = f"/cms/api/main/pages/{world.ours.pk}/action"

    assert {client.post(f"{address}/{name}/").status_code for name in API_ACTIONS} == {404}
