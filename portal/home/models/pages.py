"""The front page and the plain pages an editor writes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from casestudies.models import CaseStudyPage
from casestudies.review import criteria
from casestudies.review.states import PROMISES
from portal.accounts.permissions import Action, can

# The index, the shelf of a trust, and the record.
CASE_STUDY_DEPTH = 3
WORDS = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]


class HomePage(Page):
    """The front door. Its words are an editor's; its numbers come from the read models."""

    hero_title = models.CharField(
        max_length=80, default="Find what already works in an NHS trust like yours"
    )
    hero_promise = models.CharField(
        max_length=220,
        default=(
            "Efficiency that held up: what was done, what it saved and how sure we are. "
            "Then talk to the person who did it."
        ),
    )

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["home.StandardPage", "casestudies.CaseStudiesIndexPage"]
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("hero_title"),
        FieldPanel("hero_promise"),
    ]

    class Meta:
        verbose_name = "home page"

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """As Wagtail's, which reads every page on the way: a case study is found by its address."""
        if len(path_components) == CASE_STUDY_DEPTH:
            url_path = f"{self.url_path}{'/'.join(path_components)}/"
            found = CaseStudyPage.objects.filter(url_path=url_path).select_related("trust").first()
            if found is not None:
                return found.route(request, [])
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # Here, not above: reads stand on models, and Wagtail asks the model for its context.
        from portal.home import reads

        sees_network = can(request.user, Action.CASE_STUDY_READ_NETWORK)
        front = reads.front_page(sees_network=sees_network)
        return {**super().get_context(request, *args, **kwargs), "front": front}


CRITERIA = "criteria"


class StandardPage(Page):
    """Plain words: about, how evidence is graded, the accessibility statement.

    The page of the criteria also lists what a peer checks and the times that are promised, so
    that what is published is what is asked.
    """

    lede = models.CharField("first sentence", max_length=300, blank=True)
    body = RichTextField(features=WORDS)

    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("lede"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = "standard page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if self.slug == CRITERIA:
            context |= {"criteria": criteria.active(), "promises": list(PROMISES.values())}
        return context
