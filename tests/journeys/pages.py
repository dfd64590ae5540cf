"""Every type of page, with somebody who may see it and what it must then show.

Numbers in addresses are safe: the demonstration is always made in the same order. `shows` says
at once if that changes.
"""

from __future__ import annotations

from tests.journeys.page_types import ADMIN, AUTHOR, BROKER, EDITOR, FINANCE, MEMBER, PageType

SHELF = "/case-studies/zz016/"
LEG_CLINICS = f"{SHELF}start-strong-compression-within-two-weeks-in-weekly-leg-clinics/"
NETWORK_ONLY = "/case-studies/zz023/seat-a-social-worker-beside-the-nurse-who-takes-referrals/"

# The draft that waits for its figures to be signed.
DRAFT = 125
RETIRED = f"{SHELF}order-dressings-from-one-short-list-held-in-the-van/"
PEER_REVIEW = "main a[href*='/case-studies/review/']"
SIGN = "main a[href*='/case-studies/sign/']"
PROGRESS = "main a[href*='/case-studies/progress/']"
ASKED_AGAIN = "main a[href*='/adoption/ask/']"
KEEP = "main a[href*='/case-studies/keep/']"
MERGE = "main a[href$='/merge/']"
MANAGED = "/help/programmes/illustrative-exemplars/"
MANAGED_PAST = "/help/programmes/global-digital-exemplars/"
APPLICATION = "main section[aria-labelledby='applications'] a"


PUBLIC = [
    PageType("home", "/", "Find what already"),
    PageType("search with results", "/search/?q=nurses", "case studies"),
    PageType("search with filters", "/search/?kind=productivity&like=ZZ017&sort=saving", "Sort by"),
    PageType("search without results", "/search/?q=zzzqqqxxx", "No case study speaks of"),
    PageType("search 400", "/search/?kind=rubbish", "There is a problem", status=400),
    PageType("compare", "/case-studies/compare/?id=39&id=79&id=93&id=78", "Payback"),
    PageType("compare nothing", "/case-studies/compare/", "Tick two to four", status=400),
    PageType("areas", "/areas/", "Efficiency areas"),
    PageType("area", "/areas/workforce/", "Workforce"),
    PageType("area below another", "/areas/recruitment-retention/", "etention"),
    PageType("case studies", "/case-studies/", "Case studies"),
    PageType("case study", LEG_CLINICS, "At a glance"),
    PageType(
        "case study with run chart",
        "/case-studies/zz001/start-theatre-lists-on-time-with-one-agreed-first-patient/",
        "At a glance",
    ),
    PageType(
        "case study with adopters",
        "/case-studies/zz015/teach-support-workers-and-families-to-give-insulin/",
        "here and elsewhere",
    ),
    PageType(
        "stopped case study",
        f"{SHELF}monitor-300-people-with-copd-at-home-by-tablet-stopped-after-a-year/",
        "This was stopped.",
    ),
    PageType(
        "signpost",
        "/case-studies/elsewhere/use-the-national-guide-to-shorten-long-hospital-stays/",
        "long hospital stays",
    ),
    PageType(
        "one-off case study",
        "/case-studies/zz025/put-off-lift-and-roof-work-for-a-year-to-stay-within-budget/",
        "ne-off",
    ),
    PageType("members-only case study, to a visitor", NETWORK_ONLY, "kept for members"),
    PageType("shelf of a trust", SHELF, "Brindlewood"),
    PageType("shelf of elsewhere", "/case-studies/elsewhere/", "Published elsewhere"),
    PageType("trusts", "/trusts/", "On the map"),
    PageType("trusts, none found", "/trusts/?q=zzzqqqxxx", "No trust matches"),
    PageType("trust", "/trusts/RTG/", "University Hospitals of Derby"),
    PageType("closed trust", "/trusts/RC1/", "Bedford Hospital"),
    PageType("illustrative trust", "/trusts/ZZ016/", "Brindlewood"),
    PageType("figures of a trust", "/trusts/RGT/performance/", "Where like trusts do better"),
    PageType("no figures of a trust", "/trusts/G6V2S/performance/", "No national figure"),
    PageType("top performers", "/performance/", "The rule"),
    PageType("measure", "/performance/no_criteria_to_reside_share/", "County Durham"),
    PageType("exemplars", "/exemplars/", "Exemplar"),
    PageType("programme", "/exemplars/illustrative-exemplars/", "Illustrative exemplar programme"),
    PageType("programme of the past", "/exemplars/global-digital-exemplars/", "Digital"),
    *(
        PageType(f"standard page: {slug}", f"/{slug}/", title)
        for slug, title in (
            ("about", "About Exemplar"),
            ("evidence", "How evidence is graded"),
            ("criteria", "What we publish"),
            ("accessibility", "Accessibility statement"),
            ("data", "How we use data"),
        )
    ),
    PageType("read API", "/api/v1/docs/", "Read API"),
    PageType("coverage and totals", "/insight/", "Help asked for and given"),
    PageType("feedback", "/feedback/", "feedback"),
    PageType("feedback with errors", "/feedback/", "There is a problem", press="Send feedback"),
    PageType("sign-in", "/accounts/login/", "Sign in"),
    PageType("sign-in with errors", "/accounts/login/", "There is a problem", press="Sign in"),
    PageType("sign-up", "/accounts/signup/", "Create an account"),
    PageType(
        "sign-up with errors", "/accounts/signup/", "There is a problem", press="Create an account"
    ),
    PageType("password reset", "/accounts/password/reset/", "Reset your password"),
    PageType("ask for help, to a visitor", "/help/new/", "You sign in when you send it."),
    PageType("readiness check", "/help/ready/", "Ten questions, two minutes."),
    PageType(
        "readiness check with errors",
        "/help/ready/",
        "There is a problem",
        press="See what they come to",
    ),
    PageType("404", "/no-such-page/", "There is no page here", status=404),
]

SIGNED_IN = [
    *(
        PageType(f"my page: {person}", "/my/", "What waits for you", person)
        for person in (AUTHOR, FINANCE, EDITOR, BROKER, MEMBER, ADMIN)
    ),
    PageType("status of the site", "/statusz/", "Parts of the site", ADMIN),
    PageType("ask for help", "/help/new/", "Send the request", MEMBER),
    PageType(
        "ask for help from a case study",
        LEG_CLINICS,
        "About this case study",
        MEMBER,
        follow="main a[href*='/help/new/']",
    ),
    PageType(
        "ask for help with errors",
        "/help/new/",
        "There is a problem",
        MEMBER,
        press="Send the request",
    ),
    PageType("case study, to a member", LEG_CLINICS, "your trust", MEMBER),
    PageType("members-only case study", NETWORK_ONLY, "For members only.", MEMBER),
    PageType("your requests", "/help/mine/", "We ask", MEMBER),
    PageType("your requests, helping", "/help/mine/", "We help", AUTHOR),
    PageType("help desk", "/help/", "Open requests", BROKER),
    PageType("rounds", "/help/programmes/global-digital-exemplars/rounds/", "Try a round", BROKER),
    PageType(
        "round: trial",
        "/help/programmes/global-digital-exemplars/rounds/",
        "These requests are generated",
        BROKER,
        follow="main tbody a",
    ),
    PageType(
        "round: draft",
        "/help/programmes/illustrative-exemplars/rounds/",
        "Who gets whom",
        BROKER,
        follow="main tbody a",
    ),
    PageType("round: need", "/help/rounds/1/needs/need-0000002/", "Every exemplar", BROKER),
    PageType("request that waits", "/help/2/", "out-of-area", BROKER),
    PageType(
        "request that nobody helps with",
        "/help/mine/",
        "Trusts with the same problem that would talk",
        MEMBER,
        follow="main a[href='/help/7/']",
    ),
    PageType("why not another exemplar", "/help/need/2/why-not/", "Which exemplar?", BROKER),
    PageType("why not this exemplar", "/help/need/2/why-not/?trust=ZZ010", "of the facts", BROKER),
    PageType("request with a match", "/help/4/", "agencies", BROKER),
    PageType("match: question answered", "/help/match/1/", "leg clinic", AUTHOR),
    PageType("match: proposed", "/help/match/2/", "control room", BROKER),
    PageType("match: active", "/help/match/3/", "Goals", BROKER),
    PageType(
        "group of followers",
        "/help/match/3/",
        "Sessions held",
        BROKER,
        follow="main a[href*='/help/cohorts/']",
    ),
    PageType("match: completed", "/help/match/4/", "How it went", BROKER),
    PageType("close a match", "/help/match/1/complete/", "Close", AUTHOR),
    PageType("end a match", "/help/match/1/end/", "End", AUTHOR),
    PageType("designation, to its author", "/exemplars/designations/34/", "Brindlewood", AUTHOR),
    PageType("designation, to the broker", "/exemplars/designations/34/", "Brindlewood", BROKER),
    PageType("assess", "/exemplars/designations/39/assess/", "Mark as assessed", BROKER),
    PageType("what it offers", "/exemplars/designations/34/offers/", "Change what", AUTHOR),
    PageType("programmes to manage", "/help/programmes/", "Set a programme up", BROKER),
    PageType("set a programme up", "/help/programmes/new/", "standard weights", BROKER),
    PageType(
        "set a programme up, with errors",
        "/help/programmes/new/",
        "There is a problem",
        BROKER,
        press="Publish the programme",
    ),
    PageType("invitations", "/help/invitations/", "Every programme", BROKER),
    PageType(
        "invitation that cannot be sent",
        "/help/invitations/new/illustrative-exemplars/ZZ016/sickness_absence_rate/",
        "cannot be invited now",
        BROKER,
    ),
    PageType("manage a programme", MANAGED, "Plan the next round", BROKER),
    PageType("manage a programme of the past", MANAGED_PAST, "kept as history", BROKER),
    PageType("change a programme", f"{MANAGED}change/", "Its exemplars are told", BROKER),
    PageType("weights of a programme", f"{MANAGED}weights/", "need not add to 100", BROKER),
    PageType(
        "weights of a programme, with errors",
        f"{MANAGED}weights/",
        "published already",
        BROKER,
        press="See what it would do",
    ),
    PageType("reserved places", f"{MANAGED}reserves/", "go first to trusts", BROKER),
    PageType("application, to the broker", MANAGED, "never qualify", BROKER, follow=APPLICATION),
    PageType("apply", "/exemplars/apply/", "Become an exemplar", MEMBER),
    PageType(
        "apply with errors",
        "/exemplars/apply/",
        "There is a problem",
        MEMBER,
        press="Send the application",
    ),
    PageType(
        "sign figures",
        LEG_CLINICS,
        "Figures you sign for",
        FINANCE,
        follow="main a[href*='/sign/']",
    ),
    PageType("grade", "/case-studies/grade/79/", "Grade the evidence", EDITOR),
    PageType("take-up", "/case-studies/adoption/79/", "What happened at", MEMBER),
    PageType("asked again", "/my/", "Is it still going?", MEMBER, follow=ASKED_AGAIN),
    PageType("claim a take-up", "/case-studies/adoption/79/claim/", "took", AUTHOR),
    PageType("write a case study", "/case-studies/write/", "Start writing", AUTHOR),
    PageType(
        "write, with errors",
        "/case-studies/write/",
        "There is a problem",
        AUTHOR,
        press="Read it and start",
        status=400,
    ),
    PageType("short form", "/case-studies/write/", "Ten questions", AUTHOR, press="Start writing"),
    PageType(
        "what is next",
        "/my/",
        "Where it is",
        AUTHOR,
        follow="main a[href*='/case-studies/progress/']",
    ),
    PageType("checks on offer", "/case-studies/review/", "Check a case study", MEMBER),
    PageType(
        "check by a peer", "/case-studies/review/", "Take this check", AUTHOR, follow=PEER_REVIEW
    ),
    PageType("figures to sign", "/my/", "Figures you sign for", FINANCE, follow=SIGN),
    PageType("paste figures", f"/case-studies/figures/{DRAFT}/", "Paste the cells here", AUTHOR),
    PageType("still true", "/my/", "Is it still true?", AUTHOR, follow=KEEP),
    PageType("retired case study", RETIRED, "not to be copied", AUTHOR),
    PageType("desk", "/desk/", "In review", EDITOR),
    PageType("desk: imports", "/desk/imports/", "New records become visible", EDITOR),
    PageType("desk: out of date", "/desk/records/stale/", "Out of date: 1", EDITOR),
    PageType("desk: no live contact", "/desk/records/no-contact/", "No live contact: 1", EDITOR),
    PageType(
        "desk: nothing chosen",
        "/desk/records/stale/",
        "There is a problem",
        EDITOR,
        press="Go on",
        status=400,
    ),
    PageType("desk: coverage", "/desk/coverage/", "Where there is no case study", EDITOR),
    PageType("desk: searches", "/desk/searches/", "Nothing found", EDITOR),
    PageType("desk: one search", "/desk/searches/one/?terms=chaplaincy", "chaplaincy", EDITOR),
    PageType(
        "desk: one search with errors",
        "/desk/searches/one/?terms=chaplaincy",
        "There is a problem",
        EDITOR,
        press="Ask for it",
        status=400,
    ),
    PageType(
        "reports of a programme",
        "/insight/programme/illustrative-exemplars/",
        "Unmet demand",
        BROKER,
    ),
    PageType(
        "paper for a board",
        "/insight/programme/illustrative-exemplars/board/",
        "In short",
        BROKER,
    ),
    PageType(
        "supply, demand and top performers",
        "/insight/programme/illustrative-exemplars/performers/",
        "Could be asked",
        BROKER,
    ),
    PageType("certificate", "/insight/exemplars/ZZ016/certificate/", "hours given", AUTHOR),
    PageType(
        "certificate with errors",
        "/insight/exemplars/ZZ016/certificate/?start=2026-02-01&end=2026-01-01",
        "There is a problem",
        AUTHOR,
        status=400,
    ),
    PageType("save a search", "/search/saved/new/?q=nurses", "Save this search", MEMBER),
    PageType("saved searches", "/search/saved/", "Your saved searches", MEMBER),
    PageType("desk: areas", "/desk/areas/", "Words that lead to it", EDITOR),
    PageType("desk: merge", "/desk/areas/", "This cannot be undone", EDITOR, follow=MERGE),
    PageType("change password", "/accounts/password/change/", "Change your password", MEMBER),
    PageType("second factor", "/accounts/2fa/", "Second factor", MEMBER),
    PageType("403", "/case-studies/grade/79/", "You cannot do that", MEMBER, status=403),
]

PAGES = [*PUBLIC, *SIGNED_IN]
