"""How many queries a write of a case study may take, in a process that knows nothing yet."""

from __future__ import annotations

import json
import re

import pytest
from django.core.management import call_command

from casestudies.models import CaseStudyPage
from tests.benchmarks.figures.page_types import complete_record, short_form_answers
from tests.builders.accounts import make_author
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.costs import cold_queries
from tests.builders.matching import make_designation, make_offer, make_programme
from tests.builders.trusts import make_trust

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("background_tasks", "queue")]
ONE_PUBLISH = 120
ONE_IMPORTED_RECORD = 100
SHORT_FORM_SAVED = 40


@pytest.fixture
def trust():
    """An exemplar with authors and three case studies: each change is told to its offers too."""
    area = make_area("Rostering", slug="rostering")
    trust = make_trust()
    for _ in range(3):
        make_case_study(trust, [area])
    make_author(trust)
    make_offer(make_designation(trust, make_programme(areas=[area])), area)
    return trust


def import_records(folder, trust, *, publish, numbers=(0,)):
    file = folder / "records.jsonl"
    records = [complete_record(number, trust.ods_code) for number in numbers]
    file.write_text("".join(f"{json.dumps(record)}\n" for record in records))
    call_command("import_casestudies", str(file), publish=publish)


def test_one_publish(trust, tmp_path, django_capture_on_commit_callbacks):
    import_records(tmp_path, trust, publish=False)

    with cold_queries() as seen, django_capture_on_commit_callbacks(execute=True):
        page = CaseStudyPage.objects.get(import_id="figures-0")
        page.get_latest_revision_as_object().save_revision().publish()

    assert CaseStudyPage.objects.get(pk=page.pk).live
    assert len(seen) <= ONE_PUBLISH


def test_one_imported_record(trust, tmp_path, django_capture_on_commit_callbacks):
    with cold_queries() as seen, django_capture_on_commit_callbacks(execute=True):
        import_records(tmp_path, trust, publish=True)

    assert CaseStudyPage.objects.get(import_id="figures-0").live
    assert len(seen) <= ONE_IMPORTED_RECORD


def test_an_imported_record_more(trust, tmp_path, django_capture_on_commit_callbacks):
    """What is read once for a file is not read again for each of its records."""
    with cold_queries() as one, django_capture_on_commit_callbacks(execute=True):
        import_records(tmp_path, trust, publish=True)
    with cold_queries() as many, django_capture_on_commit_callbacks(execute=True):
        import_records(tmp_path, trust, publish=True, numbers=range(1, 11))

    assert (len(many) - len(one)) / 9 <= ONE_IMPORTED_RECORD / 2


def test_a_new_record_is_written_once(trust, tmp_path):
    with cold_queries() as seen:
        import_records(tmp_path, trust, publish=True)

    written = [re.match(r'(?:INSERT INTO|UPDATE) "(casestudies_\w+)"', sql) for sql in seen]
    tables = [match[1] for match in written if match]
    assert tables.count("casestudies_casestudypage") == 1
    assert tables.count("casestudies_saving") == tables.count("casestudies_measure") == 1


def test_the_short_form_saved(trust, client, django_capture_on_commit_callbacks):
    client.force_login(make_author(trust))
    begun = client.post("/case-studies/write/", {"empty": "1"})
    version = re.search(r'name="version" value="(\d+)"', client.get(begun.url).text)[1]

    with cold_queries() as seen, django_capture_on_commit_callbacks(execute=True):
        saved = client.post(begun.url, {**short_form_answers(0), "version": version})

    assert saved.status_code == 302
    assert CaseStudyPage.objects.filter(title__endswith="ahead 0", live=False).exists()
    assert len(seen) <= SHORT_FORM_SAVED
