"""Every alarm has its row in the document, and every figure it reads is one that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RULES = (ROOT / "portal" / "deploy" / "alarms.yaml").read_text()
DOCUMENT = (ROOT / "portal" / "docs" / "operating.md").read_text()


def test_the_document_says_what_to_do_for_each_alarm_and_no_other():
    told = re.findall(r"^\| `([A-Z][a-z]\w+)` \| .+ \|$", DOCUMENT, re.MULTILINE)

    assert re.findall(r"alert: (\w+)", RULES) == told


@pytest.mark.django_db
def test_an_alarm_reads_only_what_is_measured(client):
    client.get("/healthz/")
    measured = client.get("/metrics").content.decode()

    for name in set(re.findall(r"\bexemplar_\w+", RULES)):
        assert f"\n{name}{{" in measured, name
    for figure in re.findall(r'part="(\w+)", figure="(\w+)"', RULES):
        if figure != ("backup", "age_seconds"):
            assert 'figure="{1}",part="{0}"'.format(*figure) in measured
