"""Case studies: writing, signing, checking, grading, keeping, and taking up."""

from __future__ import annotations

from tests.attacks.wall.table.address import (
    AUTHORS,
    EDITOR,
    EDITORS,
    EVERYONE,
    HELPER,
    HELPING_AUTHOR,
    HELPING_FINANCE,
    MEMBERS,
    OWN,
    PEERS,
    SEEKER,
    THIRD,
    Address,
)

DRAFT = {"page_id": "draft.pk"}
PUBLIC = {"page_id": "public.pk"}
SENT = {"page_id": "sent.pk"}
WAITING = {"page_id": "waiting.pk"}
WRITING = {"draft_id": "writing.pk"}
TAKEN_UP = {"page_id": "public.pk", "ods": "seeker_trust.ods_code"}
ASKING_FINANCE = frozenset({"seeker finance"})
ASK = {"ask_id": "ask.pk"}

ROWS = [
    Address("casestudies:compare", {}, EVERYONE, query={"id": "public.pk"}),
    Address("casestudies:write", {}, AUTHORS, AUTHORS),
    Address("casestudies:write_again", DRAFT, None, OWN),
    Address("casestudies:short_form", WRITING, HELPING_AUTHOR, HELPING_AUTHOR),
    Address("casestudies:autosave", WRITING, None, HELPING_AUTHOR),
    Address("casestudies:sort", WRITING, None, HELPING_AUTHOR),
    Address("casestudies:discard", WRITING, None, HELPING_AUTHOR),
    Address("casestudies:keep", DRAFT, OWN),
    Address("casestudies:confirm", DRAFT, None, OWN),
    Address("casestudies:retire", DRAFT, None, OWN),
    Address("casestudies:bring_back", DRAFT, None, OWN),
    Address("casestudies:add_contact", PUBLIC, None, OWN),
    Address("casestudies:contact_left", PUBLIC | {"contact_id": "contact.pk"}, None, OWN),
    Address("casestudies:paste", DRAFT, OWN, OWN),
    Address("casestudies:figure_questions", DRAFT, OWN | HELPING_FINANCE, OWN | HELPING_FINANCE),
    Address("casestudies:sign", SENT, HELPING_FINANCE, HELPING_FINANCE),
    Address("casestudies:pass_on", SENT, None, HELPING_FINANCE),
    Address("casestudies:send_back", SENT, None, HELPING_FINANCE),
    Address("casestudies:grade", DRAFT, EDITOR, EDITOR),
    Address("casestudies:publish", DRAFT, None, EDITORS),
    Address("casestudies:back_to_finance", DRAFT, None, EDITORS),
    Address("casestudies:reviews", {}, EDITOR | AUTHORS),
    Address("casestudies:peer_review", WAITING, PEERS, PEERS),
    Address("casestudies:peer_draft", WAITING, PEERS),
    Address("casestudies:take_review", WAITING, None, PEERS),
    Address("casestudies:hand_back", {"page_id": "taken.pk"}, None, THIRD),
    Address("casestudies:progress", DRAFT, OWN),
    Address("casestudies:send", DRAFT, None, OWN),
    Address("casestudies:adoption_ask", ASK, SEEKER, SEEKER),
    Address("casestudies:adoption_still_going", ASK, None, SEEKER),
    Address("casestudies:adoption_start", PUBLIC, MEMBERS - HELPER),
    Address("casestudies:adoption_claim", PUBLIC, HELPING_AUTHOR, HELPING_AUTHOR),
    Address("casestudies:adoption", PUBLIC | {"ods": "seeker_trust.ods_code"}, SEEKER, SEEKER),
    Address("casestudies:adoption_sign", TAKEN_UP, ASKING_FINANCE, ASKING_FINANCE),
    Address("casestudies:adoption_question", TAKEN_UP, None, ASKING_FINANCE),
    Address(
        r"/^case-studies/(?P<code>(?=[^/]*[A-Z])[A-Za-z0-9]{3,5})/(?P<rest>.*)$",
        {"code": "=RTG", "rest": "=x/"},
        EVERYONE,
        EVERYONE,
        path="/case-studies/RTG/x/",
    ),
]
