"""Where a paragraph belongs by its own words, when no heading says so.

A paragraph goes to a part only if that part's cues outnumber every other's; else it stays to sort.
"""

from __future__ import annotations

import re
from collections import Counter

from casestudies.documents.signs import Part

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
