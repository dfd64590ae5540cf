"""The audit of the dependencies: a vulnerability fails it, a database out of reach does not."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path

import pytest

PATH = Path(__file__).resolve().parents[2] / ".ci" / "audit.py"
UNRESOLVED = (
    "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.osv.dev', port=443): "
    "Max retries exceeded: Failed to resolve 'api.osv.dev' ([Errno -2] Name or service not known)"
)
SAFE = {"name": "django", "version": "5.2.19", "vulns": []}
VULNERABLE = {
    "name": "old",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}],
}
UNKNOWN = {"name": "ours", "skip_reason": "Dependency not found on PyPI"}


@pytest.fixture(scope="module")
def audit():
    spec = importlib.util.spec_from_file_location("audit", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def said_by(audit, packages=None, stderr="", stdout=""):
    output = json.dumps({"dependencies": packages}) if packages else stdout
    return audit.verdict(subprocess.CompletedProcess([], 0, output, stderr))


def test_vulnerability_fails_and_names_what_mends_it(audit):
    status, said = said_by(audit, [SAFE, VULNERABLE])

    assert status == 1
    assert "old 1.0: PYSEC-2026-1 (mended in 1.1)" in said


def test_clean_audit_says_how_many_and_which_it_does_not_know(audit):
    said = "No known vulnerability in 1 packages. Not in the database: ours."

    assert said_by(audit, [SAFE, UNKNOWN]) == (0, said)


@pytest.mark.parametrize("answer", [{"packages": [UNKNOWN]}, {"stderr": UNRESOLVED}])
def test_database_out_of_reach_is_said_and_is_no_failure(audit, answer):
    status, said = said_by(audit, **answer)

    assert status == 0
    assert said.startswith("Dependencies NOT audited")


def test_audit_that_breaks_is_not_taken_for_a_clean_one(audit):
    status, said = said_by(audit, stderr="usage: pip-audit\npip-audit: error: no such option")

    assert status == 2
    assert "no such option" in said


def test_every_package_of_this_environment_is_audited_by_its_exact_version(audit):
    pins = audit.installed()

    assert any(pin.startswith(audit.PROBE) for pin in pins)
    assert all("==" in pin for pin in pins)
