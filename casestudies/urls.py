"""Addresses of case studies that are not pages of the tree. Whole paths, mounted at the root."""

from __future__ import annotations

from django.urls import path, re_path

from casestudies.views import (
    adoption,
    adoption_asks,
    adoption_signing,
    comparing,
    figure_questions,
    grading,
    keeping,
    pasting,
    progress,
    reviewing,
    shelf,
    signing,
    writing,
)

app_name = "casestudies"

urlpatterns = [
    path("case-studies/compare/", comparing.compare, name="compare"),
    path("case-studies/write/", writing.write, name="write"),
    path("case-studies/write/page/<int:page_id>/", writing.again, name="write_again"),
    path("case-studies/write/<uuid:draft_id>/", writing.short_form, name="short_form"),
    path("case-studies/write/<uuid:draft_id>/autosave/", writing.autosave, name="autosave"),
    path("case-studies/write/<uuid:draft_id>/sort/", writing.sort, name="sort"),
    path("case-studies/write/<uuid:draft_id>/discard/", writing.discard, name="discard"),
    path("case-studies/keep/<int:page_id>/", keeping.keep, name="keep"),
    path("case-studies/keep/<int:page_id>/confirm/", keeping.confirm, name="confirm"),
    path("case-studies/keep/<int:page_id>/retire/", keeping.retire, name="retire"),
    path("case-studies/keep/<int:page_id>/bring-back/", keeping.bring_back, name="bring_back"),
    path("case-studies/keep/<int:page_id>/contacts/", keeping.add_contact, name="add_contact"),
    path(
        "case-studies/keep/<int:page_id>/contacts/<int:contact_id>/left/",
        keeping.contact_left,
        name="contact_left",
    ),
    path("case-studies/figures/<int:page_id>/", pasting.paste, name="paste"),
    path(
        "case-studies/figures/<int:page_id>/questions/",
        figure_questions.questions,
        name="figure_questions",
    ),
    path("case-studies/sign/<int:page_id>/", signing.sign, name="sign"),
    path("case-studies/sign/<int:page_id>/pass-on/", signing.pass_on, name="pass_on"),
    path("case-studies/sign/<int:page_id>/send-back/", signing.send_back, name="send_back"),
    path("case-studies/grade/<int:page_id>/", grading.grade, name="grade"),
    path("case-studies/grade/<int:page_id>/publish/", grading.publish, name="publish"),
    path(
        "case-studies/grade/<int:page_id>/back-to-finance/",
        grading.back_to_finance,
        name="back_to_finance",
    ),
    path("case-studies/review/", reviewing.offered, name="reviews"),
    path("case-studies/review/<int:page_id>/", reviewing.peer_review, name="peer_review"),
    path("case-studies/review/<int:page_id>/draft/", reviewing.draft, name="peer_draft"),
    path("case-studies/review/<int:page_id>/take/", reviewing.take, name="take_review"),
    path("case-studies/review/<int:page_id>/hand-back/", reviewing.hand_back, name="hand_back"),
    path("case-studies/progress/<int:page_id>/", progress.where, name="progress"),
    path("case-studies/progress/<int:page_id>/send/", progress.send, name="send"),
    path("case-studies/adoption/ask/<int:ask_id>/", adoption_asks.ask, name="adoption_ask"),
    path(
        "case-studies/adoption/ask/<int:ask_id>/still-going/",
        adoption_asks.still_going,
        name="adoption_still_going",
    ),
    path("case-studies/adoption/<int:page_id>/", adoption.start, name="adoption_start"),
    path("case-studies/adoption/<int:page_id>/claim/", adoption.claim, name="adoption_claim"),
    path("case-studies/adoption/<int:page_id>/<slug:ods>/", adoption.record, name="adoption"),
    path(
        "case-studies/adoption/<int:page_id>/<slug:ods>/sign/",
        adoption_signing.sign,
        name="adoption_sign",
    ),
    path(
        "case-studies/adoption/<int:page_id>/<slug:ods>/sign/ask/",
        adoption_signing.question,
        name="adoption_question",
    ),
    re_path(
        r"^case-studies/(?P<code>(?=[^/]*[A-Z])[A-Za-z0-9]{3,5})/(?P<rest>.*)$", shelf.lower_case
    ),
]
