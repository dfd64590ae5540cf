"""Addresses of case studies that are not pages of the tree. Whole paths, mounted at the root."""

from __future__ import annotations

from django.urls import path, re_path

from casestudies import views
from casestudies.adoptions import views as adoption_views
from casestudies.authoring import views as authoring_views
from casestudies.maintenance import views as maintenance_views
from casestudies.pasting import views as pasting_views
from casestudies.review import signing_views
from casestudies.review import views as review_views
from casestudies.savings import views as savings_views

app_name = "casestudies"

urlpatterns = [
    path("case-studies/compare/", views.compare, name="compare"),
    path("case-studies/write/", authoring_views.write, name="write"),
    path("case-studies/write/page/<int:page_id>/", authoring_views.again, name="write_again"),
    path("case-studies/write/<uuid:draft_id>/", authoring_views.short_form, name="short_form"),
    path("case-studies/write/<uuid:draft_id>/autosave/", authoring_views.autosave, name="autosave"),
    path("case-studies/write/<uuid:draft_id>/sort/", authoring_views.sort, name="sort"),
    path("case-studies/write/<uuid:draft_id>/discard/", authoring_views.discard, name="discard"),
    path("case-studies/keep/<int:page_id>/", maintenance_views.keep, name="keep"),
    path("case-studies/keep/<int:page_id>/confirm/", maintenance_views.confirm, name="confirm"),
    path("case-studies/keep/<int:page_id>/retire/", maintenance_views.retire, name="retire"),
    path(
        "case-studies/keep/<int:page_id>/bring-back/",
        maintenance_views.bring_back,
        name="bring_back",
    ),
    path(
        "case-studies/keep/<int:page_id>/contacts/",
        maintenance_views.add_contact,
        name="add_contact",
    ),
    path(
        "case-studies/keep/<int:page_id>/contacts/<int:contact_id>/left/",
        maintenance_views.contact_left,
        name="contact_left",
    ),
    path("case-studies/figures/<int:page_id>/", pasting_views.paste, name="paste"),
    path(
        "case-studies/figures/<int:page_id>/questions/",
        savings_views.questions,
        name="figure_questions",
    ),
    path("case-studies/sign/<int:page_id>/", signing_views.sign, name="sign"),
    path("case-studies/sign/<int:page_id>/pass-on/", signing_views.pass_on, name="pass_on"),
    path("case-studies/sign/<int:page_id>/send-back/", signing_views.send_back, name="send_back"),
    path("case-studies/grade/<int:page_id>/", review_views.grade, name="grade"),
    path("case-studies/grade/<int:page_id>/publish/", review_views.publish, name="publish"),
    path(
        "case-studies/grade/<int:page_id>/back-to-finance/",
        review_views.back_to_finance,
        name="back_to_finance",
    ),
    path("case-studies/review/", review_views.offered, name="reviews"),
    path("case-studies/review/<int:page_id>/", review_views.peer_review, name="peer_review"),
    path("case-studies/review/<int:page_id>/draft/", review_views.draft, name="peer_draft"),
    path("case-studies/review/<int:page_id>/take/", review_views.take, name="take_review"),
    path("case-studies/review/<int:page_id>/hand-back/", review_views.hand_back, name="hand_back"),
    path("case-studies/progress/<int:page_id>/", review_views.where, name="progress"),
    path("case-studies/progress/<int:page_id>/send/", review_views.send, name="send"),
    path("case-studies/adoption/ask/<int:ask_id>/", adoption_views.ask, name="adoption_ask"),
    path(
        "case-studies/adoption/ask/<int:ask_id>/still-going/",
        adoption_views.still_going,
        name="adoption_still_going",
    ),
    path("case-studies/adoption/<int:page_id>/", adoption_views.start, name="adoption_start"),
    path("case-studies/adoption/<int:page_id>/claim/", adoption_views.claim, name="adoption_claim"),
    path("case-studies/adoption/<int:page_id>/<slug:ods>/", adoption_views.record, name="adoption"),
    path(
        "case-studies/adoption/<int:page_id>/<slug:ods>/sign/",
        adoption_views.sign,
        name="adoption_sign",
    ),
    path(
        "case-studies/adoption/<int:page_id>/<slug:ods>/sign/ask/",
        adoption_views.question,
        name="adoption_question",
    ),
    re_path(
        r"^case-studies/(?P<code>(?=[^/]*[A-Z])[A-Za-z0-9]{3,5})/(?P<rest>.*)$", views.lower_case
    ),
]
