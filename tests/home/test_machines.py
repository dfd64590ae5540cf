from __future__ import annotations

import pytest

from casestudies.models import CaseStudyPage
from portal.home import readiness
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def test_live_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz/").json() == {"status": "ok"}


def test_ready_names_every_check(client):
    answer = client.get("/readyz/")

    assert answer.status_code == 200
    assert {"database", "migrations"} <= answer.json()["checks"].keys()


def test_not_ready_while_a_check_says_why(client, monkeypatch):
    monkeypatch.setitem(readiness._checks, "index", lambda: "3 entries behind")

    answer = client.get("/readyz/")

    assert answer.status_code == 503
    assert answer.json()["checks"]["index"] == "3 entries behind"


def test_check_that_breaks_is_not_ready_and_tells_no_secret(client, monkeypatch):
    def broken():
        raise ConnectionError("password=hunter2")

    monkeypatch.setitem(readiness._checks, "index", broken)

    answer = client.get("/readyz/")

    assert answer.status_code == 503
    assert "hunter2" not in answer.content.decode()


def test_robots_are_kept_from_private_places(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /help/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_sitemap_lists_public_pages_only(client):
    shown = make_case_study()
    hidden = [make_case_study(visibility="network"), make_case_study(publish=False)]

    text = client.get("/sitemap.xml").content.decode()

    assert shown.url in text
    assert "/about/" in text
    assert not [page for page in hidden if page.url_path.removeprefix("/home") in text]


def test_sitemap_leaves_out_what_is_retired(client):
    page = make_case_study()
    CaseStudyPage.objects.filter(pk=page.pk).update(
        retired_on="2024-01-01", retired_reason="The law changed."
    )

    assert page.url not in client.get("/sitemap.xml").content.decode()


def test_sitemap_lists_areas_and_real_trusts(client):
    make_area("Rostering")
    real, invented = make_trust("RAA"), make_trust(illustrative=True, ods_code="ZZ990")

    text = client.get("/sitemap.xml").content.decode()

    assert "/areas/rostering/" in text
    assert f"/trusts/{real.ods_code}/" in text
    assert invented.ods_code not in text


def test_an_index_that_is_behind_takes_no_process_away(client):
    assert client.get("/readyz/").json()["checks"].keys() == {
        "database", "migrations", "static files",
    }  # fmt: skip


def test_not_ready_before_the_static_files_are_gathered(client, settings, tmp_path):
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": manifest}}

    answer = client.get("/readyz/")

    assert answer.status_code == 503
    assert answer.json()["checks"]["static files"] == "collectstatic was not run"
