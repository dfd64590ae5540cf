"""A contact who has left is taken down in a moment, and another is named, without a review."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from casestudies.desk import queries as desk_queries
from casestudies.maintenance import services as maintenance_services
from casestudies.models import CaseStudyPage
from tests.builders.casestudies import make_case_study, make_person
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
NEW = {"name": "Ada Rao", "role": "Matron", "email": "ada.rao@example.nhs.uk"}


@pytest.fixture
def page():
    return make_case_study()


@pytest.fixture
def author(page):
    return make_person("author", page.trust)


def fresh(page):
    return CaseStudyPage.objects.get(pk=page.pk)


def names(version):
    return [contact.name for contact in version.contacts.all() if not contact.left]


def test_everybody_leaves_and_the_page_the_desk_and_the_draft_know(client, page, author):
    client.force_login(author)
    for contact in page.contacts.all():
        client.post(f"/case-studies/keep/{page.pk}/contacts/{contact.pk}/left/")

    assert names(fresh(page)) == []
    assert names(fresh(page).get_latest_revision_as_object()) == []
    assert not fresh(page).has_unpublished_changes
    assert [row.page for row in desk_queries.rows(desk_queries.RecordList.NO_CONTACT)] == [page]
    assert (
        "Nobody here can be asked" in client.get(f"/case-studies/keep/{page.pk}/").content.decode()
    )


def test_somebody_else_is_named_and_an_open_draft_keeps_its_own_changes(client, page, author):
    page.title = "Changed, not published"
    page.save_revision()
    client.force_login(author)

    client.post(f"/case-studies/keep/{page.pk}/contacts/", NEW)

    assert "Ada Rao" in names(fresh(page))
    draft = fresh(page).get_latest_revision_as_object()
    assert "Ada Rao" in names(draft) and draft.title == "Changed, not published"
    assert fresh(page).title != "Changed, not published"
    text = client.get(page.url).content.decode()
    assert "Ada Rao" in text and NEW["email"] not in text


def test_a_contact_comes_back(page, author):
    contact = page.contacts.first()
    maintenance_services.set_left(page=page, contact_id=contact.pk, left=True, by=author)

    maintenance_services.set_left(page=fresh(page), contact_id=contact.pk, left=False, by=author)

    assert contact.name in names(fresh(page))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Enter the name."),
        ("role", " ", "Enter the role."),
        ("email", "ada", "Enter an e-mail address such as name@nhs.net."),
        ("name", "x" * 121, "120 characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
    client, page, author, field, value, said
):
    client.force_login(author)

    answer = client.post(f"/case-studies/keep/{page.pk}/contacts/", NEW | {field: value})

    text = answer.content.decode()
    assert answer.status_code == 400 and said in text
    kept = "Matron" if field != "role" else "Ada Rao"
    assert f'value="{kept}"' in text
    assert len(names(fresh(page))) == 2


def test_nobody_is_named_twice(client, page, author):
    client.force_login(author)
    for _ in range(2):
        answer = client.post(f"/case-studies/keep/{page.pk}/contacts/", NEW)

    assert "named already" in answer.content.decode()
    assert names(fresh(page)).count("Ada Rao") == 1


def test_only_the_authors_of_the_trust_and_editors(page):
    stranger = make_person("author", make_trust())
    contact = page.contacts.first()

    with pytest.raises(PermissionDenied):
        maintenance_services.add(page=page, by=stranger, **NEW)
    with pytest.raises(PermissionDenied):
        maintenance_services.set_left(page=page, contact_id=contact.pk, left=True, by=stranger)
