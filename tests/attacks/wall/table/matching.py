"""Matching and insight: a request and a match, the exemplars, and what oversight reads."""

from __future__ import annotations

from tests.attacks.wall.table.address import (
    ASKERS,
    AUTHORS,
    BROKER,
    EVERYONE,
    HELPER,
    HELPING_AUTHOR,
    MEMBERS,
    PARTIES,
    SEEKER,
    SIGNED_IN,
    Address,
)

MATCH = {"pk": "match.pk"}
REQUEST = {"pk": "request.pk"}
DESIGNATION = {"pk": "designation.pk"}
PROGRAMME = {"slug": "programme.slug"}
VETOED = {"trust": "third_trust.ods_code"}
TASK = {"pk": "task.pk"}
COHORT = {"pk": "cohort.pk"}
RUN = {"pk": "run.pk"}
INVITATION = {"pk": "invitation.pk"}
PERFORMER = {"ods_code": "helper_trust.ods_code", "key": "=sickness_absence_rate"}

ROWS = [
    # Requests and the desk. Those who have no desk are led to their own list.
    Address("matching:desk", {}, SIGNED_IN),
    Address("matching:mine", {}, SIGNED_IN),
    Address("matching:new", {}, MEMBERS | {"anonymous"}, MEMBERS),
    Address("matching:request", REQUEST, PARTIES | BROKER),
    Address("matching:withdraw", REQUEST, None, SEEKER | BROKER),
    Address("matching:propose", {"pk": "need.pk"}, None, BROKER),
    # A match and the work in it.
    Address("matching:match", MATCH, PARTIES | BROKER),
    Address("matching:accept", MATCH, None, SEEKER | HELPER),
    Address("matching:decline", MATCH, PARTIES | BROKER, PARTIES | BROKER),
    Address("matching:call_off", MATCH, None, BROKER),
    Address("matching:reply", MATCH, None, PARTIES),
    Address("matching:log_meeting", MATCH, None, PARTIES),
    Address("matching:agree", MATCH, PARTIES, PARTIES),
    Address("matching:goals", MATCH, None, ASKERS, {"goal": "goal.pk", "reached": "=5"}),
    Address("matching:complete", MATCH, SEEKER, SEEKER),
    Address("matching:end", MATCH, PARTIES | BROKER, PARTIES | BROKER),
    Address("matching:survey", MATCH, PARTIES | BROKER, PARTIES | BROKER),
    Address("matching:put_forward", MATCH, None, SEEKER),
    Address("matching:confirm_agreement", MATCH, None, SEEKER | HELPER),
    Address("matching:check_in", MATCH, PARTIES | BROKER, PARTIES | BROKER),
    Address("matching:add_task", MATCH, None, PARTIES),
    Address("matching:task_done", TASK, None, PARTIES),
    Address("matching:task_reopen", TASK, None, PARTIES),
    # Several followers of one exemplar: its authors and the broker lead.
    Address("matching:form_cohort", {"pk": "offer.pk"}, HELPER | BROKER, HELPER | BROKER),
    Address("matching:cohort", COHORT, SEEKER | HELPER | BROKER),
    Address("matching:join_cohort", COHORT, None, HELPER | BROKER, {"match": "other.pk"}),
    Address("matching:leave_cohort", COHORT, None, SEEKER | HELPER | BROKER, {"match": "match.pk"}),
    Address("matching:plan_session", COHORT, None, HELPER | BROKER),
    Address("matching:hold_session", COHORT, None, HELPER | BROKER, {"session": "planned.pk"}),
    Address("matching:close_cohort", COHORT, None, HELPER | BROKER),
    # Ready? Why not another? May peers know?
    Address("matching:ready", {}, EVERYONE, EVERYONE),
    Address("matching:why_not", {"pk": "need.pk"}, ASKERS | BROKER),
    Address("matching:open_to_peers", REQUEST, None, SEEKER),
    # Programmes and rounds: whoever manages them.
    Address("matching:programmes:index", {}, BROKER),
    Address("matching:programmes:new", {}, BROKER, BROKER),
    Address("matching:programmes:programme", PROGRAMME, BROKER),
    Address("matching:programmes:change", PROGRAMME, BROKER, BROKER),
    Address("matching:programmes:weights", PROGRAMME, BROKER, BROKER),
    Address("matching:programmes:reserves", PROGRAMME, BROKER, BROKER),
    Address("matching:programmes:plan_round", PROGRAMME, None, BROKER),
    Address("matching:programmes:take_back", PROGRAMME | {"number": "=1"}, None, BROKER),
    # Top performers that are invited: whoever manages, and the trust's own people.
    Address("matching:invitations:index", {}, BROKER),
    Address("matching:invitations:new", PROGRAMME | PERFORMER, BROKER, BROKER),
    Address("matching:invitations:invitation", INVITATION, HELPER | BROKER),
    Address("matching:invitations:accept", INVITATION, None, HELPING_AUTHOR),
    Address("matching:invitations:decline", INVITATION, None, HELPING_AUTHOR),
    Address("matching:rounds", PROGRAMME, BROKER),
    Address("matching:run_next", PROGRAMME, None, BROKER),
    Address("matching:try_out", PROGRAMME, None, BROKER),
    Address("matching:run", RUN, BROKER),
    Address("matching:send_run", RUN, None, BROKER),
    Address("matching:discard_run", RUN, None, BROKER),
    Address("matching:run_need", RUN | {"key": "run_need"}, BROKER, BROKER),
    Address("matching:undo_override", RUN | {"key": "run_need"}, None, BROKER),
    # Exemplars: the list is public, a designation is its authors' and the broker's.
    Address("matching:exemplars", {}, EVERYONE),
    Address("matching:programme", PROGRAMME, EVERYONE),
    Address("matching:apply", {}, AUTHORS, AUTHORS),
    Address("matching:designation", DESIGNATION, HELPING_AUTHOR | BROKER),
    Address("matching:edit_offers", DESIGNATION, HELPING_AUTHOR | BROKER, HELPING_AUTHOR | BROKER),
    Address("matching:assess", DESIGNATION, BROKER, BROKER),
    Address("matching:designate", DESIGNATION, None, BROKER),
    Address("matching:end_designation", DESIGNATION, None, HELPING_AUTHOR | BROKER),
    Address("matching:pause", DESIGNATION, None, HELPING_AUTHOR | BROKER),
    Address("matching:renew", DESIGNATION, None, BROKER),
    Address("matching:veto", DESIGNATION, None, HELPING_AUTHOR | BROKER),
    Address("matching:lift_veto", DESIGNATION, None, HELPING_AUTHOR | BROKER, VETOED),
    # Insight: totals for anyone, the rest for those who oversee.
    Address("insight:index", {}, EVERYONE),
    Address("insight:total_csv", {"report": "=asked-by-type"}, EVERYONE),
    Address("insight:programme", PROGRAMME, BROKER),
    Address("insight:board", PROGRAMME, BROKER),
    Address("insight:performers", PROGRAMME, BROKER),
    Address("insight:programme_csv", PROGRAMME | {"report": "=fairness"}, BROKER),
    Address("insight:certificate", {"ods_code": "helper_trust.ods_code"}, HELPER | BROKER),
]
