"""Each setting that can be wrong is named, with what to do; the right ones leave silence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.operations.environment import find_problems
from tests.accounts.test_deployment import COMPLETE

ROOT = Path(__file__).resolve().parents[2]
BUCKET = {"MEDIA_BUCKET": "exemplar", "MEDIA_S3_ENDPOINT": "https://s3.example.nhs.uk"}
RIGHT = [
    {},
    {"SECURE_HSTS_PRELOAD": "True"},
    {"SERVE_MEDIA": "yes", "LOG_FORMAT": "text", "LOG_LEVEL": "INFO"},
    {"BACKGROUND_LEASE": "30", "EMAIL_TIMEOUT": "10", "SECURE_HSTS_SECONDS": "3600"},
    {"METRICS_TOKEN": "x7" * 10, "SECRET_KEY_FALLBACKS": "old-key-" * 8},
    BUCKET,
]
WRONG = [
    ("SERVE_MEDIA", {"SERVE_MEDIA": "perhaps"}),
    ("BACKGROUND_IN_WEB", {"BACKGROUND_IN_WEB": "Flase"}),
    ("BACKGROUND_LEASE", {"BACKGROUND_LEASE": "a minute"}),
    ("EMAIL_TIMEOUT", {"EMAIL_TIMEOUT": "-1"}),
    ("SECURE_HSTS_SECONDS", {"SECURE_HSTS_SECONDS": ""}),
    ("SECURE_HSTS_PRELOAD", {"SECURE_HSTS_PRELOAD": "on", "SECURE_HSTS_SECONDS": "60"}),
    (
        "SECURE_HSTS_PRELOAD",
        {"SECURE_HSTS_PRELOAD": "on", "SECURE_HSTS_INCLUDE_SUBDOMAINS": "off"},
    ),
    ("SECRET_KEY_FALLBACKS", {"SECRET_KEY_FALLBACKS": "short"}),
    ("SECRET_KEY_FALLBACKS", {"SECRET_KEY_FALLBACKS": COMPLETE["SECRET_KEY"]}),
    ("LOG_FORMAT", {"LOG_FORMAT": "xml"}),
    ("LOG_LEVEL", {"LOG_LEVEL": "loud"}),
    ("MEDIA_S3_ENDPOINT", {"MEDIA_BUCKET": "exemplar"}),
    ("MEDIA_S3_ENDPOINT", {**BUCKET, "MEDIA_S3_ENDPOINT": "http://s3.example.nhs.uk"}),
    ("SERVE_MEDIA", {**BUCKET, "SERVE_MEDIA": "True"}),
    ("METRICS_TOKEN", {"METRICS_TOKEN": "secret"}),
]


@pytest.mark.parametrize("more", RIGHT, ids=lambda more: ",".join(more) or "complete")
def test_what_is_right_is_silent(more):
    assert find_problems({**COMPLETE, **more}) == []


@pytest.mark.parametrize(("variable", "more"), WRONG)
def test_what_is_wrong_is_named_with_what_to_do(variable, more):
    (problem,) = find_problems({**COMPLETE, **more})

    assert problem.variable == variable
    assert problem.do.startswith("Set")


def managed(*command, **more):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={
            **kept,
            **COMPLETE,
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "DATABASE_URL": "sqlite:////nowhere/portal.sqlite3",
            **more,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def checked(**more):
    return managed("check", "--deploy", "--fail-level", "WARNING", **more)


@pytest.mark.slow
@pytest.mark.parametrize("more", [{}, BUCKET], ids=["files in a folder", "files in a bucket"])
def test_a_site_that_is_set_right_passes_the_check_of_deployment(more, tmp_path):
    run = checked(PORTAL_DATA_DIR=str(tmp_path), **more)

    assert (run.returncode, run.stdout) == (0, "System check identified no issues (2 silenced).\n")


@pytest.mark.slow
def test_a_site_that_is_set_wrong_does_not_start_and_says_all_of_it(tmp_path):
    run = checked(PORTAL_DATA_DIR=str(tmp_path), LOG_LEVEL="loud", SERVE_MEDIA="perhaps")

    assert run.returncode == 1
    assert "LOG_LEVEL" in run.stderr and "SERVE_MEDIA" in run.stderr


@pytest.mark.slow
def test_files_in_a_bucket_are_shown_by_an_address_that_ends(tmp_path):
    shown = (
        "from django.core.files.storage import default_storage as s\n"
        "from django.conf import settings\n"
        "print(s.url('images/a.png')); print(settings.PUBLIC_POLICY['img-src'])"
    )
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "a-secret"}

    run = managed(
        "shell", "--no-imports", "-c", shown, PORTAL_DATA_DIR=str(tmp_path), **BUCKET, **keys
    )

    address, sources = run.stdout.splitlines()
    assert address.startswith("https://s3.example.nhs.uk/exemplar/images/a.png?")
    assert "X-Amz-Expires=86400" in address and "a-secret" not in address
    assert "https://s3.example.nhs.uk" in sources
