"""The pages: index, a trust's shelf, and the case study.

The two pages above a case study: the index, and a trust's own shelf.

The case study: one record, from the result in a line to the blueprint.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager, Revision
from wagtail.query import PageQuerySet

from casestudies import page_rows, signals
from casestudies.choices import (
    CareSetting,
    Design,
    HelpKind,
    Independence,
    Kind,
    Licence,
    Stage,
    Visibility,
)
from casestudies.fields import ChoiceListField, LinesField
from casestudies.maintenance import review_dates
from casestudies.models.area import EfficiencyArea
from casestudies.page_contexts import context_of
from casestudies.page_permissions import CaseStudyPermissionTester, ShelfPermissionTester
from casestudies.permissions import check_can_change
from casestudies.publishing import indexes as publishing_indexes
from casestudies.publishing import jobs as publishing_jobs
from casestudies.publishing import requirements as publishing_requirements
from casestudies.review import readiness
from portal.accounts import permissions
from portal.accounts.permissions import Action
from portal.trusts.models import Trust


class CaseStudiesIndexPage(Page):
    """`/case-studies/`: the parent of every trust's shelf."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["casestudies.TrustCaseStudiesPage"]

    class Meta:
        verbose_name = "case studies index"

    def get_context(self, request: HttpRequest, *args: Any, **kw: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kw), **context_of(self, request)}

    def permissions_for_user(self, user: Any) -> ShelfPermissionTester:
        """What this person may do with the page in the editor."""
        return ShelfPermissionTester(user, self)


class TrustCaseStudiesPage(Page):
    """`/case-studies/<ods code>/`: one trust's case studies, and what its authors may edit.

    The page without a trust, at `/case-studies/elsewhere/`, holds signposts to cases of
    organisations that have no ODS code.
    """

    trust = models.OneToOneField(
        Trust,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="case_studies_page",
    )

    parent_page_types: ClassVar[list[str]] = ["casestudies.CaseStudiesIndexPage"]
    subpage_types: ClassVar[list[str]] = ["casestudies.CaseStudyPage"]
    # Which trust's shelf this is follows from its address: nobody changes it by hand.
    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("trust", read_only=True)]

    class Meta:
        verbose_name = "trust's case studies"

    def get_context(self, request: HttpRequest, *args: Any, **kw: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kw), **context_of(self, request)}

    def permissions_for_user(self, user: Any) -> ShelfPermissionTester:
        """What this person may do with the page in the editor."""
        return ShelfPermissionTester(user, self)

    def clean(self) -> None:
        super().clean()
        wanted = self.trust.ods_code.lower() if self.trust else "elsewhere"
        if self.slug != wanted:
            raise ValidationError({"slug": f"The address of this page must be “{wanted}”."})


# What is said of the record and not in it: versions carry these along but do not set them.
KEPT = ("confirmed_on", "retired_on", "retired_reason")
# Wagtail takes these from the page itself, whatever a version says.
OF_THE_PAGE = ("content_type", "locale", "owner", "locked_by", "alias_of", "latest_revision")
# Wagtail and the tree set these, and the database holds to them: a person can mend none.
NOT_TYPED = (
    "content_type",
    "locale",
    "path",
    "translation_key",
    "latest_revision",
    "live_revision",
)
PLAIN = ["bold", "italic", "ol", "ul", "link"]


def story(label: str, **kw: Any) -> RichTextField:
    return RichTextField(label, features=PLAIN, blank=True, **kw)


class CaseStudyQuerySet(PageQuerySet):
    def whole(self) -> CaseStudyQuerySet:
        """Case studies proper, without the signposts."""
        return self.filter(signpost=False)

    def current(self) -> CaseStudyQuerySet:
        """Live, and not retired: what lists, totals and search show."""
        return self.live().filter(retired_on=None)

    def real(self) -> CaseStudyQuerySet:
        """Without those of the demonstration's illustrative trusts."""
        return self.exclude(trust__illustrative=True)

    def not_being_imported(self) -> CaseStudyQuerySet:
        """Without those of an import that is under way, which nobody sees before its end."""
        return self.exclude(imported__is_shown=False)

    def public(self) -> CaseStudyQuerySet:
        """Those that anyone may read: not restricted by Wagtail, not for members only."""
        return super().public().filter(visibility=Visibility.PUBLIC)


class CaseStudyPage(Page):
    """What a trust did, what came of it, how sure we are, and how to copy it.

    Almost every field may be empty in a draft; `casestudies.publishing.requirements` names what
    publishing needs. The editor's panels come from `casestudies.panels`, what the page shows from
    `casestudies.reading`: both stand on this model and register themselves as the site starts.
    """

    # Identity
    trust = models.ForeignKey(
        Trust, on_delete=models.PROTECT, null=True, blank=True, related_name="case_studies"
    )
    organisation = models.CharField(
        max_length=200, blank=True, help_text="Only where there is no trust in the register."
    )
    result = models.CharField("result in one line", max_length=160, blank=True)
    started = models.DateField("month it started", null=True, blank=True)
    measured = models.DateField("month the results were measured", null=True, blank=True)
    stage = models.CharField(max_length=12, choices=Stage.choices, blank=True)

    # Classify
    kind = models.CharField("kind of efficiency", max_length=20, choices=Kind.choices, blank=True)
    areas = ParentalManyToManyField(EfficiencyArea, blank=True, related_name="case_studies")
    care_settings = ChoiceListField(choice_set=CareSetting)
    trust_types = ChoiceListField("trust types where it is used", choice_set=Trust.Type)
    national_programme = models.CharField(max_length=120, blank=True)
    systems = LinesField("systems and suppliers")

    # Story
    problem = story("problem and starting position")
    done = story("what was done")
    happened = story("what happened")
    did_not_work = story("what did not work")
    quality = story("effect on quality and safety")
    equality = story("effect on equality")
    staff = story("effect on staff")
    involvement = story("how front-line staff and the board took part")

    # Numbers
    no_cash_effect = models.BooleanField("no cash effect claimed", default=False)
    design = models.CharField(
        "how the result was measured", max_length=14, choices=Design.choices, blank=True
    )
    independence = models.CharField(
        "who measured it", max_length=12, choices=Independence.choices, blank=True
    )
    follow_up_months = models.PositiveIntegerField("months of follow-up", null=True, blank=True)

    # Copying it
    must_have = LinesField("must-have conditions")
    not_where = models.TextField("where it should not be copied, and why", blank=True)
    readiness = LinesField("readiness questions")

    # People
    help_offered = ChoiceListField("kinds of help offered", choice_set=HelpKind)
    visibility = models.CharField(
        "who can read it", max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    review_by = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField("last said to be still true", null=True, editable=False)
    retired_on = models.DateField(null=True, editable=False)
    retired_reason = models.CharField(max_length=300, blank=True, editable=False)
    licence = models.CharField(max_length=10, choices=Licence.choices, default=Licence.OGL)

    # A signpost to a case published elsewhere
    signpost = models.BooleanField(default=False)
    summary = models.TextField(blank=True, help_text="For a signpost: what the source says.")
    source_url = models.URLField(max_length=500, blank=True)
    publisher = models.CharField(max_length=120, blank=True)
    source_year = models.PositiveIntegerField(null=True, blank=True)
    source_note = models.CharField(max_length=300, blank=True)
    licence_note = models.CharField(max_length=200, blank=True)
    import_id = models.CharField(max_length=80, blank=True, editable=False, db_index=True)

    parent_page_types: ClassVar[list[str]] = ["casestudies.TrustCaseStudiesPage"]
    subpage_types: ClassVar[list[str]] = []
    # Copying is refused in the editor. Whoever copies in code gets a draft without what belongs
    # to one record alone: its figures, its key, and what was said of it.
    exclude_fields_in_copy: ClassVar[list[str]] = [
        *("savings", "measures", "costs", "import_id", "review_by"),
        *KEPT,
    ]
    objects = PageManager.from_queryset(CaseStudyQuerySet)()
    # `casestudies.publishing.indexes` writes its entry.
    search_auto_update = False

    class Meta:
        verbose_name = "case study"
        verbose_name_plural = "case studies"
        constraints = [
            models.UniqueConstraint(
                name="casestudies_case_study_import_id",
                fields=["import_id"],
                condition=~models.Q(import_id=""),
            ),
            models.CheckConstraint(
                name="casestudies_retired_with_a_reason",
                condition=models.Q(retired_on=None, retired_reason="")
                | models.Q(retired_on__isnull=False) & ~models.Q(retired_reason=""),
            ),
        ]

    @transaction.atomic
    def save(self, *args: Any, **kw: Any) -> Any:
        """Fill the trust from the shelf it stands on, save, and announce the change.

        A save that only notes the latest version changes nothing that anybody else reads.
        """
        if publishing_indexes.says_only_its_version(self, kw.get("update_fields")):
            with publishing_indexes.untouched():
                return super().save(*args, **kw)
        self.take_trust_of_shelf()
        if kw.get("clean", args[0] if args else True) and self.live:
            # A question that came up after it was published stops no save: the desk lists it.
            publishing_requirements.check(self, questions=False)
            if not self.signpost and self.review_by is None:
                self.review_by = review_dates.next_review(self.stage, timezone.localdate())
        with publishing_indexes.written_once(self):
            saved = super().save(*args, **kw)
        if self.live or self.first_published_at is not None:
            signals.announce(self.pk)
        return saved

    def is_site_root(self) -> bool:
        """As Wagtail's, asked once of a page in memory, and not at all of one that is new."""
        if not hasattr(self, "_is_site_root"):
            self._is_site_root: bool = super().is_site_root()
        return self._is_site_root

    def full_clean(self, exclude: Any = None, **kw: Any) -> None:
        """As Wagtail's, without asking the database for what Wagtail itself took from there."""
        super().full_clean(exclude={*(exclude or ()), *NOT_TYPED}, **kw)

    def save_revision(self, user: Any = None, *args: Any, **kw: Any) -> Revision:
        """Save a version. Raises PermissionDenied for somebody who signed or checked the record.

        Every way to change a case study comes through here: forms, the editor, pasted figures.
        """
        # Before its first version there was nothing to sign or to check.
        if user is not None and self.latest_revision_id:
            check_can_change(user, self)
        return super().save_revision(user, *args, **kw)

    def take_trust_of_shelf(self) -> None:
        """The trust of a case study is that of the shelf it stands on."""
        if not self.depth:
            return
        path = self.path[: -self.steplen]
        # Whoever adds a page to a shelf has the shelf in hand.
        shelf = getattr(self, "_cached_parent_obj", None)
        if isinstance(shelf, TrustCaseStudiesPage) and shelf.path == path:
            trust_id = shelf.trust_id
        else:
            shelves = TrustCaseStudiesPage.objects.filter(path=path)
            trust_id = shelves.values_list("trust", flat=True).first()
        if trust_id:
            self.trust_id = trust_id

    def with_content_json(self, content: Any) -> Any:
        """An older version never undoes what was said of the record itself: still true, retired."""
        left_out = set(OF_THE_PAGE)
        same_trust = content.get("trust") == self.trust_id
        if same_trust:
            left_out.add("trust")
        found = super().with_content_json(
            {k: v for k, v in _without_parents(content).items() if k not in left_out}
        )
        if same_trust:
            found.trust_id = self.trust_id
        for name in KEPT:
            setattr(found, name, getattr(self, name))
        return found

    def publish(
        self, revision: Revision, *args: Any, skip_permission_checks: bool = False, **kw: Any
    ) -> Any:
        """Publish a revision that passes the gate. Every way to publish comes through here.

        Raises ValidationError that names what is missing; where a person publishes, also for
        evidence that is not graded. At the hour of a schedule everything is looked at again, void
        signatures too: a version that no longer passes loses its schedule and its people are
        told, so that it cannot hold up others.
        """
        # As Wagtail's own `publish`, which would build the same draft a second time.
        publishing = PublishPageRevisionAction(revision, *args, **kw)
        draft = publishing.object
        if kw.get("log_action") == publishing_jobs.SCHEDULED:
            hindrances = readiness.hindrances(draft)
            if hindrances:
                publishing_jobs.give_up(page=self, revision=revision, hindrances=hindrances)
                return None
        publishing_requirements.check(draft)
        # Loading records from a file grades nothing, and checks permissions itself.
        if publishing.user is not None and not skip_permission_checks:
            readiness.check_grade(draft)
        with transaction.atomic(), signals.gathered():
            return publishing.execute(skip_permission_checks=skip_permission_checks)

    def permissions_for_user(self, user: Any) -> CaseStudyPermissionTester:
        """What this person may do with the page in the editor."""
        return CaseStudyPermissionTester(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kw: Any) -> HttpResponse:
        """The page; for a member's page, the way to sign in, which does not say its title."""
        if self.visibility == Visibility.NETWORK:
            if not permissions.can(request.user, Action.CASE_STUDY_READ_NETWORK):
                if request.user.is_authenticated:
                    raise PermissionDenied("This case study is for members of NHS trusts.")
                return redirect_to_login(request.get_full_path())
            page_rows.read(self)
            response = super().serve(request, *args, **kw)
            response["Cache-Control"] = "private, no-store"
            return response
        page_rows.read(self)
        return super().serve(request, *args, **kw)

    def get_context(self, request: HttpRequest, *args: Any, **kw: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kw), **context_of(self, request)}

    def get_template(self, request: HttpRequest, *args: Any, **kw: Any) -> str:
        name = "signpost_page" if self.signpost else "case_study_page"
        return f"casestudies/{name}.html"

    def missing(self) -> list[publishing_requirements.Missing]:
        """What the gate misses in the page as it stands in memory."""
        return publishing_requirements.missing(self)

    @property
    def review_state(self) -> review_dates.ReviewState:
        """What the clock of its review needs to know."""
        published = self.last_published_at
        return review_dates.ReviewState(
            review_by=self.review_by,
            stage=self.stage,
            live=self.live,
            retired=self.retired_on is not None,
            confirmed=self.confirmed_on or (timezone.localdate(published) if published else None),
            changed_since_published=self.has_unpublished_changes,
        )

    @property
    def shelf_url(self) -> str:
        """The address of the shelf that it stands on."""
        return f"{(self.get_url() or '/').rstrip('/').rpartition('/')[0]}/"

    @property
    def is_being_imported(self) -> bool:
        """True until the import that wrote it is whole: nobody may see or change it yet."""
        if self.live or not self.import_id:
            return False
        record = getattr(self, "imported", None)
        return record is not None and not record.is_shown

    @property
    def status_string(self) -> str:
        """The state in the editor's lists."""
        return "being imported" if self.is_being_imported else str(super().status_string)

    @property
    def illustrative(self) -> bool:
        """True for the invented content of the demonstration."""
        return self.trust is not None and self.trust.illustrative

    @property
    def organisation_name(self) -> str:
        return self.trust.name if self.trust else self.organisation


def _without_parents(content: Any) -> Any:
    """A version whose lines do not name their page, which would be looked up for each of them.

    The lines of a version are put on its page whatever they say.
    """
    lines = {
        name: [
            {k: v for k, v in line.items() if k != relation.field.name} for line in content[name]
        ]
        for relation in get_all_child_relations(CaseStudyPage)
        if (name := relation.get_accessor_name()) in content
    }
    return {**content, **lines}
