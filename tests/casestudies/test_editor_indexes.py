"""What the editor keeps beside a case study is the same as when Wagtail writes it itself."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, PageLogEntry, ReferenceIndex
from wagtail.search.models import IndexEntry
from wagtail.signals import page_published

from casestudies.models import CaseStudyPage
from casestudies.publishing import indexes as publishing_indexes
from casestudies.publishing import services as publishing_services
from tests.builders.casestudies import make_area, make_case_study, make_person, make_trust_shelf
from tests.builders.trusts import make_trust

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("background_tasks")]


def references_of(page):
    base = ContentType.objects.get_for_model(Page)
    rows = ReferenceIndex.objects.filter(base_content_type=base, object_id=page.pk)
    return set(rows.values_list("to_content_type", "to_object_id", "model_path", "content_path"))


def as_wagtail_writes(page):
    ReferenceIndex.create_or_update_for_object(CaseStudyPage.objects.get(pk=page.pk))
    return references_of(page)


def title_in_search(page):
    kind = ContentType.objects.get_for_model(CaseStudyPage)
    entries = IndexEntry.objects.filter(content_type=kind, object_id=str(page.pk))
    return entries.values_list("title", flat=True).first()


def test_the_references_of_a_new_page_are_those_that_wagtail_would_write():
    person = make_person()
    page = make_case_study(contacts=[{"email": person.email}, {}], owner=person)

    found = references_of(page)

    assert "contacts.item.user" in {model_path for _, _, model_path, _ in found}
    assert found == as_wagtail_writes(page)


def test_the_references_of_a_published_version_are_those_that_wagtail_would_write():
    person = make_person()
    page = make_case_study(contacts=[{"email": person.email}, {}, {}])
    draft = page.get_latest_revision_as_object()
    draft.contacts = list(draft.contacts.all())[1:]
    draft.title = "Renamed"

    draft.save_revision().publish()

    assert "contacts.item.user" not in {model_path for _, _, model_path, _ in references_of(page)}
    assert references_of(page) == as_wagtail_writes(page)
    assert title_in_search(page) == "Renamed"


def test_a_version_that_is_not_published_changes_neither():
    page = make_case_study(title="Plan rosters")
    before = references_of(page)
    draft = page.get_latest_revision_as_object()
    draft.title = "Renamed"
    draft.contacts = []

    draft.save_revision(clean=False)

    assert (references_of(page), title_in_search(page)) == (before, "Plan rosters")


def test_a_deleted_page_leaves_the_editors_search_and_its_references():
    page = make_case_study()
    assert title_in_search(page)

    page.delete()

    assert (title_in_search(page), references_of(page)) == (None, set())


def test_many_pages_are_written_once_at_the_end():
    with publishing_indexes.gathered():
        pages = [make_case_study(), make_case_study()]
        pages[0].title = "Renamed"
        pages[0].save()
        assert not any(references_of(page) for page in pages)

    assert [title_in_search(page) for page in pages] == ["Renamed", pages[1].title]
    assert all(references_of(page) == as_wagtail_writes(page) for page in pages)


def test_a_bulk_change_that_fails_writes_nothing():
    page = make_case_study(title="Plan rosters")

    with pytest.raises(ValueError), publishing_indexes.gathered():
        page.title = "Renamed"
        page.save()
        raise ValueError

    assert title_in_search(page) == "Plan rosters"
    # And what is saved afterwards is written again.
    page.save()
    assert title_in_search(page) == "Renamed"


def test_a_page_that_is_added_live_has_the_history_of_one_that_was_published():
    heard = []
    receive = lambda **sent: heard.append((sent["instance"].pk, sent["revision"].pk))  # noqa: E731
    page_published.connect(receive)
    area, person = make_area(), make_person()
    complete = make_case_study(publish=False, areas=[area])
    page = CaseStudyPage(
        **{name: getattr(complete, name) for name in ("result", "started", "measured", "stage")},
        title="Plan rosters",
        summary="Read it there.",
        signpost=True,
        source_url="https://example.org/",
        publisher="Example",
        licence="unknown",
        owner=person,
        live=False,
    )

    added = publishing_services.add(
        page, shelf=make_trust_shelf(make_trust()), by=person, publish=True
    )

    page_published.disconnect(receive)
    stored = CaseStudyPage.objects.get(pk=added.pk)
    version = stored.latest_revision
    assert heard == [(stored.pk, version.pk)]
    assert stored.live and not stored.has_unpublished_changes
    assert stored.live_revision == version and version.user == person
    assert stored.latest_revision_created_at == version.created_at
    actions = PageLogEntry.objects.filter(page=stored.pk).order_by("pk")
    assert list(actions.values_list("action", "user", "revision")) == [
        ("wagtail.create", person.pk, None),
        ("wagtail.publish", person.pk, version.pk),
    ]


def test_a_first_version_says_what_the_page_says():
    page = make_case_study(savings=[{}, {"amount": 7}], measures=[{"baseline": 1}])
    version = page.latest_revision.as_object()

    for name in ("savings", "measures", "costs", "contacts"):
        rows = [row.__dict__ for row in getattr(page, name).all()]
        told = [row.__dict__ for row in getattr(version, name).all()]
        assert [_plain(row) for row in told] == [_plain(row) for row in rows]
    assert list(version.areas.all()) == list(page.areas.all())


def _plain(row):
    return {name: value for name, value in row.items() if name[0] != "_"}
