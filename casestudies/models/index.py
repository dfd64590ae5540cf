"""The two pages above a case study: the index, and a trust's own shelf."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import EmptyPage, Paginator
from django.db import models
from django.http import Http404, HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from portal.trusts.models import Trust

NEWEST = 6
ON_A_PAGE = 20


def page_number(request: HttpRequest) -> int:
    """The page asked for. Raises BadRequest with a sentence for anything but a number from 1."""
    asked = request.GET.get("page", "1")
    # Only a short one is read as a number: Python refuses to read thousands of digits.
    if len(asked) > 6 or not asked.isdecimal() or not 1 <= int(asked) <= 10_000:
        raise BadRequest("The page must be a number from 1.")
    return int(asked)


class CaseStudiesIndexPage(Page):
    """`/case-studies/`: the parent of every trust's shelf."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["casestudies.TrustCaseStudiesPage"]

    class Meta:
        verbose_name = "case studies index"

    def get_context(self, request: HttpRequest, *args: Any, **kw: Any) -> dict[str, Any]:
        # Imported here: these reads look at case studies, which look at their shelf.
        from casestudies import cards, landing
        from casestudies.visibility import visible_to

        context = super().get_context(request, *args, **kw)
        newest = visible_to(request.user).whole().select_related("trust")[:NEWEST]
        context["landing"] = landing.landing(request.user)
        context["newest"] = cards.cards_of(newest)
        return context


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
        from casestudies import cards
        from casestudies.visibility import retired_of, visible_to

        context = super().get_context(request, *args, **kw)
        context["retired"] = retired_of(request.user, self)
        found = visible_to(request.user).child_of(self).select_related("trust")
        try:
            page = Paginator(found, ON_A_PAGE).page(page_number(request))
        except EmptyPage:
            raise Http404("There are not that many pages.") from None
        context["case_studies"] = page
        context["cards"] = cards.cards_of(page.object_list)
        return context

    def clean(self) -> None:
        super().clean()
        wanted = self.trust.ods_code.lower() if self.trust else "elsewhere"
        if self.slug != wanted:
            raise ValidationError({"slug": f"The address of this page must be “{wanted}”."})
