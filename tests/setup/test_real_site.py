"""From an empty database to a real record that is found, as its operator and its people do it."""

from __future__ import annotations

import json
import os
import re
import sqlite3

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from tests.accounts.smtp_sink import smtp_sink
from tests.demo.content import CASES
from tests.postgresql import binaries, temporary_server
from tests.setup.installed import Installed, Visitor

ADMINISTRATOR = "first.person@elsewhere.example"
PASSWORD = "correct-horse-battery"
TITLE = "Ring back before sending an ambulance to Kettlethorpe"
INVENTED = """
SELECT ods_code FROM trusts_trust WHERE illustrative OR ods_code LIKE 'ZZ%'
UNION SELECT slug FROM matching_programme WHERE illustrative
UNION SELECT import_id FROM casestudies_casestudypage WHERE import_id <> 'real-1'
"""


def write_record(folder):
    """A whole record of a real trust, made from one whose every field is known to pass."""
    ambulance = next(case for case in CASES if case["id"] == "zz020-clinician-rings-back")
    record = {**ambulance, "id": "real-1", "ods_code": "RYA", "title": TITLE, "adoptions": []}
    file = folder / "record.jsonl"
    file.write_text(json.dumps(record))
    return str(file)


def current_code(page):
    """What an authenticator app shows for the secret on this page."""
    secret = re.search(r"\b[A-Z2-7]{32}\b", page)[0]
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def walk(site, tmp_path):
    """Set up, sign in for the first time, publish, find, set up again."""
    first = site.run("setup", "--no-input", "--admin", ADMINISTRATOR)
    assert first.returncode == 0, first.stdout + first.stderr
    link = re.search(rf"{site.base_url}/accounts/\S+", first.stdout)[0]
    imported = site.run("import_casestudies", write_record(tmp_path), "--publish")
    with site.served():
        boss = Visitor(site)
        boss.sends(link, password1=PASSWORD, password2=PASSWORD)
        again = Visitor(site).opens(link)
        boss.sends("/accounts/login/", login=ADMINISTRATOR, password=PASSWORD)
        # The role needs a second factor: everything leads to where it is set up, and before that
        # allauth asks for the password once more.
        form = boss.sends("/my/", password=PASSWORD)
        # Each visit of that page shows another secret.
        boss.sends_here(code=current_code(form))
        mine = boss.opens("/my/")
        people = boss.opens("/cms/users/new/")
        results = Visitor(site).opens("/search/?q=kettlethorpe")
    before = site.rows()
    second = site.run("setup", "--no-input")

    assert "1 published" in imported.stdout, imported.stdout + imported.stderr
    assert "This link no longer works" in again
    assert "First steps" in mine and "Invite an editor" in mine
    assert "Invite" in people and "Role" in people
    assert TITLE.split()[0] in results and "1 case study" in results
    assert (second.returncode, second.stderr) == (0, "")
    assert site.rows() == before
    assert site.asks(INVENTED) == []
    return first


@pytest.mark.full
def test_a_site_is_installed_its_first_administrator_signs_in_and_a_record_is_found(tmp_path):
    walk(Installed(tmp_path), tmp_path)


@pytest.mark.slow
def test_a_database_of_something_else_is_refused_in_a_sentence(tmp_path):
    with sqlite3.connect(tmp_path / "portal.sqlite3") as other:
        other.execute("CREATE TABLE invoices (id)")

    run = Installed(tmp_path).run("setup", "--no-input")

    assert run.returncode == 1 and "Traceback" not in run.stderr
    assert "holds 1 tables of something else (invoices, for instance)" in run.stderr


@pytest.mark.full
@pytest.mark.skipif(
    "DATABASE_URL" in os.environ, reason="DATABASE_URL is set: this test starts its own server."
)
@pytest.mark.skipif(
    binaries() is None, reason="PostgreSQL is not installed: install Debian's postgresql."
)
def test_a_site_is_installed_on_postgresql_with_the_settings_of_production(tmp_path):
    with temporary_server() as url, smtp_sink() as (port, letters):
        site = Installed(
            tmp_path,
            {
                "DJANGO_SETTINGS_MODULE": "portal.settings.production",
                "DATABASE_URL": url,
                "EMAIL_URL": f"smtp://127.0.0.1:{port}",
                "CACHE_URL": "dbcache://portal_cache",
                "DEFAULT_FROM_EMAIL": "exemplar@trust.example.nhs.uk",
                "TRUSTED_PROXIES": "none",
                "SECRET_KEY": "one-key-of-fifty-and-more-letters-for-this-test-alone-2026",
                "ALLOWED_HOSTS": "localhost",
            },
        )
        done = site.run("collectstatic", "--no-input", "-v0")
        assert done.returncode == 0, done.stderr
        first = walk(site, tmp_path)

    assert f"It was mailed to {ADMINISTRATOR} too." in first.stdout
    assert sum("/accounts/password/reset/key/" in letter for letter in letters) == 1
