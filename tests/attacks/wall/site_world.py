"""A whole site around the pair: a record for every address of the site and of the editor."""

from __future__ import annotations

import io
from types import SimpleNamespace

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from PIL import Image as Pillow
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    BaseViewRestriction,
    Collection,
    CollectionViewRestriction,
    PageViewRestriction,
    Site,
    UploadedFile,
)

from casestudies.authoring import services as authoring_services
from casestudies.models import Resource, ReviewCriterion, WantedCaseStudy
from casestudies.review import services as review_services
from portal.accounts.models import AuditEntry
from portal.home.models import HomePage, StandardPage
from search.models import PromotedResult, SavedSearch, SynonymRule
from tests.attacks.wall.table import WORDS
from tests.attacks.wall.world import World, word
from tests.builders.accounts import make_letter, make_notice
from tests.builders.casestudies import make_adoption, make_ask, make_case_study
from tests.builders.reviewing import make_submitted, sign_everything
from tests.builders.tasks import make_failed_task

CONTACTS = [
    {
        "name": name,
        "email": word("a contact’s e-mail"),
        "telephone": word("a contact’s telephone"),
    }
    for name in ("Sam Open", "Al Open")
]


class SiteWorld(World):
    """The pair's world, with case studies in every state and something behind each screen."""

    def __init__(self):
        super().__init__()
        self._write()
        self._attach()
        self._keep()
        self._curate()
        self._lock()

    def _write(self):
        values = {"trust": self.helper_trust, "areas": [self.area], "contacts": CONTACTS}
        self.public = make_case_study(title="Use opal rosters", **values)
        self.draft = make_case_study(title=word("a draft"), publish=False, **values)
        self.network = make_case_study(
            title=word("a page of the network"), visibility="network", **values
        )
        self.public.title = word("a change not yet published")
        self.public.save_revision(clean=False)
        self.sent = make_submitted(
            title=word("a record sent to finance"), author=self.helper, **values
        )
        self.state = self.sent.current_workflow_task_state
        self.waiting = self._signed(title=word("a record that waits for a peer"), **values)
        self.taken = self._signed(title=word("a record in a peer’s hands"), **values)
        review_services.take(page=self.taken, by=self.third)
        self.shelf = self.draft.get_parent().specific
        self.index = self.shelf.get_parent().specific
        self.home = HomePage.objects.get()
        self.writing = authoring_services.start(trust=self.helper_trust, by=self.helper)
        self.writing.values = {"title": word("what is being typed")}
        self.writing.save()

    def _signed(self, **fields):
        page = make_submitted(author=self.helper, **fields)
        return sign_everything(page, self.people["helper finance"])

    def _attach(self):
        written = io.BytesIO()
        Pillow.new("RGB", (4, 4), "teal").save(written, "PNG")
        self.files = Collection.objects.get(name__contains=self.helper_trust.ods_code)
        owned = {"collection": self.files, "uploaded_by_user": self.helper}
        self.image = Image.objects.create(
            title=word("a picture"), file=ContentFile(written.getvalue(), "ward.png"), **owned
        )
        self.image.get_rendition("width-2")
        self.document = Document.objects.create(
            title=word("a document"), file=ContentFile(b"%PDF-1.4", "costs.pdf"), **owned
        )
        self.shared = Document.objects.create(
            title="Shared costs", file=ContentFile(b"%PDF-1.4", "shared.pdf"), **owned
        )
        Resource.objects.create(page=self.public, title="Costs", document=self.shared)
        draft = self.draft.get_latest_revision_as_object()
        draft.resources.add(Resource(title="Costs", document=self.document))
        draft.save_revision(clean=False)
        self.uploads = {
            kind: UploadedFile.objects.create(
                for_content_type=ContentType.objects.get_for_model(kind),
                file=ContentFile(written.getvalue(), "upload.png"),
                uploaded_by_user=self.helper,
            )
            for kind in (Image, Document)
        }
        self.image_upload, self.document_upload = self.uploads.values()

    def _keep(self):
        self.ask = make_ask(trust=self.seeker_trust, case_study=self.public)
        make_adoption(
            self.network, self.seeker_trust, result=word("a result of a page of the network")
        )
        self.saved = SavedSearch.objects.create(owner=self.seeker, name=word("a saved search"))
        self.notice = make_notice(self.seeker, subject=word("a notice"))
        self.letter = make_letter(self.seeker)
        self.failed_task = make_failed_task()

    def _curate(self):
        self.synonym = SynonymRule.objects.create(terms=["roster", "rota"])
        # Promoted while it was published, and taken back since.
        self.promoted = PromotedResult.objects.create(
            search="rosters", case_study=self.draft, reason="It shows how."
        )
        self.wanted = WantedCaseStudy.objects.create(title="Rosters in theatres", area=self.area)
        self.criterion = ReviewCriterion.objects.first()
        self.redirect = Redirect.objects.create(old_path="/old", redirect_link="/about/")
        self.workflow = self.state.workflow_state.workflow
        self.task_of_workflow = self.state.task
        self.site = Site.objects.get()
        self.contact = self.public.contacts.first()
        self.group = self.people["editor"].groups.first()
        self.role = self.helper.role_assignments.first()
        self.audit = AuditEntry.objects.first()

    @property
    def paths(self):
        """Addresses of pages, as Wagtail's last route takes them."""
        pages = {"public": self.public, "network": self.network, "draft": self.draft}
        return SimpleNamespace(
            **{name: page.url.lstrip("/") for name, page in pages.items()},
            shelf=self.shelf.url.lstrip("/"),
        )

    def _lock(self):
        """A page and a collection behind a password: the two doors that Wagtail brings."""
        page = StandardPage(slug="locked", title="Locked", lede="x", body="<p>Locked words.</p>")
        HomePage.objects.get().add_child(instance=page)
        password = {"restriction_type": BaseViewRestriction.PASSWORD, "password": "amethyst"}
        self.locked = page
        self.page_lock = PageViewRestriction.objects.create(page=page, **password)
        cellar = Collection.get_first_root_node().add_child(name="Cellar")
        self.files_lock = CollectionViewRestriction.objects.create(collection=cellar, **password)

    def ids(self):
        rows = (self.match, self.request, self.need, self.designation, self.public, self.draft)
        return sorted({row.pk for row in rows})

    def slugs(self):
        return (self.helper_trust.ods_code, self.area.slug, self.programme.slug)

    def public_addresses(self):
        """Where a reader may meet a case study or a trust."""
        codes = [self.helper_trust.ods_code, self.seeker_trust.ods_code]
        return [
            *("/", "/search/", "/areas/", "/trusts/", "/exemplars/", "/case-studies/"),
            *("/sitemap.xml", "/help/new/", "/robots.txt"),
            *(f"/search/?q={word}" for word in ("quartz", "jasper", "onyx", "opal", "amber")),
            *(f"/search/suggest/?q={word}" for word in ("quartz", "jasper", "onyx")),
            f"/areas/{self.area.slug}/",
            f"/search/?area={self.area.slug}",
            f"/exemplars/{self.programme.slug}/",
            *(f"/trusts/{code}/" for code in codes),
            f"/case-studies/{codes[0].lower()}/",
            f"/help/new/?case_study={self.public.pk}",
            f"/help/new/?case_study={self.network.pk}",
            f"/help/new/?case_study={self.draft.pk}",
            self.public.url,
        ]

    def lists(self):
        """Where else a private word might come out: searches, other trusts’ pages, other screens
        of the same records. What has an address of its own in the table is not repeated."""
        page, area = self.case_study, self.area
        codes = [
            trust.ods_code for trust in (self.seeker_trust, self.helper_trust, self.third_trust)
        ]
        searched = [text.split()[n].lower() for text, _ in WORDS.values() for n in (0, -1)]
        return [
            *(f"/trusts/{code}/" for code in codes),
            *(f"/case-studies/adoption/{page.pk}/{code}/" for code in codes),
            page.url,
            *(f"/search/?q={text}" for text in searched[:6]),
            *(f"/search/suggest/?q={text[:4]}" for text in searched[:6]),
            *(f"{path}?area={area.slug}" for path in ("/search.csv", "/search.json")),
            f"/feeds/search.atom?area={area.slug}",
            "/cms/programmes/",
            f"/cms/programmes/usage/{self.programme.pk}/",
            f"/cms/pages/{page.pk}/usage/",
            f"/cms/snippets/trusts/trust/usage/{self.seeker_trust.pk}/",
        ]
