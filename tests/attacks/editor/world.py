"""Two trusts, an author each. What trust B has not published has words that nobody else uses."""

from __future__ import annotations

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, ReferenceIndex

from casestudies.models import CaseStudyPage, Picture, Resource
from portal.home.site import ensure_site
from tests.builders.casestudies import make_area, make_case_study, make_person
from tests.builders.trusts import make_trust

# The first word is what an attacker searches for, and a page may say it back. The second is never
# sent: wherever it appears, it came out of what trust B keeps to itself.
DRAFT, NETWORK, LATER = "quartzite heronry", "jasperine osprey", "onyxstone bittern"
DOCUMENT, IMAGE = "turquoise kestrel", "agateware lapwing"
PRIVATE = (DRAFT, NETWORK, LATER, DOCUMENT, IMAGE)
SOUGHT = tuple(words.split()[0] for words in PRIVATE)
SECRETS = tuple(words.split()[1] for words in PRIVATE)


class World:
    """`ours` is the page of trust A. The rest belongs to trust B, and A must not meet its words.

    With `ours=True` the keys of routes are filled in with the page of trust A: what may be done
    to one's own is the question then.
    """

    def __init__(self, ours=False):
        self.fill_with_ours = ours
        ensure_site()
        self.a, self.b = make_trust(name="Trust of A"), make_trust(name="Trust of B")
        self.area = make_area()
        self.author_a, self.author_b = (make_person("author", t) for t in (self.a, self.b))
        values = {"areas": [self.area], "trust": self.b}
        self.ours = make_case_study(title="Ours to write", areas=[self.area], trust=self.a)
        self.draft = make_case_study(title=DRAFT, publish=False, **values)
        self.network = make_case_study(title=NETWORK, visibility="network", **values)
        self.live = make_case_study(title="Use rosters", **values)
        self._write()
        self._attach()
        self._review()
        for page in (self.draft, self.network, self.live):
            ReferenceIndex.create_or_update_for_object(CaseStudyPage.objects.get(pk=page.pk))

    def _write(self):
        """A later title of the page that is live, which no reader has seen."""
        self.live.title = LATER
        self.live.save_revision(user=self.author_b, log_action=True, clean=False)
        self.draft.save_revision(user=self.author_b, log_action=True, clean=False)
        self.live = CaseStudyPage.objects.get(pk=self.live.pk)

    def _attach(self):
        held = Collection.objects.get(name=f"{self.b.name} ({self.b.ods_code})")
        self.collection = held
        self.document = get_document_model().objects.create(
            title=DOCUMENT,
            collection=held,
            uploaded_by_user=self.author_b,
            file=ContentFile(b"%PDF-1.4", name="kestrel.pdf"),
        )
        self.image = get_image_model().objects.create(
            title=IMAGE,
            description=IMAGE,
            collection=held,
            uploaded_by_user=self.author_b,
            file=get_test_image_file(filename="lapwing.png"),
        )
        Resource.objects.create(page=self.draft, title="Plan", document=self.document)
        Picture.objects.create(page=self.draft, image=self.image, alt_text=IMAGE)
        self.draft.save_revision(clean=False)

    def _review(self):
        self.draft = CaseStudyPage.objects.get(pk=self.draft.pk)
        self.draft.get_workflow().start(self.draft, self.author_b)
        self.draft.refresh_from_db()
        self.workflow_state = self.draft.current_workflow_state
        self.task_state = self.draft.current_workflow_task_state

    @property
    def shelf(self):
        return self.draft.get_parent()

    @property
    def page_ids(self):
        if self.fill_with_ours:
            return [self.ours.pk]
        return [page.pk for page in (self.draft, self.network, self.live, self.shelf)]

    @property
    def ids(self):
        """Ids of everything of trust B, each once."""
        rows = (self.document, self.image, self.collection, self.b, self.area, self.author_b)
        return sorted({*self.page_ids, *(row.pk for row in rows)})

    @property
    def keys(self):
        """What each key of a route is filled in with."""
        pages = self.page_ids
        revisions = [page.latest_revision_id for page in (self.draft, self.live)]
        files = {
            "document_id": [self.document.pk],
            "doc_id": [self.document.pk],
            "image_id": [self.image.pk],
            "collection_id": [self.collection.pk],
            "uploaded_file_id": [1],
            "filter_spec": ["width-100"],
        }
        review = {
            "task_state_id": [self.task_state.pk],
            "task_id": [self.task_state.task_id],
            "workflow_state_id": [self.workflow_state.pk],
            "workflow_pk": [self.workflow_state.workflow_id],
            "action_name": ["approve", "copy"],
        }
        others = {
            "app_label": ["casestudies"],
            "app_name": ["casestudies"],
            "model_name": ["casestudypage"],
            "content_type_app_name": ["casestudies"],
            "content_type_model_name": ["casestudypage"],
            "action": ["publish"],
            "object_id": pages[:1],
            "session_id": [1],
            "redirect_id": [1],
            "uidb64": ["x"],
            "token": ["x"],
        }
        return {
            "page_id": pages,
            "parent_page_id": pages,
            "page_pk": pages,
            "page_to_move_id": [self.ours.pk, self.draft.pk],
            "destination_id": pages,
            "revision_id": revisions,
            "revision_id_a": ["live", revisions[0]],
            "revision_id_b": ["latest"],
            **files,
            **review,
            **others,
        }
