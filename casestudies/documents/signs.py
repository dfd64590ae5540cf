"""Which part of a case study a heading or a paragraph belongs to.

Headings lead to parts by the words that teams use. Without a heading a paragraph goes to a part
only if that part's cues outnumber every other's; else it stays to sort.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum


class Part(StrEnum):
    """The parts of a draft, named as the fields of the case study; REMAINDER is still to sort."""

    TITLE = "title"
    RESULT = "result"
    PROBLEM = "problem"
    DONE = "done"
    HAPPENED = "happened"
    DID_NOT_WORK = "did_not_work"
    QUALITY = "quality"
    EQUALITY = "equality"
    STAFF = "staff"
    INVOLVEMENT = "involvement"
    MUST_HAVE = "must_have"
    NOT_WHERE = "not_where"
    CONTACTS = "contacts"
    REMAINDER = "remainder"


# One entry a semicolon. Known headings without a field of their own lead to the remainder, so that
# what stands under them is not put elsewhere by its words.
WORDS: dict[Part, str] = {
    Part.TITLE: """title; project title; name of project; project name; case study title;
        title of project; name of initiative; initiative; title of case study""",
    Part.RESULT: """summary; executive summary; in brief; at a glance; in a nutshell; headline;
        headline result; key result; result in one line; one line summary; overview;
        project summary; abstract; elevator pitch; key message; key messages; brief summary""",
    Part.PROBLEM: """background; context; challenge; problem; issue; aim; aims;
        aims and objectives; objective; objectives; introduction; rationale; situation; need;
        case for change; starting position; starting point; baseline; problem statement;
        what was the problem; what was the challenge; what problem did you set out to solve;
        why was change needed; why we did it; why did we do it; why change; purpose; drivers;
        where we started; problem and starting position; local context; opportunity; goals; goal;
        what we wanted to achieve; what were we trying to accomplish; reason for change""",
    Part.DONE: """what we did; what was done; what did we do; what did you do; approach; method;
        methods; methodology; action; actions; action taken; actions taken; solution; intervention;
        interventions; implementation; our response; how we did it; how did we do it; process;
        project; change; changes made; what changed; what we changed; design; delivery;
        steps taken; innovation; what was your solution; project description; description;
        description of project; tests of change; pdsa cycles; the model; service model;
        implementation plan; how it works; activities; strategy for change; improvement""",
    Part.HAPPENED: """impact; results; result; outcome; outcomes; benefits; findings; evaluation;
        what happened; what was achieved; what did you achieve; what we achieved; achievements;
        impact and outcomes; results and impact; evidence; savings; financial impact; finance;
        financial benefits; financial savings; cost savings; return on investment; costs; cost;
        value for money; measures; measurement; metrics; data; effects; the difference made;
        what difference did it make; benefits realised; outputs; success; costs and savings;
        productivity impact; measurement of improvement; effects of changes; effect of changes""",
    Part.DID_NOT_WORK: """lessons; lessons learned; lessons learnt; learning; key learning;
        what did not work; what didn't work; what went wrong; barriers; challenges; obstacles;
        difficulties; what we learned; what we learnt; what would we do differently; pitfalls;
        what would you do differently; what we would do differently; problems encountered;
        barriers and enablers; challenges and lessons; challenges and solutions; reflections;
        challenges faced; challenges and learning; issues encountered; lessons and next steps;
        challenges encountered; overcoming obstacles""",
    Part.QUALITY: """quality; patient safety; safety; quality and safety; patient experience;
        effect on quality and safety; effect on quality; impact on quality; patient benefits;
        impact on patients; benefits for patients; benefits to patients; patient outcomes;
        quality impact; quality impact assessment; clinical outcomes; clinical quality; qia;
        patient feedback; what patients say; patient impact; impact on care; quality of care""",
    Part.EQUALITY: """equality; effect on equality; equality impact; inequalities; equity;
        equality impact assessment; health inequalities; eqia; equality and diversity;
        equality, diversity and inclusion; edi; impact on inequalities; inclusion; accessibility;
        reducing inequalities; health equity; access and equality""",
    Part.STAFF: """staff; staff experience; effect on staff; impact on staff; benefits for staff;
        staff benefits; benefits to staff; workforce; workforce impact; staff feedback;
        impact on workforce; staff wellbeing; staff impact; what staff say; workforce benefits""",
    Part.INVOLVEMENT: """involvement; who was involved; engagement; stakeholder engagement;
        staff engagement; patient involvement; co-production; coproduction; leadership; governance;
        team; project team; stakeholders; patient and public involvement; clinical engagement;
        board involvement; how staff took part; how staff and the board took part; partners;
        partnership working; collaboration; involving staff; staff involvement; sponsorship;
        engagement and leadership; roles and responsibilities; key stakeholders""",
    Part.MUST_HAVE: """must have; must haves; must-haves; must-have conditions; prerequisites;
        critical success factors; success factors; key success factors; enablers; key enablers;
        requirements; what you need; what you will need; you will need; what is needed; conditions;
        what you need to have in place; resources needed; resources required; dependencies;
        what made it work; things to have in place; keys to success; key to success""",
    Part.NOT_WHERE: """limitations; where it should not be copied; when not to do this;
        where this will not work; where it would not work; not suitable for; exclusions;
        where not to copy it; when not to use this; where this would not work; transferability;
        who should not do this; not suitable where; when it does not fit; limits""",
    Part.CONTACTS: """contact; contacts; contact details; for more information; find out more;
        further information; contact us; who to contact; contact for further information;
        for further information; for further information contact; key contact; key contacts;
        project lead; project leads; lead contact; more information; get in touch; author; authors;
        for more information contact; named contact; project contact; contact information;
        name of lead""",
    Part.REMAINDER: """next steps; future plans; future; next; what next; what's next; plans;
        sustainability; spread; spread and sustainability; references; bibliography; sources;
        acknowledgements; appendix; appendices; contents; table of contents; about us;
        about the trust; about the organisation; organisation; trust; further reading; glossary;
        disclaimer; conclusion; conclusions; case study; nhs case study; sharing; risks; timeline;
        timescales; timescale; recommendations; recommendation; next steps and sustainability;
        document control; version control; date; dates; top tips; tips; keywords; attachments;
        discussion; case study template; improvement case study; plans for the future; spreading""",
}
SIGNS: dict[str, Part] = {
    " ".join(words.split()): part for part, listed in WORDS.items() for words in listed.split(";")
}
LEADING = re.compile(
    r"^(section\s+)?(\d{1,2}(\.\d{1,2})*|[a-z]|[ivx]{1,4})[.):]\s+|^\d{1,2}(\.\d+)*\s+",
    re.IGNORECASE,
)
ARTICLES = ("the ", "our ", "a ", "an ", "your ", "key ", "main ")
LONGEST_HEADING = 12
# Alone these are headings; at the edge of a longer heading they may mean anything.
WEAK_WORDS = """
    project change process team trust date dates data need needs design delivery description
    plans next future conditions sources sharing spread tips author authors partners leadership
    improvement innovation activities action actions issue purpose drivers initiative title
    discussion organisation finance cost costs success inclusion limits measures quality safety
    staff workforce method"""
WEAK = frozenset(WEAK_WORDS.split())
LABEL = re.compile(r"^([^:\n]{2,60}?)\s*:\s+(?=\S)|^([^:\n–—]{2,60}?)\s+[–—]\s+(?=\S)")


def normalised(heading: str) -> str:
    """A heading in small letters, without its number, its article and its closing mark."""
    text = LEADING.sub("", heading.strip().replace("’", "'"))
    text = re.sub(r" ?& ?", " and ", " ".join(text.lower().split())).strip(" :.?!*_-–—")
    for article in ARTICLES:
        if text not in SIGNS:
            text = text.removeprefix(article)
    return text


def exact_sign(heading: str) -> Part | None:
    """The part that a heading names with no word to spare: “2. The challenge:” is the problem."""
    return SIGNS.get(normalised(heading))


def sign_of(heading: str) -> Part | None:
    """The part that a heading leads to; None if it says nothing, or two things as loudly.

    The longest known words at its start or its end decide: “Impact on staff” is about staff.
    """
    text = normalised(heading)
    words = text.split()
    if text in SIGNS or not 1 < len(words) <= LONGEST_HEADING:
        return SIGNS.get(text)
    for length in range(len(words) - 1, 0, -1):
        ends = {" ".join(words[:length]).strip(",:"), " ".join(words[-length:])}
        found = {SIGNS[end] for end in ends - WEAK if end in SIGNS}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def label_of(text: str) -> tuple[Part, int] | None:
    """The part that a paragraph names before a colon or a dash, and where its own words begin.

    “Aim: shorter waits” gives the problem and 5.
    """
    found = LABEL.match(text)
    if not found:
        return None
    part = exact_sign(found.group(1) or found.group(2))
    return (part, found.end()) if part else None


CUES: dict[Part, str] = {
    Part.PROBLEM: r"""
        before (the|this) (project|change|work|pilot)|historically|traditionally|previously
        |(was|were) (struggling|spending|losing|unable|facing)|faced (a|with|rising|growing|long)
        |the (problem|challenge|issue) (was|is)|long waits|too (many|much|long)|(we )?aimed to
        |increasing demand|rising demand|under pressure|high (levels|use|cost|rates?) of
        |(was|were) identified as|at the start|in the year before
        |needed to (reduce|improve|cut|save)
        |the aim (was|of)|overspen[dt]|backlog""",
    Part.DONE: r"""
        we (introduced|set up|redesigned|developed|created|trained|piloted|implemented|tested
        |built|agreed|appointed|recruited|launched|moved|replaced|changed|rolled out|worked with
        |ran|put in place|reviewed|mapped|installed|bought|began|started)
        |(was|were) (introduced|set up|redesigned|trained|piloted|implemented|rolled out|installed
        |recruited|appointed|moved|launched|replaced)|pdsa|the (team|trust|service) (introduced
        |set up|redesigned|developed|piloted|implemented|launched|created|installed)""",
    Part.HAPPENED: r"""
        as a result|(fell|fallen|dropped|rose|risen|reduced|decreased|increased|improved|cut) (from
        |by|to)|(has|have|had) saved|sav(ed|ing|ings of) (about |around |over |more than )?£
        |(the )?results? (was|were|show)|led to a|resulted in|£[\d.,]+\s?(m|k|million|thousand)?
        (a year|per year|per annum|was saved|were saved)|return on investment|payback""",
    Part.DID_NOT_WORK: r"""
        did(n't| not) work|with hindsight|we (learned|learnt|underestimated)|took longer than
        |(would|should) (have )?(do|done) (it |this )?differently|was (harder|slower) than
        |biggest (barrier|obstacle|challenge)|proved (difficult|hard)|resistance|lesson
        |we (would|should) have|failed to""",
    Part.QUALITY: r"""
        patient (safety|satisfaction|experience|feedback|outcomes)|no (increase|rise) in (harm|falls
        |incidents|readmissions|complaints)|friends and family|incidents? reported|infection rates?
        |mortality|readmissions?|complaints (fell|rose|did|have)""",
    Part.EQUALITY: r"""
        inequalit(y|ies)|equality|deprived|deprivation|protected characteristics?|ethnic
        |interpreters?|learning disabilit(y|ies)|digitally excluded
        |digital exclusion|equit(y|able)""",
    Part.STAFF: r"""
        staff (survey|morale|turnover|sickness|satisfaction|wellbeing|feedback|told us|report(ed)?)
        |retention|nurses (told|said|report)|morale|burnout|staff (are|were|feel|felt) (happier|less
        |more|better)""",
    Part.INVOLVEMENT: r"""
        executive sponsor|(was|were) (involved|consulted|engaged) |steering group|board (approved
        |received|was|were|has|had|sponsor)|co-?(designed|produced)|led by (a|the|our|ward|clinical)
        |clinical lead|front-?line staff|patient representatives?|trade unions?|staff side""",
    Part.MUST_HAVE: r"""
        you (will )?need|must (have|be in place)|is essential|are essential|depends on having
        |will only work (if|with|where)|essential to have|critical to success|without this""",
    Part.NOT_WHERE: r"""
        would not (work|suit|be suitable|recommend)|not (suitable|appropriate|recommended) (for
        |where|in)|(should|do) not (copy|be copied|use this|attempt)|unlikely to work""",
    Part.CONTACTS: r"""
        for (more|further) (information|details)|please contact|get in touch
        |[\w.+-]{1,64}@[\w-]+\.[\w.]+|can be contacted""",
}
PATTERNS = {
    part: re.compile(
        rf"(?<!\w)(?:{''.join(line.strip() for line in words.splitlines())})", re.IGNORECASE
    )
    for part, words in CUES.items()
}


def part_by_cues(text: str) -> tuple[Part, str] | None:
    """The part whose cues are the most, with the first of them; None for none or a draw."""
    found = {part: pattern.findall(text) for part, pattern in PATTERNS.items()}
    ranking = Counter({part: len(hits) for part, hits in found.items() if hits}).most_common(2)
    if not ranking or (len(ranking) > 1 and ranking[0][1] == ranking[1][1]):
        return None
    part = ranking[0][0]
    first = PATTERNS[part].search(text)
    return (part, first.group(0).strip()) if first else None
