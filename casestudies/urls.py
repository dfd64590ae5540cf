"""Addresses of case studies that are not pages of the tree. Whole paths, mounted at the root."""

from __future__ import annotations

from django.urls import path, re_path

from casestudies.views import adoption, grading, shelf, signing, writing

app_name = "casestudies"

urlpatterns = [
    path("case-studies/write/", writing.write, name="write"),
    path("case-studies/sign/<int:page_id>/", signing.sign, name="sign"),
    path("case-studies/grade/<int:page_id>/", grading.grade, name="grade"),
    path("case-studies/adoption/<int:page_id>/", adoption.start, name="adoption_start"),
    path("case-studies/adoption/<int:page_id>/claim/", adoption.claim, name="adoption_claim"),
    path("case-studies/adoption/<int:page_id>/<slug:ods>/", adoption.record, name="adoption"),
    re_path(
        r"^case-studies/(?P<code>(?=[^/]*[A-Z])[A-Za-z0-9]{3,5})/(?P<rest>.*)$", shelf.lower_case
    ),
]
