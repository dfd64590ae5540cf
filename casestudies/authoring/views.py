"""The author's way in: a document or ten questions, saved as one types."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from casestudies.attachments.file_kinds import UploadRefused
from casestudies.authoring import screens
from casestudies.authoring import services as authoring_services
from casestudies.authoring.forms import PasteForm, ShortForm
from casestudies.documents import reading
from casestudies.models import CaseStudyPage, WritingDraft
from portal.trusts.models import Trust


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def write(request: HttpRequest) -> HttpResponse:
    """Choose how to begin, or go on with a draft."""
    trusts = authoring_services.trusts_of(request.user)
    if not trusts:
        raise PermissionDenied(authoring_services.NOT_AN_AUTHOR)
    from_document = request.method == "POST" and "read" in request.POST
    form = PasteForm(request.POST if from_document else None, request.FILES or None)
    if request.method == "POST":
        trust = _chosen(request, trusts)
        if not from_document:
            return redirect(
                "casestudies:short_form", authoring_services.start(trust=trust, by=request.user).pk
            )
        if form.is_valid():
            begun = _begun_from(request, form, trust)
            if begun is not None:
                return redirect("casestudies:short_form", begun.pk)
    context = {
        "form": form,
        "trusts": trusts,
        "chosen": request.POST.get("trust", trusts[0].ods_code),
        "drafts": authoring_services.open_drafts(request.user),
    }
    status = 400 if form.errors else 200
    return render(request, "casestudies/writing/start.html", context, status=status)


def _chosen(request: HttpRequest, trusts: list[Trust]) -> Trust:
    code = request.POST.get("trust", trusts[0].ods_code)
    found = next((trust for trust in trusts if trust.ods_code == code), None)
    if found is None:
        raise PermissionDenied(authoring_services.NOT_AN_AUTHOR)
    return found


def _begun_from(request: HttpRequest, form: PasteForm, trust: Trust) -> WritingDraft | None:
    """The draft of a document; None, with the reason at its field, where it cannot be read."""
    upload = form.cleaned_data.get("document")
    field = "document" if upload else "text"
    try:
        if upload:
            document = reading.read(upload.read(), upload.name)
        else:
            document = reading.read_pasted(form.cleaned_data["text"])
    except UploadRefused as refusal:
        form.add_error(field, refusal.message)
        return None
    name = upload.name if upload else "Pasted text"
    return authoring_services.start(
        trust=trust, by=request.user, document=document, source_name=name
    )


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def short_form(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The ten questions."""
    draft = _own(request, draft_id)
    form = ShortForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        version = screens.version_in(request.POST)
        if _kept(request, form, draft, version) and form.is_valid():
            try:
                page = authoring_services.save_as_page(
                    draft=draft, values=form.cleaned_data, by=request.user
                )
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, "It is saved as a draft. Nobody else sees it yet.")
                return redirect("casestudies:progress", page.pk)
    wrong = form.is_bound and (form.errors or any(line.errors for line in form.savings))
    status = 400 if wrong else 200
    context = screens.short_form(_own(request, draft_id), form if form.is_bound else None)
    return render(request, "casestudies/writing/short_form.html", context, status=status)


def _kept(request: HttpRequest, form: ShortForm, draft: WritingDraft, version: int) -> bool:
    """Keep what was typed before anything else; say so where another window was later."""
    try:
        draft.version = authoring_services.keep(
            draft=draft, values=screens.typed(request.POST), version=version
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@require_POST
@never_cache
def autosave(request: HttpRequest, draft_id: UUID) -> JsonResponse:
    """Keep the answers as typed. Answers in JSON, with a sentence for the person."""
    if not request.user.is_authenticated:
        text = "You are signed out. Sign in in another tab: what you typed stays on this page."
        return JsonResponse({"saved": False, "text": text}, status=401)
    draft = _own(request, draft_id)
    version = screens.version_in(request.POST)
    try:
        version = authoring_services.keep(
            draft=draft, values=screens.typed(request.POST), version=version
        )
    except ValidationError as refusal:
        return JsonResponse({"saved": False, "text": " ".join(refusal.messages)}, status=409)
    now = timezone.localtime()
    last = _own(request, draft_id).steps[-1:]
    return JsonResponse(
        {
            "saved": True,
            "version": version,
            "text": f"Saved at {now:%H:%M}",
            "undo": last[0]["label"] if last else "",
        }
    )


@login_required
@require_POST
@never_cache
def sort(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Everything that a button inside the form does but save: pieces, suggestions, lines, undo.

    The button stands in the form, so that what was typed comes along and is kept first. Where
    another window was later the page comes back with what was typed.
    """
    act, _, at = request.POST.get("act", "").partition("-")
    draft = _own(request, draft_id)
    typed = screens.typed(request.POST)
    try:
        with transaction.atomic():
            version = screens.version_in(request.POST)
            authoring_services.keep(draft=draft, values=typed, version=version)
            anchor = _done(request, _own(request, draft_id), act, screens.number_in(at))
    except ValidationError as refusal:
        fresh = _own(request, draft_id)
        if screens.as_typed(typed) != screens.as_typed(screens.answers_of(fresh)):
            return _as_sent(request, fresh, refusal)
        messages.error(request, " ".join(refusal.messages))
        anchor = ""
    return redirect(f"{reverse('casestudies:short_form', args=[draft.pk])}{anchor}")


def _done(request: HttpRequest, draft: WritingDraft, act: str, number: int) -> str:
    """Do what a button says. Returns the place on the page to go to."""
    if act == "place":
        field = request.POST.get(f"field-{number}", "")
        authoring_services.place(draft=draft, piece=number, field=field)
        return "#sort"
    if act in ("drop", "back"):
        authoring_services.throw_away(draft=draft, piece=number, back=act == "back")
        return "#sort"
    if act == "savings":
        return f"#saving-{authoring_services.accept(draft=draft, kind=act, number=number) + 1}"
    if act in ("contacts", "measures"):
        authoring_services.accept(draft=draft, kind=act, number=number)
        return "#found"
    side, _, kind = act.partition("_")
    if side in ("refuse", "offer") and kind in ("savings", "contacts", "measures"):
        authoring_services.refuse(draft=draft, kind=kind, number=number, back=side == "offer")
        return "#found"
    if act == "add":
        return f"#saving-{authoring_services.add_saving(draft=draft) + 1}"
    if act == "remove":
        authoring_services.remove_saving(draft=draft, place=number)
        return "#savings"
    if act in ("undo", "redo"):
        done = authoring_services.undo if act == "undo" else authoring_services.redo
        said = "Undone" if act == "undo" else "Done again"
        messages.success(request, f"{said}: {done(draft=draft)}.")
        return ""
    raise ValidationError("Choose what to do with it.")


def _as_sent(request: HttpRequest, draft: WritingDraft, refusal: ValidationError) -> HttpResponse:
    """The page with what was typed on it, and why nothing was done."""
    form = ShortForm(request.POST)
    form.is_valid()
    form.add_error(None, refusal)
    context = screens.short_form(draft, form)
    # Its own version, so that it goes on being the earlier one until it is opened again.
    context["version"] = screens.version_in(request.POST)
    return render(request, "casestudies/writing/short_form.html", context, status=409)


@login_required
@require_POST
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Delete a draft that is no case study yet."""
    authoring_services.discard(draft=_own(request, draft_id), by=request.user)
    messages.success(request, "The draft is deleted.")
    return redirect("casestudies:write")


@login_required
@require_POST
def again(request: HttpRequest, page_id: int) -> HttpResponse:
    """The short form of a case study that is there already."""
    page = get_object_or_404(CaseStudyPage, pk=page_id)
    return redirect(
        "casestudies:short_form", authoring_services.start_on(page=page, by=request.user).pk
    )


def _own(request: HttpRequest, draft_id: UUID) -> WritingDraft:
    try:
        return authoring_services.own(request.user, draft_id)
    except WritingDraft.DoesNotExist as missing:
        raise Http404 from missing
