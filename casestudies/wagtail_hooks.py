"""What case studies add to the editor: the areas, and refusals that say what to do."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.query import PageQuerySet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from casestudies.attachments import access
from casestudies.cms import access as cms_access
from casestudies.cms import links
from casestudies.desk.admin import ChooseOnlyViewSet, EfficiencyAreaViewSet
from casestudies.models import CaseStudyPage, ReviewCriterion, WantedCaseStudy
from casestudies.publishing import requirements as publishing_requirements
from casestudies.review import readiness


class ReviewCriterionViewSet(SnippetViewSet):
    """The published criteria of the check by a peer, which editors may change."""

    model = ReviewCriterion
    chooser_viewset_class = ChooseOnlyViewSet
    icon = "clipboard-list"
    menu_label = "Review criteria"
    add_to_admin_menu = True
    menu_order = 260
    list_display = ["question", "position", "active"]
    list_export = list_display


class WantedViewSet(SnippetViewSet):
    """Case studies that editors ask trusts for. Give one a closing day when it has come."""

    model = WantedCaseStudy
    chooser_viewset_class = ChooseOnlyViewSet
    icon = "help"
    menu_label = "Wanted case studies"
    add_to_admin_menu = True
    menu_order = 270
    list_display = ["title", "area", "asked_on", "closed_on"]
    list_export = list_display


register_snippet(EfficiencyAreaViewSet)
register_snippet(WantedViewSet)
register_snippet(ReviewCriterionViewSet)

# This report names the page of each type that was edited last, whoever may see it. Wagtail has no
# hook for it: it is for those who publish.
PageTypesUsageReportView.permission_policy = PagePermissionPolicy()
PageTypesUsageReportView.permission_required = "publish"


@hooks.register("insert_editor_js")
def wait_for_the_save_under_way() -> str:
    return format_html('<script type="module" src="{}"></script>', static("portal/js/editor.js"))


@hooks.register("before_bulk_action")
def refuse_to_publish_incomplete(
    request: HttpRequest, action_type: str, objects: list[Any], action_class_instance: Any
) -> HttpResponse | None:
    """Publishing many at once passes the same gate: name the first that does not."""
    if request.method != "POST" or action_type not in ("publish", "delete"):
        return None
    pages = [page for page in objects if isinstance(page, Page)]
    wanted = CaseStudyPage.objects.filter(
        path__in=[page.path for page in pages]
    ) | CaseStudyPage.objects.filter(pk__in=_below(pages))
    for page in wanted:
        refusal = _refusal(page, action_type)
        if refusal:
            messages.error(request, refusal)
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_publish_page")
def refuse_to_publish_ungraded(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Publishing past the review still needs a grade with its reason."""
    if not isinstance(page, CaseStudyPage):
        return None
    grading = readiness.grade_missing(page)
    if not grading:
        return None
    messages.error(request, f"Your changes are saved, but not published. {grading}")
    return redirect("casestudies:grade", page.pk)


@hooks.register("before_serve_document")
def serve_to_readers_only(document: Any, request: HttpRequest) -> None:
    """A document goes to whoever may read a case study that it belongs to. 404 for others."""
    if not access.can_open(request.user, document):
        raise Http404("There is no such document.")


@hooks.register("before_delete_page")
def refuse_to_delete_a_record(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Signatures and other trusts' results hang on it: it is retired instead, and leads there."""
    for case_study in CaseStudyPage.objects.descendant_of(page, inclusive=True):
        refusal = _refusal(case_study, "delete")
        if refusal:
            retire = messages.button(reverse("casestudies:keep", args=[case_study.pk]), "Retire it")
            messages.error(request, refusal, buttons=[retire] if case_study.live else None)
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_move_page")
def refuse_to_move(request: HttpRequest, page: Page, destination: Page) -> None:
    """Wagtail asks only once a move is confirmed, and shows the screen before to anybody."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


@hooks.register("construct_page_chooser_queryset")
def hide_case_studies_of_others(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """A chooser lists drafts and draft titles: only those of the person's own shelves."""
    return cms_access.pages_known_to(request.user, pages)


# After Wagtail's own, which these replace.
hooks.register("construct_admin_api", cms_access.use_our_endpoints, order=100)
hooks.register("register_rich_text_features", links.use_open_links, order=100)
cms_access.switch_off_bulk_actions()


def _below(pages: list[Page]) -> list[int]:
    return [pk for page in pages for pk in page.get_descendants().values_list("pk", flat=True)]


def _refusal(page: CaseStudyPage, action_type: str) -> str:
    title = page.draft_title or page.title
    if action_type == "delete":
        bound = cms_access.why_not(page)
        return f"“{title}” cannot be deleted: {bound}" if bound else ""
    draft = page.get_latest_revision_as_object()
    gaps = publishing_requirements.missing(draft)
    if not gaps:
        grading = readiness.grade_missing(draft)
        return f"“{title}” cannot be published yet. {grading}" if grading else ""
    return f"“{title}” cannot be published yet. Missing: " + "; ".join(g.label for g in gaps)
