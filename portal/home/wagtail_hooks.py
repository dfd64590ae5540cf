"""What the pages of the service add to the editor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from casestudies.desk import merging
from casestudies.models import EfficiencyArea
from portal.accounts.permissions import Action, can
from portal.home.views import not_set_up


class DeskMenuItem(MenuItem):
    """For those who publish; authors have their own page."""

    def is_shown(self, request: HttpRequest) -> bool:
        return can(request.user, Action.CASE_STUDY_PUBLISH)


@hooks.register("register_admin_menu_item")
def register_desk(**_: Any) -> MenuItem:
    """The editors' desk, first in the menu."""
    return DeskMenuItem("Editors’ desk", reverse("home:desk"), icon_name="tasks", order=50)


@hooks.register("insert_global_admin_js")
def start_without_inline_scripts() -> str:
    """A file starts what Wagtail starts by inline scripts, which the editor's policy refuses."""
    return format_html('<script src="{}"></script>', static("portal/js/editor-start.js"))


@hooks.register("before_delete_snippet")
def refuse_to_delete_in_use(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """An area in use is merged, not deleted: say so, with the count, and lead there."""
    for area in instances:
        if isinstance(area, EfficiencyArea):
            refusal = merging.refusal_to_delete(area)
            if refusal:
                messages.error(request, refusal)
                return redirect("home:desk_merge", area.pk)
    return None


@hooks.register("before_serve_page")
def say_that_nothing_is_set_up(
    page: Page, request: HttpRequest, *_: Any, **__: Any
) -> HttpResponse | None:
    """In place of the page of Wagtail's own first migration, until `setup` has been run."""
    return not_set_up(request) if type(page) is Page else None
