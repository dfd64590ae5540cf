"""Pictures lose what nobody should see, wrong files are refused in words, drafts' files stay in."""

from __future__ import annotations

import io

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, UploadedFile

from casestudies.models import Resource
from casestudies.review import services as review_services
from tests.builders.casestudies import make_case_study, make_person, make_trust_shelf
from tests.builders.reviewing import make_peer, make_signed
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
GPS = 0x8825


@pytest.fixture
def author(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    person = make_person("author", make_trust_shelf().trust)
    client.force_login(person)
    return person


def photo(size=(2400, 1200), name="ward.jpg"):
    written = io.BytesIO()
    picture = Pillow.new("RGB", size, "teal")
    exif = picture.getexif()
    exif[GPS] = {1: "N", 2: (51.0, 30.0, 0.0)}
    exif[0x010F] = "SecretCamera"
    picture.save(written, "JPEG", exif=exif)
    return SimpleUploadedFile(name, written.getvalue(), content_type="image/jpeg")


def bomb():
    """A small PNG whose head claims 400 million pixels."""
    written = io.BytesIO()
    Pillow.new("1", (1, 1)).save(written, "PNG")
    raw = bytearray(written.getvalue())
    raw[16:24] = (20_000).to_bytes(4, "big") * 2
    import zlib

    raw[29:33] = zlib.crc32(bytes(raw[12:29])).to_bytes(4, "big")
    return SimpleUploadedFile("bomb.png", bytes(raw), content_type="image/png")


def collection_of(author):
    return Collection.objects.get(name__contains=author.role_assignments.get().trust.ods_code)


def add(client, author, upload, **fields):
    data = {"title": "Ward", "file": upload, "description": "A ward", "tags": ""}
    data |= {"collection": collection_of(author).pk, **fields}
    return client.post(reverse("wagtailimages:add"), data)


def test_a_picture_is_made_small_and_loses_where_it_was_taken(client, author):
    add(client, author, photo())

    with Image.objects.get().file.open() as kept, Pillow.open(kept) as picture:
        assert max(picture.size) == 1600
        assert not picture.getexif()
    assert b"SecretCamera" not in Image.objects.get().file.open().read()


def test_a_picture_needs_words(client, author):
    response = add(client, author, photo(), description="")

    assert "Say what the picture shows." in response.content.decode()
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    ("upload", "says"),
    [
        (bomb, "million"),
        (lambda: SimpleUploadedFile("x.jpg", b"<html><script>1</script></html>"), "not a picture"),
        (lambda: SimpleUploadedFile("x.svg", b"<svg xmlns='x'/>"), "not a picture"),
        (lambda: SimpleUploadedFile("x.jpg", b"\xff\xd8\xff" + b"0" * 11_000_000), "most is 10"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_and_the_words_are_kept(client, author, upload, says):
    response = add(client, author, upload(), description="Typed words")

    text = response.content.decode()
    assert says in text and "Typed words" in text
    assert not Image.objects.exists()


def test_many_at_once_wait_for_their_words_without_their_metadata(client, author):
    response = client.post(
        reverse("wagtailimages:add_multiple"),
        {"files[]": photo(), "collection": collection_of(author).pk},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    assert response.json()["success"]
    assert not Image.objects.exists(), "not before it is described"
    assert b"SecretCamera" not in UploadedFile.objects.get().file.open().read()


def test_many_at_once_are_refused_in_the_same_words(client, author):
    response = client.post(
        reverse("wagtailimages:add_multiple"),
        {"files[]": bomb(), "collection": collection_of(author).pk},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    assert not response.json()["success"]
    assert "million" in response.json()["error_message"]


def document(owner, content=b"a,b\n1,2\n3,4\n", name="costs.csv"):
    return Document.objects.create(
        title="Costs", file=ContentFile(content, name=name), uploaded_by_user=owner
    )


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.pdf", b"<html></html>", "not a file that can be kept"),
        ("x.docx", b"MZ\x90\x00" + b"0" * 200, "not a file that can be kept"),
        ("x.csv", b"", "empty"),
    ],
)
def test_documents_are_told_by_their_content(client, author, name, content, says):
    upload = SimpleUploadedFile(name, content)
    data = {"title": "Costs", "file": upload, "collection": collection_of(author).pk, "tags": ""}

    response = client.post(reverse("wagtaildocs:add"), data)

    assert says in response.content.decode()
    assert not Document.objects.exists()


def test_a_document_that_was_uploaded_without_a_title_is_given_one(client, author):
    upload = UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(Document),
        file=ContentFile(b"a,b\n1,2\n", "costs.csv"),
        uploaded_by_user=author,
    )
    url = reverse("wagtaildocs:create_multiple_from_uploaded_document", args=[upload.pk])
    prefix = f"uploaded-document-{upload.pk}"
    data = {f"{prefix}-title": "", f"{prefix}-collection": collection_of(author).pk}
    assert not client.post(url, data).json()["success"]

    answer = client.post(url, {**data, f"{prefix}-title": "Costs", f"{prefix}-tags": ""})

    assert answer.json()["success"]
    assert Document.objects.get().title == "Costs"


def test_a_document_is_served_as_an_attachment(client, author):
    kept = document(author)
    page = make_case_study()
    page.resources.add(Resource(title="Costs", document=kept))
    page.save()
    client.logout()

    response = client.get(kept.url)

    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_the_document_of_a_draft_is_its_trusts_own(client, author):
    kept = document(author)
    assert client.get(kept.url).status_code == 200

    client.force_login(make_person("author", make_trust()))
    assert client.get(kept.url).status_code == 404
    client.logout()
    assert client.get(kept.url).status_code == 404


def test_the_document_of_a_members_page_is_for_members(client, author):
    kept = document(author)
    page = make_case_study(visibility="network")
    page.resources.add(Resource(title="Costs", document=kept))
    page.save()
    client.force_login(make_person("member", make_trust()))
    assert client.get(kept.url).status_code == 200

    client.logout()

    assert client.get(kept.url).status_code == 404


def test_a_peer_opens_what_the_draft_in_their_hands_offers(client, author):
    kept = document(author)
    page = make_case_study(publish=False)
    draft = page.get_latest_revision_as_object()
    draft.resources.add(Resource(title="Costs", document=kept))
    draft.save_revision(clean=False)
    page, peer = make_signed(page), make_peer()
    client.force_login(peer)
    assert client.get(kept.url).status_code == 404

    review_services.take(page=page, by=peer)

    assert client.get(kept.url).status_code == 200


@pytest.mark.parametrize("folder", ["documents", "original_images", "wagtail_uploads"])
def test_files_have_no_side_door(client, author, settings, tmp_path, folder):
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "x.csv").write_text("a,b")

    assert client.get(f"/media/{folder}/x.csv").status_code == 404


def test_an_author_sees_no_other_trusts_files(client, author):
    other = make_person("author", make_trust_shelf().trust)
    Image.objects.create(
        title="Private plan", description="x", width=1, height=1, collection=collection_of(other),
        file=photo((4, 4)),
    )  # fmt: skip

    assert "Private plan" not in client.get(reverse("wagtailimages:index")).content.decode()
