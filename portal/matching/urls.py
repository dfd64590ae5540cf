"""Addresses of matching: asking for help, and who offers it."""

from __future__ import annotations

from django.urls import include, path

from portal.matching.asking.urls import urlpatterns as asking
from portal.matching.cohorts import urls as cohorts
from portal.matching.views import ask, designations, exemplars, living, matches, requests, work

app_name = "matching"

urlpatterns = [
    *asking,
    path("help/", requests.desk, name="desk"),
    path("help/mine/", requests.mine, name="mine"),
    path("help/new/", ask.new, name="new"),
    path("help/<int:pk>/", requests.request_detail, name="request"),
    path("help/<int:pk>/withdraw/", requests.withdraw, name="withdraw"),
    path("help/programmes/", include("portal.matching.programmes.urls")),
    path("help/need/<int:pk>/propose/", requests.propose, name="propose"),
    path("help/", include("portal.matching.rounds.urls")),
    path("help/match/<int:pk>/", matches.match, name="match"),
    path("help/match/<int:pk>/accept/", matches.accept, name="accept"),
    path("help/match/<int:pk>/decline/", matches.decline, name="decline"),
    path("help/match/<int:pk>/call-off/", matches.call_off, name="call_off"),
    path("help/match/<int:pk>/reply/", matches.reply, name="reply"),
    path("help/match/<int:pk>/meetings/", matches.log_meeting, name="log_meeting"),
    path("help/match/<int:pk>/agree/", work.agree, name="agree"),
    path("help/match/<int:pk>/goals/", work.goals, name="goals"),
    path("help/match/<int:pk>/complete/", work.complete, name="complete"),
    path("help/match/<int:pk>/end/", matches.end, name="end"),
    path("help/match/<int:pk>/survey/", matches.survey, name="survey"),
    path("help/match/<int:pk>/put-forward/", designations.put_forward, name="put_forward"),
    path("help/match/<int:pk>/confirm/", living.confirm, name="confirm_agreement"),
    path("help/match/<int:pk>/check-in/", living.check_in, name="check_in"),
    path("help/match/<int:pk>/tasks/", living.add_task, name="add_task"),
    path("help/task/<int:pk>/done/", living.task_done, name="task_done"),
    path("help/task/<int:pk>/reopen/", living.task_reopen, name="task_reopen"),
    *cohorts.urlpatterns,
    path("exemplars/", exemplars.index, name="exemplars"),
    path("exemplars/apply/", designations.apply, name="apply"),
    path("exemplars/designations/<int:pk>/", designations.designation, name="designation"),
    path("exemplars/designations/<int:pk>/offers/", designations.edit_offers, name="edit_offers"),
    path("exemplars/designations/<int:pk>/assess/", designations.assess, name="assess"),
    path("exemplars/designations/<int:pk>/designate/", designations.designate, name="designate"),
    path("exemplars/designations/<int:pk>/end/", designations.end, name="end_designation"),
    path("exemplars/designations/<int:pk>/pause/", designations.pause, name="pause"),
    path("exemplars/designations/<int:pk>/renew/", designations.renew, name="renew"),
    path("exemplars/designations/<int:pk>/vetoes/", designations.veto, name="veto"),
    path("exemplars/designations/<int:pk>/vetoes/lift/", designations.lift_veto, name="lift_veto"),
    path("exemplars/<slug:slug>/", exemplars.programme, name="programme"),
]
