"""The two pages above a case study: the index, and a trust's own shelf."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from casestudies.page_contexts import context_of
from casestudies.page_permissions import ShelfPermissionTester
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
