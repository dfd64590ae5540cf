"""Saving a search, and the list of one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from search.alerts import services
from search.forms import SearchForm
from search.models import SavedSearch

LONGEST_NAME = 100


class SaveForm(forms.Form):
    """What it is called, and how often to tell of what is new."""

    name = forms.CharField(
        label="Name",
        max_length=LONGEST_NAME,
        error_messages={
            "required": "Give it a name.",
            "max_length": f"Keep the name to {LONGEST_NAME} characters.",
        },
    )
    alert = forms.ChoiceField(
        label="Tell me what is new",
        choices=SavedSearch.Alert.choices,
        initial=SavedSearch.Alert.WEEKLY,
        widget=forms.RadioSelect,
        help_text="By e-mail and on your page. Each case study is told once.",
    )


@login_required
@require_safe
@never_cache
def all_saved(request: HttpRequest) -> HttpResponse:
    """One's own saved searches."""
    return render(request, "search/saved.html", {"searches": _own(request)})


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Save the search whose parameters the address holds."""
    kept = services.query_string_of(request.GET)
    asked = SearchForm(QueryDict(kept), user=request.user)
    if not asked.is_valid():
        messages.error(request, "This search cannot be made as it stands. Search again first.")
        return redirect("search:results")
    form = SaveForm(request.POST if request.method == "POST" else None, initial=_called(asked))
    if form.is_valid():
        try:
            services.save(owner=request.user, query_string=kept, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "The search is saved.")
            return redirect("search:saved")
    return _screen(request, form, heading="Save this search", query_string=kept)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def change(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Rename it, or change how often to tell."""
    one = get_object_or_404(_own(request), pk=saved_id)
    form = SaveForm(
        request.POST if request.method == "POST" else None,
        initial={"name": one.name, "alert": one.alert},
    )
    if form.is_valid():
        try:
            services.change(saved=one, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "It is changed.")
            return redirect("search:saved")
    return _screen(request, form, heading="Change a saved search", query_string=one.query_string)


@login_required
@require_POST
def stop(request: HttpRequest, saved_id: int) -> HttpResponse:
    """No more alerts of this one. One press."""
    one = get_object_or_404(_own(request), pk=saved_id)
    services.change(saved=one, name=one.name, alert=SavedSearch.Alert.NONE)
    messages.success(request, f"We no longer tell you what is new in “{one.name}”.")
    return redirect("search:saved")


@login_required
@require_POST
def delete(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Delete it."""
    one = get_object_or_404(_own(request), pk=saved_id)
    one.delete()
    messages.success(request, f"“{one.name}” is deleted.")
    return redirect("search:saved")


def _own(request: HttpRequest) -> Any:
    return SavedSearch.objects.filter(owner=request.user)


def _called(asked: SearchForm) -> dict[str, str]:
    text = asked.cleaned_data["q"]
    return {"name": text[:LONGEST_NAME], "alert": SavedSearch.Alert.WEEKLY}


def _screen(
    request: HttpRequest, form: SaveForm, *, heading: str, query_string: str
) -> HttpResponse:
    context = {"form": form, "heading": heading, "query_string": query_string}
    status = 400 if form.errors else 200
    return render(request, "search/save.html", context, status=status)
