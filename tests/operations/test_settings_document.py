"""Every variable that is read stands in the document, and every one that stands there is read."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from portal.operations import environment

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "portal" / "docs" / "settings.md"
READERS = [
    *sorted((ROOT / "portal" / "settings").glob("*.py")),
    ROOT / "portal" / "deploy" / "gunicorn.conf.py",
    ROOT / "manage.py",
]
# What the server makes for itself is no setting.
MADE_HERE = {"PROMETHEUS_MULTIPROC_DIR"}


def variables_read():
    """First arguments of `env(…)`, `env.x(…)`, `os.environ.x(…)`, and `"X" in env.ENVIRON`."""
    found = set()
    for path in READERS:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                is_reader = re.fullmatch(r"env|env\.\w+|os\.environ\.(get|setdefault)", called)
                first = node.args[0] if node.args else None
                if is_reader and isinstance(first, ast.Constant):
                    found.add(first.value)
            elif isinstance(node, ast.Compare) and "env.ENVIRON" in ast.unparse(node):
                found |= {one.value for one in [node.left] if isinstance(one, ast.Constant)}
    return found - MADE_HERE


def variables_told():
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", DOCUMENT.read_text(), re.MULTILINE))


def test_the_document_names_what_the_code_reads():
    assert variables_read() == variables_told()


def test_what_the_check_looks_at_is_read_by_somebody():
    looked_at = {*environment.SWITCHES, *environment.NUMBERS}

    assert looked_at <= variables_read()


@pytest.mark.parametrize("name", ["portal/deploy/site.env.example", "portal/deploy/compose.yaml"])
def test_the_examples_set_only_what_is_read(name):
    text = (ROOT / name).read_text()
    outside = {"POSTGRES_PASSWORD", "POSTGRES_USER", "POSTGRES_DB", "SITE_HOST", "ES_JAVA_OPTS"}
    named = set(re.findall(r"^\s*#?([A-Z][A-Z_]{3,})[=:]", text, re.MULTILINE)) - outside

    assert named
    assert named <= variables_told()
