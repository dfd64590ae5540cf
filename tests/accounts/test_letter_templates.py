"""What people are sent is written in templates: every letter, its subject, and nothing escaped."""

from __future__ import annotations

import ast
import re

import pytest
from django.template import Engine, TemplateDoesNotExist

from portal.accounts import delivery
from tests.test_architecture import ROOT, module_name, sources

# An alert lists what a search found: its words are built with its results.
BUILT_WITH_RESULTS = {"search.alerts.services"}
LETTERS = sorted(
    path.relative_to(templates).as_posix()
    for templates in [*ROOT.glob("portal/**/templates"), *ROOT.glob("casestudies/templates")]
    for path in templates.glob("*/email/*.txt")
    # Those of signing in are django-allauth's: a file for the subject and one for the body.
    if path.relative_to(templates).parts[0] != "account"
)


def test_a_letter_has_the_first_line_as_its_subject_and_escapes_nothing():
    subject, body = delivery.words_of(
        "casestudies/email/editor_asks.txt",
        {"page": {"title": "Q&A of “Beds”"}, "note": "Is 3 < 4?\n\nSay so."},
    )

    assert subject == "An editor asks: Q&A of “Beds”"
    assert body == "Is 3 < 4?\n\nSay so."


def test_a_template_without_a_subject_is_no_letter():
    with pytest.raises(ValueError, match="does not begin with"):
        delivery.words_of("matching/email/parts/please.txt", {})


@pytest.mark.parametrize("path", LETTERS)
def test_every_letter_begins_with_its_subject_and_is_sent_by_somebody(path):
    text = Engine.get_default().get_template(path).source
    stem = path.rpartition("/")[2].removesuffix(".txt")
    names = {f'"{path}"', f'"{stem}"', f'"{stem.removeprefix("designation_")}"'}

    assert re.match(r"Subject: \S.*\n\n\S", text), text[:80]
    assert any(name in source.read_text() for source in sources() for name in names)


def test_no_module_writes_the_words_of_a_letter():
    wordy = [
        f"{module_name(path)}:{node.lineno}"
        for path in sources()
        if module_name(path) not in BUILT_WITH_RESULTS | {"portal.accounts.notifications"}
        and "notices" in path.read_text()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "notices.send"
    ]

    assert wordy == []


def test_every_letter_that_is_sent_exists():
    named = {
        name
        for path in sources()
        for name in re.findall(r'letter="([\w/]+\.txt)"', path.read_text())
    }
    missing = []
    for name in named:
        try:
            Engine.get_default().get_template(name)
        except TemplateDoesNotExist:
            missing.append(name)

    assert len(named) > 20
    assert missing == []
