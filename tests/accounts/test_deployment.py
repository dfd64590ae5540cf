"""Production says everything it lacks at once, and does not start before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.accounts import checks

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "k4v9-Zq2x7Lw8Rb3Tn6Hc1Jd5Fs0Gp-aYeUiOoPlMkNjBhVgCfXdZ",
    "ALLOWED_HOSTS": "exemplar.example.nhs.uk,.internal.example.nhs.uk",
    "PORTAL_BASE_URL": "https://exemplar.example.nhs.uk",
    "DATABASE_URL": "postgresql://portal:secret@db.example:5432/portal",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example:587",
    "DEFAULT_FROM_EMAIL": "Exemplar <exemplar@example.nhs.uk>",
    "CACHE_URL": "dbcache://portal_cache",
    "TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.7",
}
# What each of them must not be. An empty string: not set at all.
REFUSED = {
    "SECRET_KEY": ["", "x", "x" * 60, "abcdefghij", f"django-insecure-{COMPLETE['SECRET_KEY']}"],
    "ALLOWED_HOSTS": ["", "*", ".", "exemplar.nhs.uk,*", "https://exemplar.example.nhs.uk"],
    "PORTAL_BASE_URL": [
        "",
        "http://exemplar.example.nhs.uk",
        "https://",
        "exemplar.example.nhs.uk",
        "https://elsewhere.example.nhs.uk",
        "https://exemplar.example.nhs.uk/path",
        "https://[broken",
    ],
    "DATABASE_URL": ["", "postgresql://", "nonsense", "ftp://db.example/portal"],
    "EMAIL_URL": ["", "consolemail://", "filemail://", "dummymail://", "smtp+tls://", "nonsense"],
    "DEFAULT_FROM_EMAIL": ["", "exemplar@localhost", "Exemplar"],
    "CACHE_URL": ["", "locmemcache://", "dummycache://", "filecache:///tmp/x", "nonsense"],
    "TRUSTED_PROXIES": ["", "anything", "10.0.0.0/8,anything", "0.0.0.0/0", "::/0"],
}


def test_complete_environment_has_no_problem():
    assert checks.find_problems(COMPLETE) == []


def test_each_bad_value_is_named_with_what_to_do():
    wrong = []
    for variable, values in REFUSED.items():
        for value in values:
            problems = checks.find_problems({**COMPLETE, variable: value})
            named = [problem.variable for problem in problems]
            # Without hosts the address cannot be among them, which is no second mistake.
            if variable not in named or set(named) - {variable, "PORTAL_BASE_URL"}:
                wrong.append((variable, value, named))
            if not all(problem.do.startswith(("Set", "Name")) for problem in problems):
                wrong.append((variable, value, "does not say what to do"))

    assert not wrong


@pytest.mark.parametrize("host", ["a.internal.example.nhs.uk", "exemplar.example.nhs.uk"])
def test_address_may_be_below_an_allowed_domain(host):
    assert not checks.find_problems({**COMPLETE, "PORTAL_BASE_URL": f"https://{host}"})


def test_no_proxy_is_said_and_not_left_out():
    assert not checks.find_problems({**COMPLETE, "TRUSTED_PROXIES": "none"})


def test_check_of_a_deployment_says_the_same(monkeypatch):
    for variable in COMPLETE:
        monkeypatch.delenv(variable, raising=False)

    found = checks.check_deployment()

    assert [error.id for error in found] == [f"portal.E00{number}" for number in range(1, 9)]


def start(environment):
    """Import the production settings in a process of their own."""
    kept = {name: value for name, value in os.environ.items() if name not in COMPLETE}
    script = (
        "import django; django.setup(); from django.conf import settings; print(settings.DEBUG)"
    )
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=ROOT,
        env={**kept, **environment, "DJANGO_SETTINGS_MODULE": "portal.settings.production"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_half_configured_production_does_not_start():
    done = start({"SECRET_KEY": "x", "DATABASE_URL": COMPLETE["DATABASE_URL"]})

    assert done.returncode != 0
    assert "Production is not configured (7 to set right)" in done.stderr
    assert all(f"  - {name}:" in done.stderr for name in COMPLETE if name != "DATABASE_URL")


@pytest.mark.slow
def test_configured_production_starts():
    done = start(COMPLETE)

    assert done.stdout == "False\n", done.stderr
