"""Asking for help: the form, filled in from what the site knows, and sent once signed in.

A request that was begun is kept in the visitor's own session while they are elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casestudies.models import CaseStudyPage, EfficiencyArea
from casestudies.models.case_study import CaseStudyQuerySet
from casestudies.visibility import visible_to
from portal.matching import form_errors, query_parameters, reply_clock
from portal.matching.choices import BROKERED_HELP
from portal.matching.matches import progress
from portal.matching.matches import queries as match_queries
from portal.matching.models import HelpRequest
from portal.matching.query_parameters import AskLinkForm
from portal.matching.requests import form_queries
from portal.matching.requests import forms as request_forms
from portal.matching.requests import services as request_services
from portal.matching.requests.form_queries import Fill
from portal.matching.requests.forms import LADDER, AskForm
from portal.trusts.models import Trust

DRAFT = "matching_help_draft"
LONGEST = 5000


def typed_answers(request: HttpRequest) -> dict[str, Any]:
    """What stands in the form that was sent, whether or not it is right."""
    found = {name: request.POST.get(name, "")[:LONGEST] for name in AskForm.base_fields}
    return {name: value for name, value in found.items() if value}


def keep(request: HttpRequest) -> None:
    """Keep what was typed, to come back to it at `/help/new/?draft=1`."""
    request.session[DRAFT] = typed_answers(request)


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """What was kept, or None."""
    found: dict[str, Any] | None = request.session.get(DRAFT)
    return found


def has_draft(request: HttpRequest) -> bool:
    return kept(request) is not None


def forget(request: HttpRequest) -> None:
    """The request is sent: the draft has done its work."""
    request.session.pop(DRAFT, None)


NO_CASE_STUDY = "There is no case study with that number that you can read."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form. Nothing typed is lost: a visitor signs in and finds it as it was."""
    trusts = form_queries.trusts_asking_for(request.user)
    if request.user.is_authenticated and not trusts:
        return render(request, "matching/no_trust.html", status=403)
    if request.method == "POST" and "fill" in request.POST:
        return _filled(request, trusts)
    if request.method == "POST":
        return _sent(request, trusts)
    return _opened(request, trusts)


def _opened(request: HttpRequest, trusts: list[Trust]) -> HttpResponse:
    query = query_parameters.kept(request.GET)
    link = AskLinkForm(query)
    known = query_parameters.cleaned(link)
    problems = query_parameters.problems(query, link)
    case_study = _case_study(request, known.get("case_study"))
    if known.get("case_study") and case_study is None:
        problems.append(NO_CASE_STUDY)
    begun = kept(request) if known.get("draft") else None
    if begun is not None:
        case_study = _case_study(request, begun.get("case_study"))
    start = begun or _initial(known, case_study)
    # Who began as a visitor gets the figure of the measure once it is known whose it is.
    wants_figure = begun is None or (begun.get("measure") and not begun.get("starting_value"))
    if trusts and wants_figure:
        seeker = _asking_trust(trusts, start)
        start |= form_queries.start_filled(seeker, start.get("area", ""), start.get("measure", ""))
    form = _form(request, trusts, None, case_study, initial=start)
    return _page(request, form, case_study, problems=problems)


def _filled(request: HttpRequest, trusts: list[Trust]) -> HttpResponse:
    """A press that fills something in: the form again, with all that was typed."""
    fill = request.POST["fill"]
    if fill == Fill.READY:
        keep(request)
        return redirect("matching:ready")
    if not trusts:
        return _sign_in_first(request)
    case_study = _case_study(request, request.POST.get("case_study"))
    typed = typed_answers(request)
    trust = _asking_trust(trusts, typed)
    start = form_queries.filled(typed, fill, trust)
    form = _form(request, trusts, None, case_study, initial=start)
    return _page(request, form, case_study, looked=fill == Fill.LOOK)


def _sent(request: HttpRequest, trusts: list[Trust]) -> HttpResponse:
    if not request.user.is_authenticated:
        return _sign_in_first(request)
    case_study = _case_study(request, request.POST.get("case_study"))
    areas = list(EfficiencyArea.objects.all())
    form = _form(request, trusts, request.POST, case_study, areas=areas)
    if form.is_valid():
        try:
            asked = _ask(request, form, case_study, areas)
        except ValidationError as error:
            form_errors.show(form, error)
        else:
            forget(request)
            request_forms.forget(request.session)
            messages.success(request, _said(form, asked))
            return redirect("matching:request", asked.pk)
    return _page(request, form, case_study)


def _ask(
    request: HttpRequest,
    form: AskForm,
    case_study: CaseStudyPage | None,
    known_areas: list[EfficiencyArea],
) -> HelpRequest:
    """Hand the answers to the command; it raises ValidationError where a rule refuses."""
    answers = form.cleaned_data
    slugs = [answers["area"], answers["other_area"]]
    areas = {area.slug: area for area in known_areas}
    brokered = answers["help_kind"] in BROKERED_HELP
    straight = answers["helper"] and not brokered
    helper = _helper(answers["helper"], case_study) if straight else None
    details = {
        name: answers[name]
        for name in (
            *("problem", "help_kind", "by_when", "starting_figure", "tried_so_far"),
            *("prefer_near", "prefer_same_type", "prefer_same_system", "not_these"),
            *AskForm.TOGETHER,
        )
    }
    return request_services.ask(
        trust=form.asking_trust,
        by=request.user,
        areas=[areas[slug] for slug in slugs if slug],
        # Without a team the command would take the case study's own, which was not chosen.
        case_study=case_study if brokered or helper else None,
        helper=helper,
        readiness=request_forms.held(request.session),
        start=answers.get("start"),
        **details,
    )


def _helper(ods_code: str, case_study: CaseStudyPage | None) -> Trust:
    """The chosen team: most often that of the case study, which has been read."""
    if case_study is not None and case_study.trust and case_study.trust.ods_code == ods_code:
        return case_study.trust
    return Trust.objects.get(ods_code=ods_code)


def _said(form: AskForm, asked: HelpRequest) -> str:
    """Where the request is now, and when something is heard of it."""
    if form.cleaned_data["help_kind"] in BROKERED_HELP or not form.cleaned_data["helper"]:
        return f"Your request is with the broker. {progress.of_request(asked).next_step}"
    days = reply_clock.WORKING_DAYS_TO_REPLY
    return f"Your request is with the team. They are asked to answer within {days} working days."


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """Keep what was typed in the visitor's own session, and come back to it."""
    keep(request)
    back = f"{reverse('matching:new')}?draft=1"
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


def _case_study(request: HttpRequest, pk: Any) -> CaseStudyPage | None:
    """The case study the request is about, if this person may read it."""
    typed = str(pk or "")
    if len(typed) > 10 or not typed.isdecimal():
        return None
    pages = _visible(request).select_related("trust").prefetch_related("contacts")
    return pages.filter(pk=int(typed)).first()


def _visible(request: HttpRequest) -> CaseStudyQuerySet:
    """The case studies that this person may read. Worked out once a request."""
    known: CaseStudyQuerySet | None = getattr(request, "_visible_case_studies", None)
    if known is None:
        known = visible_to(request.user)
        request._visible_case_studies = known
    return known


def _initial(known: dict[str, Any], case_study: CaseStudyPage | None) -> dict[str, Any]:
    start = {"area": known.get("area", ""), "help_kind": known.get("kind", "")}
    start["helper"], start["measure"] = known.get("helper", ""), known.get("measure", "")
    if case_study is not None:
        start["case_study"] = case_study.pk
        first = case_study.areas.first()
        start["area"] = start["area"] or (first.slug if first else "")
        start["helper"] = start["helper"] or (case_study.trust.ods_code if case_study.trust else "")
    return start


def _asking_trust(trusts: list[Trust], known: Mapping[str, Any]) -> Trust:
    """The trust that was chosen, else the one this person acts for."""
    chosen = [trust for trust in trusts if trust.ods_code == known.get("trust")]
    return (chosen or trusts)[0]


def _form(
    request: HttpRequest,
    trusts: list[Trust],
    data: Any,
    case_study: CaseStudyPage | None,
    *,
    initial: dict[str, Any] | None = None,
    areas: list[EfficiencyArea] | None = None,
) -> AskForm:
    known = data or initial or {}
    seeker = _asking_trust(trusts, known) if trusts else None
    return AskForm(
        data,
        initial=initial,
        areas=form_queries.area_groups(areas),
        teams=form_queries.teams(
            visible=_visible(request), area=known.get("area", ""), seeker=seeker
        ),
        asking_for=trusts,
        without_team=case_study is None or not match_queries.people_behind(case_study),
    )


def _page(
    request: HttpRequest,
    form: AskForm,
    case_study: CaseStudyPage | None,
    *,
    problems: list[str] | None = None,
    looked: bool = False,
) -> HttpResponse:
    chosen = form["help_kind"].value()
    rungs = [
        {"rung": rung, "id": f"id_help_kind_{place}", "on": rung.kind.value == chosen}
        for place, rung in enumerate(LADDER)
    ]
    offered = case_study.help_offered if case_study else []
    context = {
        "form": form,
        "rungs": rungs,
        "case_study": case_study,
        "people": match_queries.people_behind(case_study) if case_study else [],
        "offered": [rung for rung in LADDER if rung.kind.value in offered],
        "problems": problems or [],
        "looked": looked,
        "beside": form_queries.field_hints(
            trust=form.asking_trust,
            area=str(form["area"].value() or ""),
            case_study=case_study,
            answers=request_forms.held(request.session),
            measure=str(form["measure"].value() or ""),
        ),
    }
    status = 400 if problems else 200
    return render(request, "matching/ask.html", context, status=status)
