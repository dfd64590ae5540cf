"""The content security policy: strict on every page, and in the editor for scripts too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.forms.renderers import get_default_renderer
from django.template import engines
from wagtail.admin.widgets import AdminPageChooser, BaseChooser

from tests.builders.accounts import make_administrator

INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"(?:application/json|text/))[^>]*>"
)
# A page of the project that `wagtail start` writes: a template of a template.
NOT_SERVED = {"base.html"}


def directives(answer):
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return {part.split(" ")[0]: part.split(" ")[1:] for part in parts}


@pytest.mark.django_db
def test_policy_of_the_editor_differs_for_styles_and_pictures_only(client):
    public = directives(client.get("/accounts/login/"))
    client.force_login(make_administrator())
    editor = directives(client.get("/cms/"))

    assert editor.pop("style-src") == ["'self'", "'unsafe-inline'"]
    assert editor.pop("img-src") == ["'self'", "data:", "blob:"]
    assert public.pop("style-src") == ["'self'"]
    assert public.pop("img-src") == ["'self'", "data:"]
    assert editor == public
    assert public["object-src"] == ["'none'"]
    assert public["script-src"] == public["frame-ancestors"] == public["base-uri"] == ["'self'"]


def editor_templates():
    """(name, file) of every template that an installed part of Wagtail brings."""
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        if "wagtail" in app.name or app.name == "portal.accounts.admin_apps":
            for path in folder.rglob("*.html"):
                yield path.relative_to(folder).as_posix(), path


def served_from(name):
    """The file that a page, or a field of a form, would take this template from."""
    engine = get_default_renderer().engine if "/widgets/" in name else engines["django"]
    return Path(engine.get_template(name).origin.name)


def test_no_template_of_the_editor_starts_an_inline_script():
    """One that comes with a new version needs a template of ours, and a line in editor-start.js."""
    inline = {
        name
        for name, path in editor_templates()
        if name not in NOT_SERVED
        and INLINE_SCRIPT.search(path.read_text())
        and served_from(name) == path
    }

    assert not inline


def test_that_would_find_one():
    stock = {name for name, path in editor_templates() if INLINE_SCRIPT.search(path.read_text())}

    assert "wagtailadmin/panels/inline_panel.html" in stock
    assert "wagtailadmin/widgets/date_input.html" in stock


def choosers(cls=BaseChooser):
    """Every kind of chooser field that is installed."""
    for kind in cls.__subclasses__():
        yield kind
        yield from choosers(kind)


@pytest.mark.django_db
def test_no_chooser_starts_an_inline_script():
    """Those that Wagtail starts in a way of their own need a line in chooser_start."""
    own_ways = {kind.__name__ for kind in choosers() if "render_js_init" in vars(kind)}
    bare = {kind.__name__ for kind in choosers() if "render" in vars(kind)}

    assert own_ways == {"AdminTaskChooser"}
    assert not bare
    assert "<script" not in AdminPageChooser().render("page", None, {"id": "id_page"})
    assert 'data-calls="PageChooser"' in AdminPageChooser().render("p", None, {"id": "id_p"})
