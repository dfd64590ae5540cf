"""Ten questions before a trust asks, and what the answers come to. Pure, and published as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from casestudies.choices import HelpKind
from portal.matching.choices import Readiness

# Raised whenever a question or a limit changes: a kept answer says which ones it was given to.
VERSION = 1
POINTS_TO_GO = 14
POINTS_TO_START = 8


class Answer(StrEnum):
    """An answer, the best one first."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


POINTS = {Answer.YES: 2, Answer.PARTLY: 1, Answer.NO: 0}


@dataclass(frozen=True)
class Question:
    """One question about a `topic`; `lacking` is what a "no" means, `do` what to do about it."""

    key: str
    topic: str
    text: str
    lacking: str
    do: str


QUESTIONS = (
    Question(
        "problem",
        "The problem in words",
        "Can you say in two sentences what goes wrong, and for whom?",
        "The problem is not put into words yet.",
        "Write two sentences with the people who meet the problem every day.",
    ),
    Question(
        "figure",
        "A figure to start from",
        "Do you have a figure for where you start, with its date?",
        "Nobody could tell later whether it became better.",
        "Find one figure, such as a rate or a wait, and write its date beside it.",
    ),
    Question(
        "lead",
        "Somebody who leads",
        "Is there a named person who leads the work?",
        "Nobody leads the work yet.",
        "Name one person. Another team needs somebody to talk to.",
    ),
    Question(
        "time",
        "Time for the work",
        "Can two or three people give half a day a week for three months?",
        "The people have no time for it.",
        "Agree with their managers what they put down meanwhile.",
    ),
    Question(
        "staff",
        "What the staff say",
        "Have the staff who do the work said what is in their way?",
        "The staff who do the work have not been asked.",
        "Ask them before you ask another trust: they often know the cause.",
    ),
    Question(
        "service",
        "The service’s own wish",
        "Does the service itself want the change, clinicians and managers both?",
        "The service does not ask for the change.",
        "Find one clinician and one manager of the service who want it.",
    ),
    Question(
        "director",
        "A director who knows",
        "Does an executive director know of it?",
        "No director knows of it.",
        "Tell one. You need no sponsor to ask; a long pairing needs one when it starts.",
    ),
    Question(
        "data",
        "Monthly figures",
        "Can you get the figures every month without a special request?",
        "The figures are hard to come by.",
        "Ask your information team for one monthly table.",
    ),
    Question(
        "money",
        "What may be spent",
        "Do you know what you could spend, and who decides on it?",
        "Nobody knows what may be spent.",
        "Ask your finance partner. Many changes here cost time and little else.",
    ),
    Question(
        "calm",
        "A calm half-year",
        "Is the service free of another large change for the next six months?",
        "Another large change takes up the service.",
        "Wait until it has settled, or start in a ward that it leaves alone.",
    ),
)
KEYS = tuple(question.key for question in QUESTIONS)
# Without a lead and some time nothing follows from another team's visit.
NEEDED_TO_START = ("lead", "time")
NEEDED_TO_GO = ("problem", "figure", "lead", "time")

RULES = (
    f"“Yes” counts 2, “partly” 1 and “no” nothing: {2 * len(QUESTIONS)} at most.",
    f"Not now: nobody leads the work, nobody has time, or fewer than {POINTS_TO_START} in all.",
    f"Go: at least {POINTS_TO_GO} in all, somebody leads the work, and the problem, the figure "
    "and the time are there at least partly.",
    "Start smaller: everything between.",
)
NEXT_STEPS = {
    Readiness.GO: (
        "You can make good use of a two-day review or a long pairing. Ask for the one that fits."
    ),
    Readiness.SMALLER: (
        "Begin with a talk or a visit. Mend what is named below meanwhile, and ask for more then."
    ),
    Readiness.NOT_NOW: (
        "A review or a pairing would take a lot of time and change little now. A question is "
        "welcome all the same. Do what is named below, and come back."
    ),
}
KINDS = {
    Readiness.GO: HelpKind.PAIRING,
    Readiness.SMALLER: HelpKind.TALK,
    Readiness.NOT_NOW: HelpKind.QUESTION,
}


@dataclass(frozen=True)
class Reason:
    """One thing that is missing, or there in part only, and what to do about it."""

    text: str
    do: str
    partly: bool


@dataclass(frozen=True)
class Verdict:
    """What the answers come to: `points` of 20, why, and what to do next.

    `kind` is the kind of help to begin with. It is advice: any kind may be asked for.
    """

    readiness: Readiness
    points: int
    reasons: tuple[Reason, ...]
    next_step: str
    kind: HelpKind


def judge(answers: Mapping[str, str]) -> Verdict:
    """The verdict on a full set of answers. Raises ValueError if one is missing or unknown."""
    if set(answers) != set(KEYS):
        raise ValueError("Answer each of the ten questions.")
    given = {key: Answer(answers[key]) for key in KEYS}
    points = sum(POINTS[answer] for answer in given.values())
    readiness = _readiness(given, points)
    return Verdict(
        readiness=readiness,
        points=points,
        reasons=_reasons(given),
        next_step=NEXT_STEPS[readiness],
        kind=KINDS[readiness],
    )


def _readiness(given: Mapping[str, Answer], points: int) -> Readiness:
    if points < POINTS_TO_START or any(given[key] == Answer.NO for key in NEEDED_TO_START):
        return Readiness.NOT_NOW
    lacks_nothing = all(given[key] != Answer.NO for key in NEEDED_TO_GO)
    if points >= POINTS_TO_GO and lacks_nothing and given["lead"] == Answer.YES:
        return Readiness.GO
    return Readiness.SMALLER


def _reasons(given: Mapping[str, Answer]) -> tuple[Reason, ...]:
    """What is missing first, then what is there in part, each in the order of the questions."""
    found = [
        _reason(question, answer)
        for answer in (Answer.NO, Answer.PARTLY)
        for question in QUESTIONS
        if given[question.key] == answer
    ]
    return tuple(found)


def _reason(question: Question, answer: Answer) -> Reason:
    if answer == Answer.PARTLY:
        return Reason(f"{question.topic}: there in part.", question.do, partly=True)
    return Reason(question.lacking, question.do, partly=False)
